import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'

/** Articles made from an answer are checked when it is accepted or no longer accepted. */
export async function recheckArticlesOf(trx: Trx, answerId: number): Promise<void> {
  const articles = await trx.selectFrom('articles').where('sourceAnswerId', '=', answerId).select('id').execute()
  for (const article of articles) enqueue(trx, 'articles.recheck', { articleId: article.id })
}
