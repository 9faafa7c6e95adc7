/** In bytes. No form of the forum carries more; what does is refused before it is read. */
export const BODY_LIMIT = 1_000_000
