import { sql } from 'kysely'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import type { Db } from '#db/transaction.ts'

const BATCH = 200

/** Updates the name of a changed tag in the search index: in all its questions, and the articles made from them. */
export async function indexTag(db: Db, engine: SearchEngine, tagId: number): Promise<void> {
  for (let after = 0; ; ) {
    const threads = await db
      .selectFrom('threadTags')
      .where('tagId', '=', tagId)
      .where('threadId', '>', after)
      .select('threadId')
      .orderBy('threadId')
      .limit(sql.lit(BATCH))
      .execute()
    const threadIds = threads.map((thread) => thread.threadId)
    if (threadIds.length === 0) return
    const articles = await db.selectFrom('articles').where('sourceThreadId', 'in', threadIds).select('id').execute()
    await engine.index(db, { threadIds, articleIds: articles.map((article) => article.id) })
    after = threadIds.at(-1) ?? after
  }
}
