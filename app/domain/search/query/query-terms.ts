/** The values of filters, shared by the search page and the parser. */
export const KINDS = ['question', 'answer', 'article'] as const
export const STATES = ['solved', 'unsolved', 'unanswered', 'escalated', 'open', 'closed'] as const
export const LOCALES = ['en', 'fr'] as const
export const PERIODS = ['day', 'week', 'month', 'year'] as const
export const SORTS = ['relevance', 'newest', 'votes'] as const

export type SearchKind = (typeof KINDS)[number]
export type SearchState = (typeof STATES)[number]
export type SearchPeriod = (typeof PERIODS)[number]
export type SearchSort = (typeof SORTS)[number]

/** How many characters of a search are used. */
export const QUERY_LENGTH = 300

export const RESULTS_PAGE_SIZE = 20
/** How many matches of a search are used: as many pages as anybody looks through. */
export const HITS_MAX = 300

/** The lists of the searches of a week. */
export const WEEK_LISTS = ['nothing', 'unopened', 'frequent', 'resolved'] as const
export type SearchWeekList = (typeof WEEK_LISTS)[number]
