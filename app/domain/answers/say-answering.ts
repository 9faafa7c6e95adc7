import { sql } from 'kysely'
import { canAnswer } from '#app/domain/answers/permissions.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { announceThread } from '#app/domain/events/announce-thread.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

const MINUTE = 60_000

/**
 * "I am answering": others see it for 10 minutes, and as long as it is said again. It keeps nobody from answering.
 * Throws `thread.not_found`, conflict `thread.closed`, forbidden `answer.post`.
 */
export function sayAnswering(
  db: Db,
  actor: Actor,
  { threadId, now = new Date() }: { threadId: number; now?: Date },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const thread = await getThread(trx, actor, threadId)
    if (thread.closedAt) throw conflict('thread.closed')
    if (!canAnswer(actor, { ...thread, tagIds: thread.tags.map((tag) => tag.id) })) throw forbidden('answer.post')

    const { softLockMinutes } = await getSetting(trx, 'answering')
    const expiresAt = new Date(now.getTime() + softLockMinutes * MINUTE)
    // Nobody else clears what somebody left behind in other threads.
    await trx.deleteFrom('answerings').where('userId', '=', actor.id).where('expiresAt', '<=', now).execute()
    const said = await trx
      .insertInto('answerings')
      .values({ threadId, userId: actor.id, startedAt: now, expiresAt })
      .onConflict((same) => same.columns(['threadId', 'userId']).doUpdateSet({ expiresAt }))
      .returning(sql<boolean>`xmax = 0`.as('isNew'))
      .executeTakeFirstOrThrow()
    if (said.isNew) await announceThread(trx, { threadId, verb: 'answering' })
  })
}

/** No longer: the answer is posted, or will not be. */
export async function stopAnswering(db: Db | Trx, actor: Actor, threadId: number): Promise<void> {
  await db.deleteFrom('answerings').where('threadId', '=', threadId).where('userId', '=', actor.id).execute()
}
