/** Who reads a text that is written on the desk. */
export const READERS = ['everyone', 'requester', 'staff'] as const
