import { expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { listThreadNotices } from '#app/domain/threads/queries.ts'
import { findOpenTicket, listTickets } from '#app/domain/tickets/queries.ts'
import { solveTicket } from '#app/domain/tickets/solve-ticket.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const onTheDesk = async (staff: Actor, ticketId: number) => {
  const { tickets } = await listTickets(db, staff, { view: 'open' })
  return tickets.find(({ id }) => id === ticketId)?.dueAt
}

test('a reply of staff is announced as long as they owe one, by the ticket as it is', async () => {
  const ticket = await createTicket()
  const { threadId } = ticket
  const dueAt = async () => (await listThreadNotices(db, threadId)).at(-1)?.expectedAt
  const [staff, requester] = [await createUser({ roles: ['staff'] }), await getActor(db, ticket.requesterId!)]
  expect(await dueAt()).toEqual(ticket.firstResponseDueAt)
  expect(await dueAt()).toEqual(await onTheDesk(staff, ticket.id))

  const answer = await postAnswer(db, staff, { threadId, body: 'Press the button for five seconds.', official: true })
  expect(await dueAt()).toBeNull()

  await postComment(db, requester, { postId: answer.id, body: 'It does nothing.' })
  const waiting = await db.selectFrom('tickets').where('id', '=', ticket.id).selectAll().executeTakeFirstOrThrow()
  expect(waiting.nextResponseDueAt).not.toBeNull()
  expect(await dueAt()).toEqual(waiting.nextResponseDueAt)
  expect(await dueAt()).toEqual(await onTheDesk(staff, ticket.id))

  await solveTicket(db, staff, { ticketId: ticket.id, reason: 'Phoned.' })
  expect(await dueAt()).toBeNull()
})

test('what the requester is promised is what the desk works by, whichever clock of the ticket ends first', async () => {
  const ticket = await createTicket()
  const staff = await createUser({ roles: ['staff'] })
  const minutes = (count: number) => new Date(Date.now() + count * 60_000)
  const clocks = [
    { firstResponseDueAt: minutes(20), nextResponseDueAt: minutes(10), solutionDueAt: minutes(30) },
    { firstResponseDueAt: minutes(10), nextResponseDueAt: minutes(20), solutionDueAt: minutes(30) },
    { firstResponseDueAt: minutes(30), nextResponseDueAt: null, solutionDueAt: minutes(10) },
    { firstRespondedAt: minutes(0), nextResponseDueAt: minutes(30), solutionDueAt: minutes(10) },
  ]
  for (const deadlines of clocks) {
    await db.updateTable('tickets').set(deadlines).where('id', '=', ticket.id).execute()
    const promised = (await listThreadNotices(db, ticket.threadId)).at(-1)?.expectedAt
    expect(promised).toEqual(firstOf(deadlines))
    expect(await onTheDesk(staff, ticket.id)).toEqual(promised)
    expect((await findOpenTicket(db, ticket.threadId))?.expectedAt).toEqual(promised)
  }
})

/** The first of them. */
const firstOf = (deadlines: Record<string, Date | null | undefined>) =>
  ['firstResponseDueAt', 'nextResponseDueAt', 'solutionDueAt']
    .map((clock) => deadlines[clock] ?? null)
    .reduce((first, at) => (at !== null && (first === null || at < first) ? at : first), null)
