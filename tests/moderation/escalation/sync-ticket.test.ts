import { expect, test } from 'vitest'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { reopenThread } from '#moderation/curation/reopen-thread.ts'
import { syncTicket } from '#moderation/escalation/sync-ticket.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'

const stateOf = async (ticketId: number) =>
  (await db.selectFrom('tickets').where('id', '=', ticketId).select('state').executeTakeFirstOrThrow()).state

test('the ticket follows its thread: solved by an accepted answer, open again without it', async () => {
  const system = await getSystemActor(db)
  const ticket = await createTicket()
  const answer = await createAnswer({ threadId: ticket.threadId })
  const asker = await getActor(db, ticket.requesterId!)

  await acceptAnswer(db, asker, { answerId: answer.id })
  expect(await pendingJobs()).toContainEqual({
    name: 'tickets.sync',
    payload: { threadId: ticket.threadId },
  })
  await atOnce(8, () => syncTicket(db, system, { threadId: ticket.threadId }))
  expect(await stateOf(ticket.id)).toBe('solved')

  await unacceptAnswer(db, asker, { answerId: answer.id })
  await atOnce(8, () => syncTicket(db, system, { threadId: ticket.threadId }))
  expect(await stateOf(ticket.id)).toBe('open')

  const verbs = (await eventsOf({ id: ticket.threadId })).filter((verb) => verb.startsWith('ticket.'))
  expect(verbs).toEqual(['ticket.solved', 'ticket.reopened'])
})

test('closing the thread is the end of its ticket, reopening it is not', async () => {
  const system = await getSystemActor(db)
  const moderator = await createUser({ roles: ['moderator'] })
  const ticket = await createTicket()

  await closeThread(db, moderator, { threadId: ticket.threadId, reason: 'off_topic', note: '' })
  await syncTicket(db, system, { threadId: ticket.threadId })
  expect(await stateOf(ticket.id)).toBe('solved')

  await reopenThread(db, moderator, { threadId: ticket.threadId })
  await syncTicket(db, system, { threadId: ticket.threadId })
  expect(await stateOf(ticket.id)).toBe('open')
})

test('a thread without a ticket, or without existence, is left alone', async () => {
  const system = await getSystemActor(db)
  await syncTicket(db, system, { threadId: 999_999 })
  const answer = await createAnswer()
  await syncTicket(db, system, { threadId: answer.threadId! })
  expect(await db.selectFrom('tickets').select('id').execute()).toEqual([])
})
