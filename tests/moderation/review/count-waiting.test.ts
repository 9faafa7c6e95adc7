import { expect, test } from 'vitest'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { deliverEvent } from '#app/domain/notifications/deliver-event.ts'
import { markRead } from '#app/domain/notifications/mark-read.ts'
import { listNotifications } from '#app/domain/notifications/queries.ts'
import { listEditsToDecide } from '#app/domain/suggested-edits/queries.ts'
import { listTickets } from '#app/domain/tickets/queries.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import { takeTicket } from '#app/domain/tickets/take-ticket.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { loader } from '#app/pages/account/counters.ts'
import { action as reading } from '#app/pages/account/notifications-reading.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { countWaiting } from '#moderation/review/count-waiting.ts'
import { listReviews } from '#moderation/review/queries.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createSuggestedEdit } from '#tests/factories/create-suggested-edit.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

async function deliverAll(): Promise<void> {
  for (const { id } of await db.selectFrom('events').select('id').orderBy('id').execute()) {
    await deliverEvent(db, { eventId: id })
  }
}

/** All lines of the page of unread notifications, page by page. */
async function linesOf(actor: Actor): Promise<number> {
  let lines = 0
  for (let before: number | undefined; ; ) {
    const { items, next } = await listNotifications(db, actor, { unread: true, before })
    lines += items.length
    if (next === null) return lines
    before = next
  }
}

test('the bell counts what its page lists, line by line and over several pages', async () => {
  const asker = await createUser()
  const people = await Promise.all([1, 2, 3].map(() => createUser({ reputation: 50 })))
  const threads = []
  for (let index = 0; index < 45; index++) threads.push(await createThread({ authorId: asker.id }))
  for (const thread of threads) await createAnswer({ threadId: thread.id, authorId: people[0]?.id ?? 0 })
  for (const person of people) {
    await createAnswer({ threadId: threads[0]?.id ?? 0, authorId: person.id })
    await postComment(db, person, { postId: threads[1]?.questionId ?? 0, body: 'The same here, I think.' })
  }
  await deliverAll()
  expect(await linesOf(asker)).toBe(46)
  expect((await countWaiting(db, asker)).unread).toBe(46)
  const [latest] = (await listNotifications(db, asker, { unread: true })).items
  expect(latest).toMatchObject({ kind: 'comment', count: 3 })

  await markRead(db, asker, { notificationId: latest?.id ?? 0 })
  expect(await linesOf(asker)).toBe(45)
  expect((await countWaiting(db, asker)).unread).toBe(45)
})

test('reviews and edits are counted as they are listed, for whom they are', async () => {
  const here = await createCategory()
  const thread = await createThread({ categoryId: here.id })
  const answer = await createAnswer({ threadId: thread.id, at: new Date(Date.now() - 3_600_000) })
  const flagger = await createUser({ reputation: 50 })
  for (const postId of [thread.questionId ?? 0, answer.id]) {
    await raiseFlag(db, flagger, { postId, reason: 'spam', note: '' })
  }
  await createSuggestedEdit({ postId: answer.id })
  const elsewhere = (await createCategory()).id
  for (const [actor, waiting] of [
    [await createUser({ roles: ['moderator'] }), 3],
    [await createUser({ roles: ['moderator'], categoryId: here.id }), 3],
    [await createUser({ roles: ['moderator'], categoryId: elsewhere }), 0],
    [await getActor(db, answer.authorId ?? 0), 0],
    [await createUser(), 0],
  ] as const) {
    const { reviews, edits } = await countWaiting(db, actor)
    expect(reviews + edits).toBe(waiting)
    if (waiting === 0) continue
    expect(reviews).toBe((await listReviews(db, actor)).reviews.length)
    expect(edits).toBe((await listEditsToDecide(db, actor)).edits.length)
  }
})

test('the desk counts the tickets without an owner that its first list has', async () => {
  const policy = await createPolicy()
  const here = await createCategory({ policyId: policy.id })
  const ticket = await createTicket({ threadId: (await createThread({ categoryId: here.id })).id })
  await createTicket()
  const [staff, inHere] = [
    await createUser({ roles: ['staff'] }),
    await createUser({ roles: ['staff'], categoryId: here.id }),
  ]
  for (const actor of [staff, inHere]) {
    const listed = await listTickets(db, actor, { view: 'unassigned' })
    expect((await countWaiting(db, actor)).desk).toBe(listed.tickets.length)
  }
  expect((await countWaiting(db, inHere)).desk).toBe(1)
  await takeTicket(db, staff, { ticketId: ticket.id })
  expect((await countWaiting(db, inHere)).desk).toBe(0)
  expect((await countWaiting(db, await createUser({ roles: ['moderator'] }))).desk).toBe(0)
})

test('every open page may ask; a visitor gets nothing', async () => {
  expect(await get(loader, '/counters')).toMatchObject({ status: 200 })
  const response = (await loader({
    context: { viewer: async () => null },
  } as unknown as Parameters<typeof loader>[0])) as Response
  expect(await response.json()).toBeNull()
  expect(response.headers.get('Cache-Control')).toBe('private, no-store')
})

test('a page marks as read what it shows: a thread not what is written in private, a ticket its own', async () => {
  const staff = await createUser({ roles: ['staff'] })
  const ticket = await createTicket({ escalatedBy: staff.id })
  const requester = await getActor(db, ticket.requesterId ?? 0)
  const { threadId } = ticket
  await takeTicket(db, staff, { ticketId: ticket.id })
  await replyPrivately(db, staff, { threadId, body: 'Which invoice is it?' })
  await replyPrivately(db, requester, { threadId, body: 'The one of May.' })
  await deliverAll()
  const kinds = async (actor: Actor) =>
    (await listNotifications(db, actor, { unread: true })).items.map(({ kind }) => kind).sort()
  expect(await kinds(staff)).toEqual(['ticket'])
  expect(await kinds(requester)).toEqual(['escalated', 'private_reply'])

  for (const actor of [staff, requester]) await markRead(db, actor, { threadId })
  expect(await kinds(staff)).toEqual(['ticket'])
  expect(await kinds(requester)).toEqual(['private_reply'])
  expect(await post(reading, { ticket: String(ticket.id) }, { viewer: staff })).toMatchObject({ status: 204 })
  expect(await post(reading, { messages: String(threadId) }, { viewer: requester })).toMatchObject({ status: 204 })
  expect([await kinds(staff), await kinds(requester)]).toEqual([[], []])
})
