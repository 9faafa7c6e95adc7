import { z } from 'zod'
import { command, commandWithoutTransaction } from '#app/domain/command.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { offerThread } from '#app/domain/expert-requests/offer-thread.ts'
import { listDueForSecondWave, waitsForAnswer } from '#app/domain/expert-requests/queries.ts'
import { canAskExperts } from '#app/domain/experts/permissions.ts'
import { id, moment } from '#app/domain/input.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { type Swept, sweepRows } from '#app/domain/sweeps/sweep-rows.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { tooLate } from '#app/domain/threads/who-ended.ts'
import type { Trx } from '#db/transaction.ts'

const EVERYBODY = 50
const DAY = 86_400_000

/**
 * Offers a new question once to the first few experts of its tags. A question that is queued for approval is offered
 * when it becomes visible. A question that needs no answer any more, or is old, is not offered.
 */
export const askFirstExperts = command(
  { name: 'expert.ask_first', input: z.object({ threadId: id, at: moment }), callers: 'system' },
  async (trx, actor, { threadId, at: now }): Promise<number> => {
    const thread = await lockWaiting(trx, threadId)
    if (!thread || thread.createdAt.getTime() < now.getTime() - 7 * DAY || (await wasOffered(trx, threadId))) return 0
    const rule = await getSetting(trx, 'experts')
    return offerThread(trx, actor, threadId, { wave: 1, most: rule.firstAsked, rule, now })
  },
)

/** Every minute: asks the other experts of the threads that are due, each thread in its own transaction. */
export const askOtherExperts = commandWithoutTransaction(
  { name: 'expert.ask_others', input: z.object({ now: z.date() }), callers: 'system' },
  async (db, actor, { now }): Promise<Swept> => {
    const rule = await getSetting(db, 'experts')
    const due = await listDueForSecondWave(db, { now, secondWaveAfterHours: rule.secondWaveAfterHours })
    let asked = 0
    const sweep = { name: 'experts.ask_others', subject: ({ id }: { id: number }) => `thread ${id}` }
    const { failed } = await sweepRows(db, sweep, due, async (trx, { id }) => {
      if (!(await lockWaiting(trx, id)) || (await wasOffered(trx, id, { wave: 2 }))) return
      asked += await offerThread(trx, actor, id, { wave: 2, most: EVERYBODY, rule, now })
    })
    return { done: asked, failed }
  },
)

/**
 * By hand and at once: asks all experts of its tags who were not asked yet. Throws forbidden `expert.ask`, conflict
 * `expert.nobody` and `thread.solved`.
 */
export const askExperts = command(
  { name: 'expert.ask', input: z.object({ threadId: id, at: moment }), callers: 'active' },
  async (trx, actor, { threadId, at: now }): Promise<number> => {
    const thread = await lockThread(trx, actor, threadId)
    if (!canAskExperts(actor, thread, now)) throw forbidden('expert.ask')
    if (thread.closedAt) throw await tooLate(trx, 'thread.closed', thread.id)
    if (thread.state === 'solved') throw await tooLate(trx, 'thread.solved', thread.id)
    if (thread.questionState !== 'visible' || thread.audience === 'private') throw conflict('thread.not_visible')

    const rule = await getSetting(trx, 'experts')
    const asked = await offerThread(trx, actor, threadId, { wave: 2, most: EVERYBODY, rule, now })
    if (asked === 0) throw conflict('expert.nobody')
    return asked
  },
)

const lockWaiting = (trx: Trx, threadId: number) =>
  trx
    .selectFrom('threads')
    .where('threads.id', '=', threadId)
    .where(waitsForAnswer)
    .select(['threads.id', 'threads.createdAt'])
    .forNoKeyUpdate()
    .executeTakeFirst()

async function wasOffered(trx: Trx, threadId: number, { wave }: { wave?: number } = {}): Promise<boolean> {
  const request = await trx
    .selectFrom('expertRequests')
    .where('threadId', '=', threadId)
    .$if(wave !== undefined, (query) => query.where('wave', '=', wave ?? 0))
    .select('id')
    .limit(1)
    .executeTakeFirst()
  return request !== undefined
}
