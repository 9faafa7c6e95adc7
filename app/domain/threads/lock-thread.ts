import { sql } from 'kysely'
import { notFound } from '#app/domain/errors.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * The thread, with its row locked until the transaction ends. Every command that changes a thread or one of its posts
 * takes this lock first, so all use the same order. The tags are those from before it waited for the lock. Throws
 * `thread.not_found` for a viewer who may not see it.
 */
export function lockThread(trx: Trx, viewer: Viewer, threadId: number) {
  return trx
    .selectFrom('threads')
    .selectAll('threads')
    .select(sql<number[]>`array(select tag_id from thread_tags where thread_tags.thread_id = threads.id)`.as('tagIds'))
    .where('threads.id', '=', threadId)
    .where(visibleTo(viewer))
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow(() => notFound('thread'))
}
