import { z } from 'zod'
import { canAnswer } from '#app/domain/answers/permissions.ts'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { announceThread } from '#app/domain/events/announce-thread.ts'
import { id, moment } from '#app/domain/input.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import { tooLate } from '#app/domain/threads/who-ended.ts'

const MINUTE = 60_000

/**
 * "I am answering": others see it for 10 minutes, and longer when it is sent again; pages that are open learn of both. It
 * prevents nobody from answering.
 * Throws `thread.not_found`, conflict `thread.closed`, forbidden `answer.post`.
 */
export const startAnswering = command(
  { name: 'answering.start', input: z.object({ threadId: id, at: moment }), callers: 'writers' },
  async (trx, actor, { threadId, at }): Promise<void> => {
    const thread = await getThread(trx, actor, threadId)
    if (thread.closedAt) throw await tooLate(trx, 'thread.closed', thread.id)
    if (!canAnswer(actor, { ...thread, tagIds: thread.tags.map((tag) => tag.id) })) throw forbidden('answer.post')

    const { softLockMinutes } = await getSetting(trx, 'answering')
    const expiresAt = new Date(at.getTime() + softLockMinutes * MINUTE)
    // Deletes the expired rows that this person left in other threads; nothing else deletes them.
    await trx.deleteFrom('answerings').where('userId', '=', actor.id).where('expiresAt', '<=', at).execute()
    await trx
      .insertInto('answerings')
      .values({ threadId, userId: actor.id, startedAt: at, expiresAt })
      .onConflict((same) => same.columns(['threadId', 'userId']).doUpdateSet({ expiresAt }))
      .execute()
    announceThread(trx, { threadId, verb: 'answering' })
  },
)

/** Looking something up is not leaving; a phone that sleeps comes to no end by itself. */
const AWAY_MINUTES = 1

/**
 * The person no longer answers: the answer is posted, or they gave up or left. Whoever reads the thread sees it. Who only
 * looks at something else (`away`) is shown for one more minute, unless they come back.
 */
export const stopAnswering = command(
  {
    name: 'answering.stop',
    input: z.object({ threadId: id, away: z.boolean().default(false), at: moment }),
    callers: 'members',
  },
  async (trx, actor, { threadId, away, at }): Promise<void> => {
    if (away) {
      const expiresAt = new Date(at.getTime() + AWAY_MINUTES * MINUTE)
      const shortened = await trx
        .updateTable('answerings')
        .set({ expiresAt })
        .where('threadId', '=', threadId)
        .where('userId', '=', actor.id)
        .where('expiresAt', '>', expiresAt)
        .returning('threadId')
        .executeTakeFirst()
      if (shortened) announceThread(trx, { threadId, verb: 'answering' })
      return
    }
    const ended = await trx
      .deleteFrom('answerings')
      .where('threadId', '=', threadId)
      .where('userId', '=', actor.id)
      .returning('threadId')
      .executeTakeFirst()
    if (ended) announceThread(trx, { threadId, verb: 'answering' })
  },
)
