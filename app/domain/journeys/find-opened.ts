import type { StepSubject } from '#app/domain/journeys/record-step.ts'
import type { Db } from '#db/transaction.ts'

/** The article or the thread of a post that somebody opened from a result. */
export async function findOpened(db: Db, postId: number): Promise<StepSubject | undefined> {
  const post = await db
    .selectFrom('posts')
    .where('id', '=', postId)
    .where('state', '=', 'visible')
    .select(['threadId', 'articleId'])
    .executeTakeFirst()
  if (post?.articleId) return { articleId: post.articleId }
  return post?.threadId ? { threadId: post.threadId } : undefined
}
