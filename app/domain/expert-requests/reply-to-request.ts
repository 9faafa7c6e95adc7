import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict, faster, notFound } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * An expert accepts a request, and everybody sees who did. One expert at a time; repeating it changes nothing. Throws
 * `request.not_found`, conflict `request.taken`, `request.over`.
 */
export const acceptRequest = command(
  { name: 'expert_request.accept', input: z.object({ requestId: id, at: moment }), callers: 'active' },
  async (trx, actor, { requestId, at }): Promise<{ threadId: number }> => {
    const { request, thread } = await lockRequest(trx, actor, requestId)
    if (request.state === 'accepted') return { threadId: thread.id }
    const taken = await trx
      .selectFrom('expertRequests')
      .where('threadId', '=', thread.id)
      .where('state', '=', 'accepted')
      .select('id')
      .executeTakeFirst()
    if (taken) {
      const accepted = { verbs: ['expert.request_accepted'] as const, about: { threadId: thread.id } }
      throw faster('request.taken', await findLastChange(trx, accepted))
    }
    if (request.state === 'answered' || request.state === 'cancelled' || thread.closedAt || thread.state === 'solved') {
      throw conflict('request.over')
    }

    await decide(trx, requestId, 'accepted', at)
    recordEvent(trx, actor, 'expert.request_accepted', { threadId: thread.id, userId: actor.id })
    return { threadId: thread.id }
  },
)

/** An expert passes on a request, before or after they accepted it; repeating it changes nothing. */
export const passRequest = command(
  { name: 'expert_request.pass', input: z.object({ requestId: id, at: moment }), callers: 'members' },
  async (trx, actor, { requestId, at }): Promise<{ threadId: number }> => {
    const { request, thread } = await lockRequest(trx, actor, requestId)
    if (request.state !== 'open' && request.state !== 'accepted') return { threadId: thread.id }

    await decide(trx, requestId, 'passed', at)
    recordEvent(trx, actor, 'expert.request_passed', { threadId: thread.id, userId: actor.id })
    return { threadId: thread.id }
  },
)

/** An answer of the expert is their reply. The caller holds the lock on the thread. */
export async function replyByAnswer(
  trx: Trx,
  actor: Actor,
  threadId: number,
  { now = new Date() } = {},
): Promise<void> {
  await trx
    .updateTable('expertRequests')
    .set({ state: 'answered', decidedAt: now })
    .where('threadId', '=', threadId)
    .where('userId', '=', actor.id)
    .where('state', 'in', ['open', 'accepted', 'expired'])
    .execute()
}

/**
 * Locks the thread first, then the request: when two experts accept at the same moment, the second waits for the first.
 */
async function lockRequest(trx: Trx, actor: Actor, requestId: number) {
  const where = await trx
    .selectFrom('expertRequests')
    .where('id', '=', requestId)
    .where('userId', '=', actor.id)
    .select('threadId')
    .executeTakeFirstOrThrow(() => notFound('request'))
  const thread = await lockThread(trx, actor, where.threadId)
  const request = await trx
    .selectFrom('expertRequests')
    .selectAll()
    .where('id', '=', requestId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow(() => notFound('request'))
  return { request, thread }
}

async function decide(trx: Trx, id: number, state: 'accepted' | 'passed', decidedAt: Date): Promise<void> {
  await trx.updateTable('expertRequests').set({ state, decidedAt }).where('id', '=', id).execute()
}
