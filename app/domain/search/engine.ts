import type { SearchQuery } from '#app/domain/search/query/parse-query.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** A post that matches, with how well: higher is better, comparable within one answer only. */
export type Hit = { postId: number; score: number }

/** A need in its owner's own words, as far as it is written: a title, and what is known beside it. */
export type Need = { title: string; body?: string; tags?: string[]; locale?: Locale }

/**
 * What finds posts. It answers with ids only: PostgreSQL decides afterwards what the viewer may see and what is shown,
 * so an index that lags or leaks can at worst find too little.
 */
export type SearchEngine = {
  /** Makes the index say what the database says of these threads and articles; what is withheld disappears from it. */
  index(db: Db, subjects: { threadIds?: number[]; articleIds?: number[] }): Promise<void>
  remove(db: Db, postIds: number[]): Promise<void>
  /** The best matches of a search, best first; without words, the newest that pass its filters. */
  search(db: Db, query: SearchQuery, options: { limit: number }): Promise<Hit[]>
  /** Questions and articles about the same thing as a need, best first: not every word has to match. */
  suggest(db: Db, need: Need, options: { limit: number }): Promise<Hit[]>
  /** Builds the whole index anew from the database. */
  rebuild(db: Db): Promise<void>
}
