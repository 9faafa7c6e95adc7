import { sql } from 'kysely'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { readIds, type Swept, sweepBatches } from '#app/domain/sweeps/sweep-rows.ts'
import type { Db } from '#db/transaction.ts'

const BATCH = 200

/** Updates the name of a changed tag in the search index: in all its questions, and the articles made from them. */
export function indexTag(db: Db, engine: SearchEngine, tagId: number): Promise<Swept> {
  const threads = readIds((after) =>
    db
      .selectFrom('threadTags')
      .where('tagId', '=', tagId)
      .where('threadId', '>', after)
      .select('threadId as id')
      .orderBy('threadId')
      .limit(sql.lit(BATCH))
      .execute(),
  )
  return sweepBatches(db, { name: `search.index_tag ${tagId}`, kind: 'thread' }, threads, async (trx, threadIds) => {
    const articles = await trx.selectFrom('articles').where('sourceThreadId', 'in', threadIds).select('id').execute()
    await engine.index(trx, { threadIds, articleIds: articles.map((article) => article.id) })
  })
}
