export const TAG_SORTS = ['popular', 'name', 'new'] as const
export type TagSort = (typeof TAG_SORTS)[number]

export const TAG_DESCRIPTION_MAX = 300
