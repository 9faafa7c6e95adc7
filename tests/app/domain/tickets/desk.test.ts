import { beforeEach, describe, expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { addNote } from '#app/domain/tickets/add-note.ts'
import { changeTicket } from '#app/domain/tickets/change-ticket.ts'
import { closeSolvedTickets } from '#app/domain/tickets/close-solved-tickets.ts'
import { markBreaches } from '#app/domain/tickets/mark-breaches.ts'
import { countTickets, getTicket, listCasePosts, listTickets } from '#app/domain/tickets/queries.ts'
import { releaseTicket } from '#app/domain/tickets/release-ticket.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import { solveTicket } from '#app/domain/tickets/solve-ticket.ts'
import { takeTicket } from '#app/domain/tickets/take-ticket.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { db, settleAtOnce } from '#tests/support/database.ts'

let staff: Actor

beforeEach(async () => {
  staff = await createUser({ roles: ['staff'] })
})

const row = (id: number) => db.selectFrom('tickets').where('id', '=', id).selectAll().executeTakeFirstOrThrow()

describe('who works the desk', () => {
  test('staff and admins, nobody else', async () => {
    const ticket = await createTicket()
    const moderator = await createUser({ roles: ['moderator'] })
    const requester = await getActor(db, ticket.requesterId!)
    for (const person of [moderator, requester]) {
      const refused = { kind: 'forbidden', code: 'ticket.work' }
      await expect(takeTicket(db, person, { ticketId: ticket.id })).rejects.toMatchObject(refused)
      await expect(releaseTicket(db, person, { ticketId: ticket.id })).rejects.toMatchObject(refused)
      await expect(changeTicket(db, person, { ticketId: ticket.id, priority: 'high' })).rejects.toMatchObject(refused)
      await expect(addNote(db, person, { ticketId: ticket.id, body: 'Hm.' })).rejects.toMatchObject(refused)
      await expect(solveTicket(db, person, { ticketId: ticket.id, reason: 'So.' })).rejects.toMatchObject(refused)
      await expect(listTickets(db, person, { view: 'open' })).rejects.toMatchObject(refused)
      await expect(countTickets(db, person)).rejects.toMatchObject(refused)
      await expect(getTicket(db, person, ticket.id)).rejects.toMatchObject(refused)
    }
    await takeTicket(db, await createUser({ roles: ['admin'] }), { ticketId: ticket.id })
  })

  test('staff of one category see its tickets only', async () => {
    const category = await createCategory()
    const own = await createTicket({ threadId: (await createThread({ categoryId: category.id })).id })
    const other = await createTicket()
    const local = await createUser({ roles: ['staff'], categoryId: category.id })

    const { tickets } = await listTickets(db, local, { view: 'open' })
    expect(tickets.map((ticket) => ticket.id)).toEqual([own.id])
    expect(await countTickets(db, local)).toMatchObject({ open: 1, unassigned: 1 })
    await expect(getTicket(db, local, other.id)).rejects.toMatchObject({ code: 'ticket.not_found' })
    await expect(takeTicket(db, local, { ticketId: other.id })).rejects.toMatchObject({ code: 'ticket.work' })
  })

  test('an unknown ticket', async () => {
    await expect(takeTicket(db, staff, { ticketId: 999_999 })).rejects.toMatchObject({ code: 'ticket.not_found' })
    await expect(getTicket(db, staff, 999_999)).rejects.toMatchObject({ code: 'ticket.not_found' })
  })
})

describe('taking and releasing', () => {
  test('a new ticket is open once somebody has it', async () => {
    const ticket = await createTicket()
    await takeTicket(db, staff, { ticketId: ticket.id })
    await takeTicket(db, staff, { ticketId: ticket.id })
    expect(await row(ticket.id)).toMatchObject({ ownerId: staff.id, state: 'open' })
    expect(await eventsOf({ id: ticket.threadId })).toEqual(['thread.asked', 'thread.escalated', 'ticket.taken'])
  })

  test('of eight who take it at once, one has it and seven are told', async () => {
    const ticket = await createTicket()
    const people: Actor[] = []
    for (let index = 0; index < 8; index++) people.push(await createUser({ roles: ['staff'] }))
    const outcomes = await settleAtOnce(8, (index) => takeTicket(db, people[index]!, { ticketId: ticket.id }))
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused.map((outcome) => outcome.reason.code)).toEqual(Array(7).fill('ticket.taken'))
  })

  test('its owner gives it back, or an admin; others do not', async () => {
    const ticket = await createTicket()
    await takeTicket(db, staff, { ticketId: ticket.id })
    const colleague = await createUser({ roles: ['staff'] })
    await expect(releaseTicket(db, colleague, { ticketId: ticket.id })).rejects.toMatchObject({
      code: 'ticket.release',
    })
    await releaseTicket(db, staff, { ticketId: ticket.id })
    expect(await row(ticket.id)).toMatchObject({ ownerId: null })
    await takeTicket(db, colleague, { ticketId: ticket.id })
    await releaseTicket(db, await createUser({ roles: ['admin'] }), { ticketId: ticket.id })
    expect(await row(ticket.id)).toMatchObject({ ownerId: null })
  })
})

