import { describe, expect, test } from 'vitest'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import { changeTicket } from '#app/domain/tickets/change-ticket.ts'
import { solveTicket } from '#app/domain/tickets/solve-ticket.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { escalateThread } from '#moderation/escalation/escalate-thread.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { db, settleAtOnce } from '#tests/support/database.ts'

const reason = 'Beyond what I know.'

describe('who may', () => {
  test('an expert of one of its tags, a moderator and staff, each by their own name', async () => {
    const tag = await createTag({ name: 'valves' })
    const people = [
      await createUser({ expertOf: [tag.id] }),
      await createUser({ roles: ['moderator'] }),
      await createUser({ roles: ['staff'] }),
    ]
    const causes = []
    for (const person of people) {
      const thread = await createThread({ tags: ['valves'] })
      const { ticketId } = await escalateThread(db, person, { threadId: thread.id, reason })
      causes.push(
        await db.selectFrom('tickets').where('id', '=', ticketId).select(['cause', 'causeNote']).executeTakeFirst(),
      )
    }
    expect(causes).toEqual(['expert', 'moderator', 'staff'].map((cause) => ({ cause, causeNote: reason })))
  })

  test.each([
    ['a member', () => createUser({ reputation: 5000 })],
    ['an expert of another tag', async () => createUser({ expertOf: [(await createTag()).id] })],
    [
      'a moderator of another category',
      async () => createUser({ roles: ['moderator'], categoryId: (await createCategory()).id }),
    ],
    [
      'a suspended moderator',
      () => createUser({ roles: ['moderator'], suspendedUntil: new Date('2999-01-01') }),
      'account.suspended',
    ],
  ])('not %s', async (_, make, code = 'thread.escalate') => {
    const thread = await createThread()
    await expect(escalateThread(db, await make(), { threadId: thread.id, reason })).rejects.toMatchObject({
      kind: 'forbidden',
      code,
    })
  })
})

describe('refusals', () => {
  const moderator = () => createUser({ roles: ['moderator'] })

  test('a reason is needed, of some length and no more', async () => {
    const thread = await createThread()
    const actor = await moderator()
    await expect(escalateThread(db, actor, { threadId: thread.id, reason: ' ' })).rejects.toMatchObject({
      code: 'reason.missing',
      field: 'reason',
    })
    await expect(escalateThread(db, actor, { threadId: thread.id, reason: 'x'.repeat(501) })).rejects.toMatchObject({
      code: 'reason.too_long',
    })
  })

  test('an unknown thread', async () => {
    await expect(escalateThread(db, await moderator(), { threadId: 999_999, reason })).rejects.toMatchObject({
      code: 'thread.not_found',
    })
  })

  test('solved, closed, or with staff already', async () => {
    const actor = await moderator()
    const [solved, closed, escalated] = [await createThread(), await createThread(), await createThread()]
    await solveThread(db, actor, { threadId: solved.id, reason: 'It was not plugged in.' })
    await closeThread(db, actor, { threadId: closed.id, reason: 'off_topic', note: '' })
    await escalateThread(db, actor, { threadId: escalated.id, reason })

    const codes = []
    for (const { id } of [solved, closed, escalated]) {
      codes.push(await escalateThread(db, actor, { threadId: id, reason }).catch((error) => error.code))
    }
    expect(codes).toEqual(['thread.solved', 'thread.closed', 'thread.escalated'])
  })
})

test('many at once make one ticket; the others are told', async () => {
  const thread = await createThread()
  const moderator = await createUser({ roles: ['moderator'] })

  const outcomes = await settleAtOnce(8, () => escalateThread(db, moderator, { threadId: thread.id, reason }))

  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
  expect(await db.selectFrom('tickets').select('id').execute()).toHaveLength(1)
  expect(await eventsOf(thread)).toEqual(['thread.asked', 'thread.escalated'])
})

describe('escalated a second time', () => {
  async function solvedTicket() {
    const policy = await createPolicy()
    const category = await createCategory({ policyId: policy.id })
    const thread = await createThread({ categoryId: category.id, at: new Date('2026-06-01T10:00:00Z') })
    const ticket = await createTicket({ threadId: thread.id, at: new Date('2026-06-01T10:00:00Z') })
    const staff = await createUser({ roles: ['staff'] })
    await solveTicket(db, staff, { ticketId: ticket.id, reason: 'Phoned.', at: new Date('2026-06-01T11:00:00Z') })
    await db.updateTable('threads').set({ solvedAt: null, solvedReason: null }).execute()
    return { thread, ticket, staff }
  }

  test('the solved ticket opens again, and the time it was solved does not count', async () => {
    const { thread, ticket, staff } = await solvedTicket()
    const now = new Date('2026-06-02T11:00:00Z')
    expect(await escalateThread(db, staff, { threadId: thread.id, reason, at: now })).toEqual({ ticketId: ticket.id })

    const again = await db.selectFrom('tickets').selectAll().executeTakeFirstOrThrow()
    expect(again).toMatchObject({
      state: 'open',
      solvedAt: null,
      causeNote: reason,
      pausedMinutes: 24 * 60,
      solutionDueAt: new Date('2026-06-02T12:00:00Z'),
      nextResponseDueAt: new Date('2026-06-02T11:45:00Z'),
    })
  })

  test('a closed ticket is followed by a new one', async () => {
    const { thread, ticket, staff } = await solvedTicket()
    await changeTicket(db, staff, { ticketId: ticket.id, state: 'closed' })
    const { ticketId } = await escalateThread(db, staff, { threadId: thread.id, reason })
    expect(ticketId).not.toBe(ticket.id)
    const next = await db.selectFrom('tickets').where('id', '=', ticketId).selectAll().executeTakeFirstOrThrow()
    expect(next).toMatchObject({ previousTicketId: ticket.id, state: 'new' })
  })
})
