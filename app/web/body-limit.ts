/** In bytes. No form of the forum is larger; a larger body is refused before it is read. */
export const BODY_LIMIT = 1_000_000

/**
 * The upload route itself refuses a file that is too large, with a message in the reader's language. It reads at most
 * its own limit, and nothing when the header already says that the body is longer.
 */
export const bodyLimit = (path: string): number => (path === '/attachments' ? Number.POSITIVE_INFINITY : BODY_LIMIT)
