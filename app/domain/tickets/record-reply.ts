import { z } from 'zod'
import { getClock } from '#app/domain/calendars/queries.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { moveClocks, nextResponseDeadline } from '#app/domain/tickets/deadlines.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isStaff } from '#app/domain/users/roles.ts'
import type { Ticket, TicketState } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/** The state in which a message of staff leaves the ticket: it waits for the requester, or staff will write again. */
export const leavesTicket = z.enum(['pending', 'open']).default('pending')
export type LeavesTicket = z.output<typeof leavesTicket>

type Reply = {
  threadId: number
  at: Date
  leavesTicket?: LeavesTicket
  /** The comment that the reply is, if it is one. */
  commentId?: number
}

/**
 * Updates the open ticket of a thread, if there is one, when staff wrote for the requester, or the requester wrote. A
 * post of staff is the response that the clocks wait for; after it the ticket waits for the requester, unless staff
 * say that they will write again. A comment of staff is for the requester under the question, a post of theirs, or one
 * on which they commented; elsewhere it leaves the ticket as it is. A post of the requester, and a comment anywhere,
 * starts the next response clock and opens a pending ticket again. A ticket on hold stays so until somebody changes it.
 * The caller holds the lock on the thread.
 */
export async function recordReply(trx: Trx, actor: Actor, reply: Reply): Promise<void> {
  const ticket = await lockRunningTicket(trx, reply.threadId)
  if (!ticket) return
  if (actor.id === ticket.requesterId) return recordWordOfRequester(trx, actor, ticket, reply)

  const { categoryId } = await trx
    .selectFrom('threads')
    .where('id', '=', reply.threadId)
    .select('categoryId')
    .executeTakeFirstOrThrow()
  if (!isStaff(actor, categoryId)) return
  if (reply.commentId !== undefined && !(await isForRequester(trx, ticket, reply.commentId))) return
  await recordWordOfStaff(trx, actor, ticket, reply)
}

/**
 * Opens the ticket of a thread again, if it waits for its requester, when nobody asks the requester for details any
 * more. The caller holds the lock on the thread.
 */
export async function stopWaitingForRequester(
  trx: Trx,
  actor: Actor,
  { threadId, at }: { threadId: number; at: Date },
): Promise<void> {
  const ticket = await lockRunningTicket(trx, threadId)
  if (ticket?.state !== 'pending') return
  await trx
    .updateTable('tickets')
    .set({ ...moveClocks(ticket, 'open', await getClock(trx, ticket.policyId), at), updatedAt: at })
    .where('id', '=', ticket.id)
    .execute()
  recordMove(trx, actor, ticket, 'open')
}

function lockRunningTicket(trx: Trx, threadId: number): Promise<Ticket | undefined> {
  return trx
    .selectFrom('tickets')
    .selectAll()
    .where('threadId', '=', threadId)
    .where('closedAt', 'is', null)
    .where('state', 'in', ['new', 'open', 'pending', 'on_hold'])
    .forNoKeyUpdate()
    .executeTakeFirst()
}

async function isForRequester(trx: Trx, { requesterId }: Ticket, commentId: number): Promise<boolean> {
  const parent = await trx
    .selectFrom('posts as comment')
    .innerJoin('posts as parent', 'parent.id', 'comment.parentId')
    .where('comment.id', '=', commentId)
    .select((eb) => [
      'parent.kind',
      'parent.authorId',
      eb
        .exists(
          eb
            .selectFrom('posts as word')
            .whereRef('word.parentId', '=', 'parent.id')
            .where('word.authorId', '=', requesterId)
            .select('word.id'),
        )
        .as('heardRequester'),
    ])
    .executeTakeFirstOrThrow()
  if (parent.kind === 'question') return true
  return requesterId !== null && (parent.authorId === requesterId || Boolean(parent.heardRequester))
}

async function recordWordOfRequester(trx: Trx, actor: Actor, ticket: Ticket, { at }: Reply): Promise<void> {
  const clock = await getClock(trx, ticket.policyId)
  await trx
    .updateTable('tickets')
    .set({
      ...(ticket.state === 'pending' ? moveClocks(ticket, 'open', clock, at) : {}),
      customerWaitingSince: at,
      nextResponseDueAt: nextResponseDeadline(clock, at),
      updatedAt: at,
    })
    .where('id', '=', ticket.id)
    .execute()
  if (ticket.state === 'pending') recordMove(trx, actor, ticket, 'open')
}

async function recordWordOfStaff(
  trx: Trx,
  actor: Actor,
  ticket: Ticket,
  { at, leavesTicket: leaves = 'pending' }: Reply,
): Promise<void> {
  const state = ticket.state === 'on_hold' ? ticket.state : leaves
  const moves = state !== ticket.state
  // Between two sweeps, a reply can come after its deadline. A reply during a pause is not late.
  const stoppedAt = ticket.pausedSince ?? at
  const late = (due: Date | null) => (due !== null && due < stoppedAt ? at : null)
  await trx
    .updateTable('tickets')
    .set({
      ...(moves ? moveClocks(ticket, state, await getClock(trx, ticket.policyId), at) : {}),
      firstRespondedAt: ticket.firstRespondedAt ?? at,
      firstResponseBreachedAt:
        ticket.firstResponseBreachedAt ?? (ticket.firstRespondedAt ? null : late(ticket.firstResponseDueAt)),
      nextResponseBreachedAt: ticket.nextResponseBreachedAt ?? late(ticket.nextResponseDueAt),
      customerWaitingSince: null,
      nextResponseDueAt: null,
      updatedAt: at,
    })
    .where('id', '=', ticket.id)
    .execute()
  if (moves) recordMove(trx, actor, ticket, state)
}

function recordMove(trx: Trx, actor: Actor, ticket: Ticket, state: TicketState): void {
  const change = { before: { state: ticket.state }, after: { state } }
  recordEvent(trx, actor, 'ticket.changed', { threadId: ticket.threadId, ticketId: ticket.id }, change)
}
