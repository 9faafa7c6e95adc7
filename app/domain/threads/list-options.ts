import type { Cursor } from '#app/domain/cursor.ts'
import type { Locale } from '#db/schema.ts'

export const THREAD_SORTS = ['newest', 'active', 'score', 'hot'] as const
/**
 * The tabs of a list: *unanswered* has no answer at all, *unsolved* has no accepted answer. Closed ones have their own
 * tab.
 */
export const THREAD_FILTERS = [
  'all',
  'needs_attention',
  'unanswered',
  'answered',
  'needs_info',
  'unsolved',
  'solved',
  'closed',
] as const
export type ThreadSort = (typeof THREAD_SORTS)[number]
export type ThreadFilter = (typeof THREAD_FILTERS)[number]

export type ListOptions = {
  sort?: ThreadSort
  filter?: ThreadFilter
  /** Threads that have all of these tags. */
  tagIds?: number[]
  categoryId?: number
  /** Threads that one of these people asked. */
  authorIds?: number[]
  locale?: Locale
  /** Those in this language before all others, each part in the order of the list. */
  first?: Locale
  after?: Cursor
  limit?: number
}
