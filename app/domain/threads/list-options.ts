export const THREAD_SORTS = ['newest', 'active', 'score'] as const
export const THREAD_FILTERS = ['all', 'unanswered', 'unsolved', 'solved', 'needs_info'] as const
export type ThreadSort = (typeof THREAD_SORTS)[number]
export type ThreadFilter = (typeof THREAD_FILTERS)[number]
