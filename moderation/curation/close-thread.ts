import { sql } from 'kysely'
import { conflict, forbidden, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import { visibleTo } from '#app/domain/threads/visibility.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/jobs/queue.ts'
import { isBlank, typedText } from '#app/lib/typed-text.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'
import { type CLOSE_REASONS, canClose } from '#moderation/curation/policy.ts'

const NOTE_MAX = 500
export const DUPLICATES_LOCK = 1_702_131_316

export type Closure = {
  threadId: number
  reason: (typeof CLOSE_REASONS)[number]
  note: string
  /** The thread that has the answer, when the reason is "duplicate". */
  duplicateOf?: number | null
}

/**
 * Closes a thread with a reason that readers see. A duplicate points at the thread at the end of the chain, and those
 * that pointed here follow. Throws forbidden `thread.close`; conflict `thread.closed`; invalid `note.missing` for the
 * reason "other", `note.too_long`, `duplicate.missing`, `duplicate.unknown`, `duplicate.circle`.
 */
export function closeThread(db: Db, actor: Actor, closure: Closure, { now = new Date() } = {}): Promise<void> {
  return inTransaction(db, async (trx) => {
    const isDuplicate = closure.reason === 'duplicate'
    // Duplicates are marked one at a time in the whole forum: two at once could close a circle that neither sees.
    if (isDuplicate) await sql`select pg_advisory_xact_lock(${DUPLICATES_LOCK})`.execute(trx)

    const thread = await lockThread(trx, actor, closure.threadId)
    if (!canClose(actor, thread)) throw forbidden('thread.close')
    if (thread.closedAt) throw conflict('thread.closed')
    const note = typedText(closure.note)
    if (closure.reason === 'other' && isBlank(note)) throw invalid('note', 'note.missing')
    if (note.length > NOTE_MAX) throw invalid('note', 'note.too_long', { max: NOTE_MAX })
    const original = isDuplicate ? await findOriginal(trx, actor, thread.id, closure.duplicateOf ?? null) : null

    await trx
      .updateTable('threads')
      .set({
        closedAt: now,
        closedBy: actor.id,
        closeReason: closure.reason,
        closeNote: note || null,
        duplicateOf: original,
        needsInfoAt: null,
      })
      .where('id', '=', thread.id)
      .execute()
    if (original !== null) {
      await trx.updateTable('threads').set({ duplicateOf: original }).where('duplicateOf', '=', thread.id).execute()
      await trx
        .insertInto('threadLinks')
        .values({ threadId: thread.id, otherThreadId: original, kind: 'duplicate', createdBy: actor.id })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }

    await refreshThread(trx, thread.id)
    await recordEvent(
      trx,
      actor,
      'thread.closed',
      { threadId: thread.id },
      { after: { reason: closure.reason, note, duplicateOf: original } },
    )
    await enqueue(trx, 'escalation.settle_thread', { threadId: thread.id })
  })
}

/** The thread that the chain of duplicates from `targetId` ends at. */
async function findOriginal(trx: Trx, actor: Actor, threadId: number, targetId: number | null): Promise<number> {
  if (targetId === null) throw invalid('duplicateOf', 'duplicate.missing')
  const target = await trx
    .selectFrom('threads')
    .where('id', '=', targetId)
    .where(visibleTo(actor))
    .select(['id', 'duplicateOf'])
    .executeTakeFirst()
  if (!target) throw invalid('duplicateOf', 'duplicate.unknown')

  // Chains are kept one step long, save what an import brought.
  const seen = new Set([threadId])
  let end = target
  while (!seen.has(end.id) && end.duplicateOf !== null) {
    seen.add(end.id)
    end = await trx
      .selectFrom('threads')
      .where('id', '=', end.duplicateOf)
      .select(['id', 'duplicateOf'])
      .executeTakeFirstOrThrow()
  }
  if (seen.has(end.id)) throw invalid('duplicateOf', 'duplicate.circle')
  return end.id
}