describe('changing', () => {
  test('priority and owner leave one event with what changed', async () => {
    const ticket = await createTicket()
    const colleague = await createUser({ roles: ['staff'] })
    const change = { ticketId: ticket.id, priority: 'urgent' as const, ownerId: colleague.id }
    await changeTicket(db, staff, change)
    await changeTicket(db, staff, change)
    const events = await db
      .selectFrom('events')
      .where('verb', '=', 'ticket.changed')
      .select(['before', 'after'])
      .execute()
    expect(events).toEqual([
      { before: { priority: 'normal', ownerId: null }, after: { priority: 'urgent', ownerId: colleague.id } },
    ])
  })

  test('a closed one takes no change; closing it again is harmless', async () => {
    const ticket = await createTicket()
    await solveTicket(db, staff, { ticketId: ticket.id, reason: 'Phoned.' })
    const close = () => changeTicket(db, staff, { ticketId: ticket.id, state: 'closed' })
    await close()
    await close()
    const urgent = changeTicket(db, staff, { ticketId: ticket.id, priority: 'urgent' })
    await expect(urgent).rejects.toMatchObject({ kind: 'conflict', code: 'ticket.closed' })
    expect((await eventsOf({ id: ticket.threadId })).filter((verb) => verb === 'ticket.changed')).toHaveLength(1)
  })

  test('only staff own tickets', async () => {
    const ticket = await createTicket()
    const member = await createUser()
    await expect(changeTicket(db, staff, { ticketId: ticket.id, ownerId: member.id })).rejects.toMatchObject({
      kind: 'invalid',
      field: 'ownerId',
      code: 'ticket.owner_not_staff',
    })
  })
})

describe('what is said', () => {
  test('a note is for staff, a private reply for staff and requester', async () => {
    const ticket = await createTicket()
    const requester = await getActor(db, ticket.requesterId!)
    await addNote(db, staff, { ticketId: ticket.id, body: 'Known since **March**.' })
    await replyPrivately(db, staff, { threadId: ticket.threadId, body: 'Your serial number, please?' })
    await replyPrivately(db, requester, { threadId: ticket.threadId, body: 'It is 4711.' })

    const posts = await listCasePosts(db, staff, await getTicket(db, staff, ticket.id))
    expect(posts.map((post) => post.kind)).toEqual(['question', 'note', 'private_reply', 'private_reply'])
    expect(posts[1]?.html).toContain('<strong>March</strong>')
    await expect(
      replyPrivately(db, await createUser({ reputation: 5000 }), { threadId: ticket.threadId, body: 'Me too.' }),
    ).rejects.toMatchObject({ code: 'private_reply.post' })
  })

  test('there is nobody to answer in private without a ticket', async () => {
    const thread = await createThread()
    const asker = await getActor(db, thread.authorId!)
    await expect(replyPrivately(db, asker, { threadId: thread.id, body: 'Hello?' })).rejects.toMatchObject({
      code: 'private_reply.no_ticket',
    })
  })

  test('an empty note is refused', async () => {
    const ticket = await createTicket()
    await expect(addNote(db, staff, { ticketId: ticket.id, body: '  ' })).rejects.toMatchObject({
      code: 'body.too_short',
    })
  })
})

