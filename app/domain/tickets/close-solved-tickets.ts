import { z } from 'zod'
import { commandWithoutTransaction } from '#app/domain/command.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { readRows, type Swept, sweepRows } from '#app/domain/sweeps/sweep-rows.ts'

/** After this many days a solved ticket closes; a later escalation of its thread makes a new one. */
const CLOSES_AFTER_DAYS = 14
const BATCH_SIZE = 500

/**
 * Closes tickets that were solved long enough ago, each in its own transaction; a ticket that is locked now is tried
 * again a minute later.
 */
export const closeSolvedTickets = commandWithoutTransaction(
  { name: 'ticket.close_solved', input: z.object({ now: z.date() }), callers: 'system' },
  (db, actor, { now }): Promise<Swept> => {
    const before = new Date(now.getTime() - CLOSES_AFTER_DAYS * 86_400_000)
    const due = readRows((after) =>
      db
        .selectFrom('tickets')
        .where('state', '=', 'solved')
        .where('solvedAt', '<', before)
        .where('id', '>', after)
        .select(['id', 'threadId'])
        .orderBy('id')
        .limit(BATCH_SIZE)
        .execute(),
    )
    const sweep = { name: 'tickets.close_solved', subject: ({ id }: { id: number }) => `ticket ${id}` }
    return sweepRows(db, sweep, due, async (trx, { id, threadId }) => {
      const thread = trx.selectFrom('threads').where('id', '=', threadId).select('id').forNoKeyUpdate().skipLocked()
      if (!(await thread.executeTakeFirst())) return false
      const closed = await trx
        .updateTable('tickets')
        .set({ state: 'closed', closedAt: now, updatedAt: now })
        .where('id', '=', id)
        .where('state', '=', 'solved')
        .executeTakeFirst()
      if (closed.numUpdatedRows === 0n) return false
      recordEvent(
        trx,
        actor,
        'ticket.changed',
        { threadId, ticketId: id },
        { before: { state: 'solved' }, after: { state: 'closed' } },
      )
      return true
    })
  },
)
