/** In bytes. No form of the forum carries more; what does is refused before it is read. */
export const BODY_LIMIT = 1_000_000

/**
 * An attached file is refused by its own route, with a sentence in the reader's language: there a body is read no
 * further than it may go, and never from one that says it is longer.
 */
export const bodyLimit = (path: string): number => (path === '/attachments' ? Number.POSITIVE_INFINITY : BODY_LIMIT)
