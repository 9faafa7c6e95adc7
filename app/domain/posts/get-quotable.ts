import { getPostForEditing } from '#app/domain/threads/queries.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import type { Db } from '#db/transaction.ts'

/** A post to quote, with its author, for everybody who may read it. Throws not-found `post`. */
export async function getQuotable(db: Db, viewer: Viewer, postId: number) {
  const { post, thread } = await getPostForEditing(db, viewer, postId)
  const author = await db
    .selectFrom('posts')
    .leftJoin('users', 'users.id', 'posts.authorId')
    .where('posts.id', '=', post.id)
    .select(['users.name', 'posts.authorName as formerName'])
    .executeTakeFirst()
  return {
    id: post.id,
    threadId: thread.id,
    locale: thread.locale,
    body: post.body,
    bodyFormat: post.bodyFormat,
    authorName: author?.name ?? author?.formerName ?? null,
  }
}
