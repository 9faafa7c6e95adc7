/** In bytes. No form of the forum carries more; what does is refused before it is read. */
export const BODY_LIMIT = 1_000_000

/**
 * The only path that takes more: a file that somebody attaches. The settings allow 30 MB at most; what is larger than
 * they allow is refused there with a sentence in the reader's language, before it is read.
 */
const UPLOAD = { path: '/attachments', limit: 40_000_000 }

export const bodyLimit = (path: string): number => (path === UPLOAD.path ? UPLOAD.limit : BODY_LIMIT)
