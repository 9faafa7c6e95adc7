import { sql } from 'kysely'
import { countWords } from '#app/domain/search/index/count-words.ts'
import { indexThreads } from '#app/domain/search/index/documents.ts'
import { log } from '#app/platform/log.ts'
import { isConnectionLoss } from '#db/connection-loss.ts'
import type { Db } from '#db/transaction.ts'

const RANGE = 1000
/** How many ranges are indexed at the same time. */
const AT_ONCE = 2

/**
 * Adds the imported threads to the search index. Threads are indexed with their answers, so this runs after all posts
 * are stored. It also indexes older threads that the import may have changed.
 */
export async function indexImported(db: Db, source: string): Promise<void> {
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select min(threads.id) as first, max(threads.id) as last
    from threads join posts on posts.id = threads.question_id where posts.import_source = ${source}`.execute(db)
  let next = rows[0]?.first ?? 0
  const last = rows[0]?.last ?? -1

  const indexRanges = async () => {
    while (next <= last) {
      const from = next
      next += RANGE
      try {
        await indexThreads(
          db,
          sql`threads.id between ${from} and ${from + RANGE - 1} and exists (
            select from posts where posts.id = threads.question_id and posts.import_source = ${source})`,
        )
      } catch (error) {
        if (isConnectionLoss(error)) throw error
        // The job that compares the index with the posts does them one by one, and reports those that cannot be indexed.
        log.warn({ err: error, from }, 'Some threads could not be indexed together')
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, indexRanges))
}

/** Finishes the search index: moves pending entries into it and counts how common words are. */
export async function finishIndex(db: Db): Promise<void> {
  await sql`
    select gin_clean_pending_list(pg_index.indexrelid)
    from pg_index join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
    where amname = 'gin' and indrelid in ('users'::regclass, 'search_documents'::regclass)`.execute(db)
  await countWords(db, { always: true })
  await sql`analyze search_documents, search_lexemes, search_words`.execute(db)
}
