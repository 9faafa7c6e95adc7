import { conflict, forbidden, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { takeBackSolution } from '#app/domain/questions/take-back-solution.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { canSolveWithoutAnswer } from '#app/domain/threads/permissions.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { isBlank, typedText } from '#app/text/typed-text.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** "Solved without an answer": needs a sentence of why, shown in the thread. Throws `reason.missing`, `reason.too_long`. */
export function solveThread(db: Db, actor: Actor, threadId: number, { reason }: { reason: string }): Promise<void> {
  return inTransaction(db, async (trx) => {
    const thread = await lockThread(trx, actor, threadId)
    if (!canSolveWithoutAnswer(actor, thread)) throw forbidden('thread.solve')
    if (thread.closedAt) throw conflict('thread.closed')
    if (thread.state === 'solved') throw conflict('thread.solved')
    const solvedReason = typedText(reason)
    if (isBlank(solvedReason)) throw invalid('reason', 'reason.missing')
    if (solvedReason.length > 500) throw invalid('reason', 'reason.too_long', { max: 500 })

    await trx
      .updateTable('threads')
      .set({ solvedAt: new Date(), solvedReason, needsInfoAt: null })
      .where('id', '=', threadId)
      .execute()
    await refreshThread(trx, threadId)
    await recordEvent(trx, actor, 'thread.solved', { threadId }, { after: { reason: solvedReason } })
    await enqueue(trx, 'escalation.settle_thread', { threadId })
  })
}

/** Takes "solved without an answer" back; gives the suggested article that was said to have solved it, if one was. */
export function unsolveThread(db: Db, actor: Actor, threadId: number): Promise<{ articleId: number | null }> {
  return inTransaction(db, async (trx) => {
    const thread = await lockThread(trx, actor, threadId)
    if (!canSolveWithoutAnswer(actor, thread)) throw forbidden('thread.solve')
    if (thread.closedAt) throw conflict('thread.closed')
    if (!thread.solvedAt) return { articleId: null }

    await trx.updateTable('threads').set({ solvedAt: null, solvedReason: null }).where('id', '=', threadId).execute()
    const solution = await takeBackSolution(trx, thread)
    await refreshThread(trx, threadId)
    await recordEvent(trx, actor, 'thread.reopened', { threadId })
    await enqueue(trx, 'escalation.settle_thread', { threadId })
    return solution
  })
}
