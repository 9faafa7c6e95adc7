import { expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { listThreadNotices } from '#app/domain/threads/queries.ts'
import { solveTicket } from '#app/domain/tickets/solve-ticket.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

test('a reply of staff is announced as long as they owe one, by the ticket as it is', async () => {
  const ticket = await createTicket()
  const { threadId } = ticket
  const dueAt = async () => (await listThreadNotices(db, threadId)).at(-1)?.expectedAt
  const [staff, requester] = [await createUser({ roles: ['staff'] }), await getActor(db, ticket.requesterId!)]
  expect(await dueAt()).toEqual(ticket.firstResponseDueAt)

  const answer = await postAnswer(db, staff, { threadId, body: 'Press the button for five seconds.', official: true })
  expect(await dueAt()).toBeNull()

  await postComment(db, requester, { postId: answer.id, body: 'It does nothing.' })
  const waiting = await db.selectFrom('tickets').where('id', '=', ticket.id).selectAll().executeTakeFirstOrThrow()
  expect(waiting.nextResponseDueAt).not.toBeNull()
  expect(await dueAt()).toEqual(waiting.nextResponseDueAt)

  await solveTicket(db, staff, { ticketId: ticket.id, reason: 'Phoned.' })
  expect(await dueAt()).toBeNull()
})
