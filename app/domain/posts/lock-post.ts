import { notFound } from '#app/domain/errors.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visiblePosts, visibleTo } from '#app/domain/visibility/threads.ts'
import type { Post } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

type LockedPost = { post: Post; thread: Awaited<ReturnType<typeof lockThread>> }

/**
 * A post of a thread with its thread, the thread locked before the post. Throws `post.not_found` for who may not see it;
 * the author of a post, and moderators, see it in every state.
 */
export async function lockPost(trx: Trx, viewer: Viewer, postId: number): Promise<LockedPost> {
  // One answer whether there is no such post or it is in a thread that the viewer may not see.
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
  // While the lock was waited for, a merge may have taken the post to another thread.
  const moved = trx.selectFrom('posts').where('id', '=', postId).where('threadId', '<>', thread.id).select('id')
  if (await moved.executeTakeFirst()) return lockPost(trx, viewer, postId)
  throw notFound('post')
}
