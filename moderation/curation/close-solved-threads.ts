import { sql } from 'kysely'
import { z } from 'zod'
import { commandWithoutTransaction } from '#app/domain/command.ts'
import { recordEvent, writeEvents } from '#app/domain/events/record-event.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { readRows, type Swept, sweepRows } from '#app/domain/sweeps/sweep-rows.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Db, Trx } from '#db/transaction.ts'

const BATCH_SIZE = 500
const DAY = 86_400_000

/**
 * Closes solved threads in which nobody has written, accepted or reopened anything for the days of the setting
 * `solving`. A thread without answers never closes automatically, and imported threads stay as they were. Each in its
 * own transaction; running it again changes nothing.
 */
export const closeSolvedThreads = commandWithoutTransaction(
  { name: 'thread.close_solved', input: z.object({ now: z.date() }), callers: 'system' },
  async (db, actor, { now }): Promise<Swept> => {
    const { closeAfterDays } = await getSetting(db, 'solving')
    const since = new Date(now.getTime() - closeAfterDays * DAY)
    const inactive = readRows((after) =>
      inactiveThreads(db, since).where('threads.id', '>', after).orderBy('threads.id').limit(BATCH_SIZE).execute(),
    )
    const sweep = { name: 'threads.close_solved', subject: ({ id }: { id: number }) => `thread ${id}` }
    return sweepRows(db, sweep, inactive, (trx, { id }) => closeIfInactive(trx, actor, { threadId: id, since, now }))
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
async function closeIfInactive(
  trx: Trx,
  actor: Actor,
  { threadId, since, now }: { threadId: number; since: Date; now: Date },
): Promise<boolean> {
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
}