describe('solving', () => {
  test('without an accepted answer it needs a reason, which the thread shows', async () => {
    const ticket = await createTicket()
    await expect(solveTicket(db, staff, { ticketId: ticket.id, reason: ' ' })).rejects.toMatchObject({
      code: 'reason.missing',
    })
    await solveTicket(db, staff, { ticketId: ticket.id, reason: 'A part was replaced.' })
    const thread = await db
      .selectFrom('threads')
      .where('id', '=', ticket.threadId)
      .selectAll()
      .executeTakeFirstOrThrow()
    expect(thread).toMatchObject({ state: 'solved', solvedReason: 'A part was replaced.' })
    expect(await row(ticket.id)).toMatchObject({ state: 'solved', solvedBy: staff.id })
  })

  test('with an accepted answer it needs none', async () => {
    const ticket = await createTicket()
    const answer = await createAnswer({ threadId: ticket.threadId, authorId: staff.id, official: true })
    await acceptAnswer(db, staff, { answerId: answer.id })
    await solveTicket(db, staff, { ticketId: ticket.id, reason: '' })
    expect(await row(ticket.id)).toMatchObject({ state: 'solved' })
  })

  test('many at once solve it once', async () => {
    const ticket = await createTicket()
    await Promise.all(
      (await settleAtOnce(8, () => solveTicket(db, staff, { ticketId: ticket.id, reason: 'Done.' }))).map((outcome) =>
        expect(outcome.status).toBe('fulfilled'),
      ),
    )
    const verbs = await eventsOf({ id: ticket.threadId })
    expect(verbs.filter((verb) => verb === 'ticket.solved')).toHaveLength(1)
  })

  test('it closes by itself 14 days later', async () => {
    const system = await getSystemActor(db)
    const ticket = await createTicket()
    const solvedAt = new Date('2026-06-01T10:00:00Z')
    await solveTicket(db, staff, { ticketId: ticket.id, reason: 'Done.', at: solvedAt })
    await closeSolvedTickets(db, system, { now: new Date('2026-06-15T10:00:00Z') })
    expect(await row(ticket.id)).toMatchObject({ state: 'solved' })
    await settleAtOnce(8, () => closeSolvedTickets(db, system, { now: new Date('2026-06-15T10:01:00Z') }))
    expect(await row(ticket.id)).toMatchObject({ state: 'closed', closedAt: new Date('2026-06-15T10:01:00Z') })
    const verbs = await eventsOf({ id: ticket.threadId })
    expect(verbs.filter((verb) => verb === 'ticket.changed')).toHaveLength(1)
  })
})

describe('the lists', () => {
  test('show what is late first, then what is due next, page by page, and count the same', async () => {
    const made = []
    for (let hour = 0; hour < 35; hour++) {
      const at = new Date(Date.UTC(2026, 5, 1 + (hour % 7), hour % 24))
      made.push(await createTicket({ at }))
    }
    await takeTicket(db, staff, { ticketId: made[0]!.id })
    await changeTicket(db, staff, { ticketId: made[1]!.id, state: 'pending' })
    await solveTicket(db, staff, { ticketId: made[2]!.id, reason: 'Done.' })
    await markBreaches(db, { now: new Date('2026-06-04T00:00:00Z') })

    expect(await countTickets(db, staff)).toEqual({ unassigned: 32, mine: 1, open: 33, pending: 1, solved: 1 })
    const first = await listTickets(db, staff, { view: 'open' })
    const second = await listTickets(db, staff, { view: 'open', after: first.next ?? undefined })
    const all = [...first.tickets, ...second.tickets]
    expect([first.tickets.length, second.tickets.length, second.next]).toEqual([30, 3, null])
    expect(new Set(all.map((ticket) => ticket.id)).size).toBe(33)
    const keys = all.map((ticket) => [ticket.breached ? 0 : 1, ticket.dueAt?.getTime() ?? 0] as const)
    expect(keys).toEqual([...keys].sort((a, b) => a[0] - b[0] || a[1] - b[1]))
    expect(keys[0]?.[0]).toBe(0)
    expect(keys.at(-1)?.[0]).toBe(1)
  })
})
