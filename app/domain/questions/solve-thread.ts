import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, text } from '#app/domain/input.ts'
import { withdrawSolution } from '#app/domain/questions/withdraw-solution.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { canSolveWithoutAnswer } from '#app/domain/threads/permissions.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import { tooLate } from '#app/domain/threads/who-ended.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * "Solved without an answer": needs a reason, which the thread shows. Throws forbidden `thread.solve`, conflict
 * `thread.closed`, `thread.solved`; invalid `reason.missing`, `reason.too_long`.
 */
export const solveThread = command(
  {
    name: 'thread.solve',
    input: z.object({ threadId: id, reason: text({ min: 1, max: 500, code: 'reason' }) }),
    callers: 'writers',
  },
  async (trx, actor, { threadId, reason }): Promise<void> => {
    const thread = await lockThread(trx, actor, threadId)
    if (!canSolveWithoutAnswer(actor, thread)) throw forbidden('thread.solve')
    if (thread.closedAt) throw await tooLate(trx, 'thread.closed', thread.id)
    if (thread.state === 'solved') throw await tooLate(trx, 'thread.solved', thread.id)

    await trx
      .updateTable('threads')
      .set({ solvedAt: new Date(), solvedReason: reason, needsInfoAt: null })
      .where('id', '=', threadId)
      .execute()
    await refreshThread(trx, threadId)
    recordEvent(trx, actor, 'thread.solved', { threadId }, { after: { reason } })
    enqueue(trx, 'tickets.sync', { threadId })
  },
)

/**
 * Undoes "solved without an answer". Returns the suggested article that had solved it, if there was one. Throws
 * forbidden `thread.solve`, conflict `thread.closed`.
 */
export const unsolveThread = command(
  { name: 'thread.unsolve', input: z.object({ threadId: id }), callers: 'active' },
  async (trx, actor, { threadId }): Promise<{ articleId: number | null }> => {
    const thread = await lockThread(trx, actor, threadId)
    if (!canSolveWithoutAnswer(actor, thread)) throw forbidden('thread.solve')
    if (thread.closedAt) throw await tooLate(trx, 'thread.closed', thread.id)
    if (!thread.solvedAt) return { articleId: null }

    return markUnsolved(trx, actor, thread)
  },
)

/** Undoes it; the caller holds the lock on the thread and has checked the permission. */
export async function markUnsolved(
  trx: Trx,
  actor: Actor,
  thread: { id: number; authorId: number | null },
): Promise<{ articleId: number | null }> {
  const threadId = thread.id
  await trx.updateTable('threads').set({ solvedAt: null, solvedReason: null }).where('id', '=', threadId).execute()
  const solution = await withdrawSolution(trx, thread)
  await refreshThread(trx, threadId)
  recordEvent(trx, actor, 'thread.reopened', { threadId })
  enqueue(trx, 'tickets.sync', { threadId })
  return solution
}
