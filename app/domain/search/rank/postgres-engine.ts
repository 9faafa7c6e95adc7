import { sql } from 'kysely'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { countWords } from '#app/domain/search/index/count-words.ts'
import { indexArticles, indexThreads } from '#app/domain/search/index/documents.ts'
import { isEmpty } from '#app/domain/search/query/parse-query.ts'
import { search } from '#app/domain/search/rank/search.ts'
import { suggest } from '#app/domain/search/rank/suggest.ts'

/** How many threads or articles are indexed by one statement. */
const REBUILT = 500

/** The embedded engine: documents in a table of the forum's own database, found and ranked by PostgreSQL. */
export function postgresEngine(): SearchEngine {
  return {
    async index(db, { threadIds = [], articleIds = [] }) {
      if (threadIds.length > 0) await indexThreads(db, sql`threads.id = any (${threadIds}::bigint[])`)
      if (articleIds.length > 0) await indexArticles(db, sql`articles.id = any (${articleIds}::bigint[])`)
    },

    async remove(db, postIds) {
      await sql`delete from search_documents where post_id = any (${postIds}::bigint[])`.execute(db)
    },

    async search(db, query, { limit }) {
      return isEmpty(query) ? [] : search(db, query, limit)
    },

    suggest: (db, need, { limit }) => suggest(db, need, limit),

    async rebuild(db) {
      // In slices: otherwise the words of all texts would have to be sorted together.
      const { rows } = await sql<{ threads: number; articles: number }>`
        select coalesce((select max(id) from threads), 0) as threads,
          coalesce((select max(id) from articles), 0) as articles`.execute(db)
      const { threads = 0, articles = 0 } = rows[0] ?? {}
      for (let from = 1; from <= threads; from += REBUILT) {
        await indexThreads(db, sql`threads.id between ${from} and ${from + REBUILT - 1}`)
      }
      for (let from = 1; from <= articles; from += REBUILT) {
        await indexArticles(db, sql`articles.id between ${from} and ${from + REBUILT - 1}`)
      }
      await sql`select gin_clean_pending_list('search_documents_terms'), gin_clean_pending_list('search_documents_title_terms'),
        gin_clean_pending_list('search_documents_answer_terms')`.execute(db)
      await countWords(db, { always: true })
      await sql`analyze search_documents, search_lexemes, search_words`.execute(db)
    },
  }
}
