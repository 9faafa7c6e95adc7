import { z } from 'zod'
import { commandWithoutTransaction } from '#app/domain/command.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { inTransaction } from '#db/transaction.ts'

/** After this many days a solved ticket closes; a later escalation of its thread makes a new one. */
const CLOSES_AFTER_DAYS = 14

/**
 * Closes tickets that were solved long enough ago, each in its own transaction; a ticket that is locked now is tried
 * again a minute later.
 */
export const closeSolvedTickets = commandWithoutTransaction(
  { name: 'ticket.close_solved', input: z.object({ now: z.date() }), callers: 'system' },
  async (db, actor, { now }) => {
    const due = await db
      .selectFrom('tickets')
      .where('state', '=', 'solved')
      .where('solvedAt', '<', new Date(now.getTime() - CLOSES_AFTER_DAYS * 86_400_000))
      .select(['id', 'threadId'])
      .orderBy('id')
      .limit(500)
      .execute()

    for (const { id, threadId } of due) {
      await inTransaction(db, async (trx) => {
        const thread = trx.selectFrom('threads').where('id', '=', threadId).select('id').forNoKeyUpdate().skipLocked()
        if (!(await thread.executeTakeFirst())) return
        const closed = await trx
          .updateTable('tickets')
          .set({ state: 'closed', closedAt: now, updatedAt: now })
          .where('id', '=', id)
          .where('state', '=', 'solved')
          .executeTakeFirst()
        if (closed.numUpdatedRows === 0n) return
        recordEvent(
          trx,
          actor,
          'ticket.changed',
          { threadId, ticketId: id },
          { before: { state: 'solved' }, after: { state: 'closed' } },
        )
      })
    }
  },
)
