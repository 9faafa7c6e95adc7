import type { SearchQuery } from '#app/domain/search/query/parse-query.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** A post that matches, with its score: higher is better. Scores are comparable within one answer only. */
export type Hit = { postId: number; score: number }

/** A need in the words of its owner, as far as it is typed: a title, and what else is known. */
export type Need = { title: string; body?: string; tags?: string[]; locale?: Locale }

/**
 * Finds posts. It returns only ids: PostgreSQL decides afterwards what the viewer may see and what is shown. So when an
 * index is behind or holds too much, a search may find too little, but never shows what is private.
 */
export type SearchEngine = {
  /** Updates these threads and articles in the index from the database; withheld posts are removed from it. */
  index(db: Db, subjects: { threadIds?: number[]; articleIds?: number[] }): Promise<void>
  remove(db: Db, postIds: number[]): Promise<void>
  /** The best matches of a search, best first; without words, the newest posts that pass its filters. */
  search(db: Db, query: SearchQuery, options: { limit: number }): Promise<Hit[]>
  /** Questions and articles about the same thing as a need, best first; not every word has to match. */
  suggest(db: Db, need: Need, options: { limit: number }): Promise<Hit[]>
  /** Rebuilds the whole index from the database. */
  rebuild(db: Db): Promise<void>
}
