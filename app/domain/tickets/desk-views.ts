/** The lists of the desk, in the order of their tabs. */
export const DESK_VIEWS = ['unassigned', 'mine', 'open', 'pending', 'solved'] as const
export type DeskView = (typeof DESK_VIEWS)[number]
