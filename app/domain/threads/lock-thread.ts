import { notFound } from '#app/domain/errors.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * The thread with its row locked until the transaction ends: every command that changes a thread or a post in it takes
 * this lock first, so that their order is one. Throws `thread.not_found` for who may not see it.
 */
export async function lockThread(trx: Trx, viewer: Viewer, threadId: number) {
  const thread = await trx
    .selectFrom('threads')
    .selectAll()
    .where('threads.id', '=', threadId)
    .where(visibleTo(viewer))
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow(() => notFound('thread'))

  const tags = await trx.selectFrom('threadTags').where('threadId', '=', threadId).select('tagId').execute()
  return { ...thread, tagIds: tags.map((tag) => tag.tagId) }
}
