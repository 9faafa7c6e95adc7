/** How the list of members is ordered and narrowed. */
export const MEMBER_SORTS = ['reputation', 'newest', 'name'] as const
export const MEMBER_ROLES = ['expert', 'moderator', 'staff'] as const
export type MemberSort = (typeof MEMBER_SORTS)[number]
export type MemberRole = (typeof MEMBER_ROLES)[number]
