import { notFound } from '#app/domain/errors.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visiblePosts, visibleTo } from '#app/domain/visibility/threads.ts'
import type { Post } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

type LockedPost = { post: Post; thread: Awaited<ReturnType<typeof lockThread>> }

/**
 * A post with its thread, both locked, the thread first. Throws `post.not_found` for a viewer who may not see it. Its
 * author and moderators see it in every state.
 */
export async function lockPost(trx: Trx, viewer: Viewer, postId: number): Promise<LockedPost> {
  // The same error when the post does not exist and when the viewer may not see its thread.
  const where = await trx
    .selectFrom('posts')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .where('posts.id', '=', postId)
    .where(visibleTo(viewer))
    .select('threads.id')
    .executeTakeFirstOrThrow(() => notFound('post'))

  const thread = await lockThread(trx, viewer, where.id)
  const post = await trx
    .selectFrom('posts')
    .selectAll()
    .where('posts.id', '=', postId)
    .where('posts.threadId', '=', thread.id)
    .where(visiblePosts(viewer, thread))
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (post) return { post, thread }
  // A merge may have moved the post to another thread while this waited for the lock.
  const moved = trx.selectFrom('posts').where('id', '=', postId).where('threadId', '<>', thread.id).select('id')
  if (await moved.executeTakeFirst()) return lockPost(trx, viewer, postId)
  throw notFound('post')
}
