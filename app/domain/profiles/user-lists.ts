/** How the list of members can be sorted and filtered. */
export const USER_SORTS = ['reputation', 'newest', 'name'] as const
export const USER_ROLES = ['expert', 'moderator', 'staff'] as const
export type UserSort = (typeof USER_SORTS)[number]
export type UserRole = (typeof USER_ROLES)[number]
