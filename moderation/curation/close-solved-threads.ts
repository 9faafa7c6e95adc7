import { sql } from 'kysely'
import { z } from 'zod'
import { commandWithoutTransaction } from '#app/domain/command.ts'
import { recordEvent, writeEvents } from '#app/domain/events/record-event.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

const BATCH_SIZE = 500
const DAY = 86_400_000

/**
 * Closes solved threads in which nobody has written, accepted or reopened anything for the days of the setting
 * `solving`. A thread without answers never closes automatically, and imported threads stay as they were. Each in its
 * own transaction; running it again changes nothing.
 */
export const closeSolvedThreads = commandWithoutTransaction(
  { name: 'thread.close_solved', input: z.object({ now: z.date() }), callers: 'system' },
  async (db, actor, { now }): Promise<{ closed: number }> => {
    const { closeAfterDays } = await getSetting(db, 'solving')
    const since = new Date(now.getTime() - closeAfterDays * DAY)
    let closed = 0
    let last = 0
    for (;;) {
      const batch = await inactiveThreads(db, since)
        .where('threads.id', '>', last)
        .orderBy('threads.id')
        .limit(BATCH_SIZE)
        .execute()
      for (const { id } of batch) {
        if (await closeIfInactive(db, actor, { threadId: id, since, now })) closed += 1
        last = id
      }
      if (batch.length < BATCH_SIZE) return { closed }
    }
  },
)

const inactiveThreads = (db: Db, since: Date) =>
  db
    .selectFrom('threads')
    .where('threads.state', '=', 'solved')
    .where('threads.closedAt', 'is', null)
    .where('threads.questionState', '=', sql.lit('visible'))
    .where('threads.importSource', 'is', null)
    .where('threads.answerCount', '>', 0)
    .where('threads.lastActivityAt', '<=', since)
    .where((eb) => eb.or([eb('threads.acceptedAt', 'is', null), eb('threads.acceptedAt', '<=', since)]))
    .where((eb) => eb.or([eb('threads.solvedAt', 'is', null), eb('threads.solvedAt', '<=', since)]))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('events')
            .whereRef('events.threadId', '=', 'threads.id')
            .where('events.verb', '=', 'thread.reopened')
            .where('events.createdAt', '>', since)
            .select('events.id'),
        ),
      ),
    )
    .select('threads.id')

/** Checks again under the lock: somebody may have written since the batch was read. */
function closeIfInactive(
  db: Db,
  actor: Actor,
  { threadId, since, now }: { threadId: number; since: Date; now: Date },
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    await writeEvents(trx)
    const thread = await inactiveThreads(trx, since)
      .where('threads.id', '=', threadId)
      .forNoKeyUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (!thread) return false
    await trx
      .updateTable('threads')
      .set({ closedAt: now, closedBy: actor.id, closeReason: 'solved', closeNote: null })
      .where('id', '=', threadId)
      .execute()
    await refreshThread(trx, threadId)
    recordEvent(trx, actor, 'thread.closed', { threadId }, { after: { reason: 'solved' } })
    enqueue(trx, 'tickets.sync', { threadId })
    return true
  })
}
