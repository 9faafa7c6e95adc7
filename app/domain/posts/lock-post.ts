import { notFound } from '#app/domain/errors.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { visiblePosts } from '#app/domain/threads/visibility.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * A post of a thread with its thread, the thread locked before the post. Throws `post.not_found` for who may not see it;
 * the author of a post, and moderators, see it in every state.
 */
export async function lockPost(trx: Trx, viewer: Viewer, postId: number) {
  const where = await trx.selectFrom('posts').where('id', '=', postId).select('threadId').executeTakeFirst()
  if (!where?.threadId) throw notFound('post')

  const thread = await lockThread(trx, viewer, where.threadId)
  const post = await trx
    .selectFrom('posts')
    .selectAll()
    .where('posts.id', '=', postId)
    .where(visiblePosts(viewer, thread))
    .forUpdate()
    .executeTakeFirstOrThrow(() => notFound('post'))
  return { post, thread }
}
