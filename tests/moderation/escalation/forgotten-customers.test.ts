import { describe, expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { deletePost, restorePost } from '#app/domain/posts/delete-post.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import { changeTicket } from '#app/domain/tickets/change-ticket.ts'
import { findNeighbours, getTicket } from '#app/domain/tickets/queries.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import { solveTicket } from '#app/domain/tickets/solve-ticket.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { loader as contactForm } from '#app/pages/contact/page.tsx'
import { loader as backlog, action as takeIn } from '#app/pages/desk/backlog.tsx'
import { loader as messages, action as sendMessage } from '#app/pages/question/private-replies.tsx'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { mergeThreads } from '#moderation/curation/merge-threads.ts'
import { isReopeningAsked } from '#moderation/curation/queries.ts'
import { reopenThread } from '#moderation/curation/reopen-thread.ts'
import { contactStaff } from '#moderation/escalation/contact-staff.ts'
import { listBacklog } from '#moderation/escalation/list-backlog.ts'
import { scheduleAllEscalations } from '#moderation/escalation/schedule-all-escalations.ts'
import { syncTicket } from '#moderation/escalation/sync-ticket.ts'
import { takeInThread } from '#moderation/escalation/take-in-thread.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { decideReview } from '#moderation/review/decide-review.ts'
import { countReviews, listReviews } from '#moderation/review/queries.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

const ticketOf = (id: number) => db.selectFrom('tickets').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const threadOf = (id: number) => db.selectFrom('threads').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const sync = async (threadId: number) => syncTicket(db, await getSystemActor(db), { threadId })
const WORDS = 'It is broken again, since this morning.'

/** A case between a requester and a member of the staff, who has taken it. */
async function createCase() {
  const [staff, moderator] = [await createUser({ roles: ['staff'] }), await createUser({ roles: ['moderator'] })]
  const ticket = await createTicket({ escalatedBy: staff.id })
  await changeTicket(db, staff, { ticketId: ticket.id, ownerId: staff.id })
  const requester = await getActor(db, ticket.requesterId ?? 0)
  const { questionId } = await threadOf(ticket.threadId)
  return { staff, moderator, requester, ticketId: ticket.id, threadId: ticket.threadId, questionId: questionId ?? 0 }
}
async function talk({ staff, threadId }: { staff: Actor; threadId: number }): Promise<void> {
  await replyPrivately(db, staff, { threadId, body: 'Please send us the number of the invoice.' })
}

describe('a message on a solved case', () => {
  test('opens it again, with its clocks, and the question with it', async () => {
    const { staff, requester, ticketId, threadId } = await createCase()
    await solveTicket(db, staff, { ticketId, reason: 'A new fuse' })
    await sync(threadId)
    expect(await ticketOf(ticketId)).toMatchObject({ state: 'solved' })

    await replyPrivately(db, requester, { threadId, body: WORDS })
    await sync(threadId)
    expect(await ticketOf(ticketId)).toMatchObject({ state: 'open', solvedAt: null, solvedBy: null })
    expect((await ticketOf(ticketId)).nextResponseDueAt).not.toBeNull()
    expect(await threadOf(threadId)).toMatchObject({ solvedAt: null, state: 'needs_attention' })
    expect((await eventsOf({ id: threadId })).slice(-3)).toEqual([
      'thread.reopened',
      'ticket.reopened',
      'private_reply.posted',
    ])
  })

  test('leaves an accepted answer accepted, and the ticket stays open beside it', async () => {
    const { requester, ticketId, threadId } = await createCase()
    const answer = await createAnswer({ threadId })
    await acceptAnswer(db, requester, { answerId: answer.id })
    await sync(threadId)
    expect(await ticketOf(ticketId)).toMatchObject({ state: 'solved' })
    await replyPrivately(db, requester, { threadId, body: WORDS })
    await sync(threadId)
    expect(await ticketOf(ticketId)).toMatchObject({ state: 'open' })
    expect(await threadOf(threadId)).toMatchObject({ acceptedAnswerId: answer.id })
  })

  test('a message of the staff does not open it', async () => {
    const { staff, ticketId, threadId } = await createCase()
    await solveTicket(db, staff, { ticketId, reason: 'A new fuse' })
    await talk({ staff, threadId })
    expect(await ticketOf(ticketId)).toMatchObject({ state: 'solved' })
  })

  test('many at one moment open it once', async () => {
    const { staff, requester, ticketId, threadId } = await createCase()
    await solveTicket(db, staff, { ticketId, reason: 'A new fuse' })
    await atOnce(4, (index) => replyPrivately(db, requester, { threadId, body: `${WORDS} ${index}` }))
    expect((await eventsOf({ id: threadId })).filter((verb) => verb === 'ticket.reopened')).toHaveLength(1)
    expect(await ticketOf(ticketId)).toMatchObject({ state: 'open' })
  })
})

describe('after the ticket is closed', () => {
  async function closedCase() {
    const made = await createCase()
    await solveTicket(db, made.staff, { ticketId: made.ticketId, reason: 'A new fuse' })
    await changeTicket(db, made.staff, { ticketId: made.ticketId, state: 'closed' })
    return made
  }
  const message = async (follows?: number) => {
    const policy = await createPolicy()
    const category = await createCategory({ policyId: policy.id })
    return {
      title: 'The invoice is wrong once more',
      body: WORDS,
      categoryId: category.id,
      locale: 'en' as const,
      follows,
    }
  }

  test('a new case goes on with it, and each names the other', async () => {
    const { staff, requester, ticketId, threadId } = await closedCase()
    await expect(replyPrivately(db, requester, { threadId, body: WORDS })).rejects.toThrow('private_reply.no_ticket')
    const { id } = await contactStaff(db, requester, await message(threadId))
    const ticket = await db.selectFrom('tickets').selectAll().where('threadId', '=', id).executeTakeFirstOrThrow()
    expect(ticket.previousTicketId).toBe(ticketId)
    expect(await getTicket(db, staff, ticket.id)).toMatchObject({ previousTicketId: ticketId })
    expect(await findNeighbours(db, requester, threadId)).toMatchObject({ isClosed: true, later: { id } })
    expect(await findNeighbours(db, requester, id)).toMatchObject({ isClosed: false, earlier: { id: threadId } })
  })

  test('the pages lead there, for its requester alone', async () => {
    const { requester, threadId } = await closedCase()
    const page = await get(messages, '/', { viewer: requester, params: { threadId } })
    expect(page).toMatchObject({ data: { isClosed: true, canWrite: false } })
    const form = await get(contactForm, `/contact?follows=${threadId}`, { viewer: requester })
    expect(form).toMatchObject({ data: { followed: { id: threadId } } })
    const other = await createUser()
    expect(await get(contactForm, `/contact?follows=${threadId}`, { viewer: other })).toMatchObject({
      data: { followed: undefined },
    })
    await expect(contactStaff(db, other, await message(threadId))).rejects.toThrow('ticket.not_found')
  })
})

describe('what happens in public', () => {
  const deeds: Array<[string, (made: Awaited<ReturnType<typeof createCase>>) => Promise<unknown>]> = [
    ['a moderator closes it', (made) => closeThread(db, made.moderator, { ...made, reason: 'off_topic', note: '' })],
    ['a moderator deletes it', (made) => deletePost(db, made.moderator, { postId: made.questionId })],
    [
      'an answer is accepted',
      async ({ requester, threadId }) =>
        acceptAnswer(db, requester, { answerId: (await createAnswer({ threadId })).id }),
    ],
    [
      'a moderator calls it solved',
      ({ moderator, threadId }) => solveThread(db, moderator, { threadId, reason: 'It seems to work' }),
    ],
    [
      'it is merged into the question of somebody else',
      async ({ moderator, threadId }) => mergeThreads(db, moderator, { threadId, into: (await createThread()).id }),
    ],
  ]

  test.each(deeds)('%s: the ticket is solved, unless requester and staff write to each other', async (_, deed) => {
    const quiet = await createCase()
    await deed(quiet)
    const { threadId } = await ticketOf(quiet.ticketId)
    await sync(threadId)
    // A merge takes the ticket along to the question that goes on.
    const goesOn = threadId !== quiet.threadId
    expect((await ticketOf(quiet.ticketId)).state === 'solved').toBe(!goesOn)

    const made = await createCase()
    await talk(made)
    await deed(made)
    await atOnce(3, () => sync(made.threadId))
    expect(await ticketOf(made.ticketId)).toMatchObject({ threadId: made.threadId, solvedAt: null })
    // The conversation goes on, and staff end it.
    await replyPrivately(db, made.requester, { threadId: made.threadId, body: WORDS })
    await solveTicket(db, made.staff, { ticketId: made.ticketId, reason: 'Settled by telephone' })
    await sync(made.threadId)
    expect(await ticketOf(made.ticketId)).toMatchObject({ state: 'solved' })
  })

  test('the requester alone can say it is solved while they write to each other', async () => {
    const made = await createCase()
    await talk(made)
    await solveThread(db, made.requester, { threadId: made.threadId, reason: 'It works' })
    await sync(made.threadId)
    expect(await ticketOf(made.ticketId)).toMatchObject({ state: 'solved' })
  })

  test('a question that is restored has its ticket again', async () => {
    const { moderator, questionId, threadId, ticketId } = await createCase()
    await deletePost(db, moderator, { postId: questionId })
    await sync(threadId)
    await restorePost(db, moderator, { postId: questionId })
    await sync(threadId)
    expect(await ticketOf(ticketId)).toMatchObject({ state: 'open' })
  })
})

describe('a closed question that its author edits', () => {
  async function improvedQuestion() {
    const [asker, moderator] = [await createUser(), await createUser({ roles: ['moderator'] })]
    const thread = await createThread({ authorId: asker.id, at: new Date(Date.now() - 3_600_000) })
    await closeThread(db, moderator, { threadId: thread.id, reason: 'needs_detail', note: 'Which model?' })
    const postId = thread.questionId ?? 0
    await editPost(db, asker, { postId, body: 'It does not work. It is the green model of 2024.', baseRevision: 0 })
    const { reviews } = await listReviews(db, moderator)
    return { asker, moderator, threadId: thread.id, postId, review: reviews[0] }
  }

  test('waits in the review queue of moderators, who open it again or leave it closed', async () => {
    for (const decision of ['keep', 'hide'] as const) {
      const { moderator, threadId, review } = await improvedQuestion()
      expect(review).toMatchObject({ cause: 'reopening', closeReason: 'needs_detail', closeNote: 'Which model?' })
      expect(await isReopeningAsked(db, threadId)).toBe(true)
      const note = 'Thank you.'
      await decideReview(db, moderator, { reviewId: review?.id ?? 0, version: 1, decision, note })
      expect((await threadOf(threadId)).closedAt === null).toBe(decision === 'keep')
      expect((await threadOf(threadId)).questionState).toBe('visible')
      expect((await eventsOf({ id: threadId })).at(-1)).toBe(
        decision === 'keep' ? 'thread.reopened' : 'thread.reopening_refused',
      )
      expect(await isReopeningAsked(db, threadId)).toBe(false)
      expect(await countReviews(db, moderator)).toBe(0)
    }
  })

  test('is not for members who review by their points', async () => {
    const { review } = await improvedQuestion()
    const member = await createUser({ reputation: 400 })
    expect((await listReviews(db, member)).reviews).toEqual([])
    expect(await countReviews(db, member)).toBe(0)
    const decision = { reviewId: review?.id ?? 0, version: 1, decision: 'keep', note: '' } as const
    await expect(decideReview(db, member, decision)).rejects.toThrow('review.not_found')
  })

  test('waits no more when somebody reopens it; a second edit makes the reviewer look again', async () => {
    const first = await improvedQuestion()
    await reopenThread(db, first.moderator, { threadId: first.threadId })
    expect(await countReviews(db, first.moderator)).toBe(0)

    const { asker, moderator, postId, review } = await improvedQuestion()
    await editPost(db, asker, { postId, body: 'It does not work. It is the blue model of 2024.', baseRevision: 2 })
    const stale = { reviewId: review?.id ?? 0, version: 1, decision: 'hide', note: '' } as const
    await expect(decideReview(db, moderator, stale)).rejects.toThrow('review.changed')
  })

  test('an edit of somebody else, or of an answer, asks for nothing; a flag comes first', async () => {
    const [asker, moderator] = [await createUser(), await createUser({ roles: ['moderator'] })]
    const thread = await createThread({ authorId: asker.id })
    const answer = await createAnswer({ threadId: thread.id, authorId: asker.id })
    await closeThread(db, moderator, { threadId: thread.id, reason: 'needs_detail', note: '' })
    const editor = await createUser({ reputation: 2000 })
    const [postId, body] = [thread.questionId ?? 0, 'It does not work, and there is an error.']
    await editPost(db, editor, { postId, body, baseRevision: 0 })
    await editPost(db, asker, { postId: answer.id, body: 'I have found it out: the fuse.', baseRevision: 0 })
    expect(await countReviews(db, moderator)).toBe(0)

    const improved = await improvedQuestion()
    const flagger = await createUser({ reputation: 50 })
    await raiseFlag(db, flagger, { postId: improved.postId, reason: 'spam', note: '' })
    expect((await listReviews(db, improved.moderator)).reviews).toMatchObject([{ cause: 'flags', version: 2 }])
  })
})

describe('what will never arrive at the desk by itself', () => {
  test('is listed with the reason, and staff take it in', async () => {
    const staff = await createUser({ roles: ['staff'] })
    const policy = await createPolicy({ isDefault: true, startsAt: new Date('2026-01-01') })
    const category = await createCategory()
    const silent = await createCategory({ escalates: false })
    const old = await createThread({ categoryId: category.id, at: new Date('2025-12-01') })
    const still = await createThread({ categoryId: silent.id })
    const imported = await createThread({ categoryId: category.id })
    await db.updateTable('threads').set({ importSource: 'elsewhere' }).where('id', '=', imported.id).execute()
    await createThread({ categoryId: category.id })
    await scheduleAllEscalations(db)
    await db.updateTable('threads').set({ escalationDueAt: null }).where('id', '=', imported.id).execute()

    const { threads } = await listBacklog(db, staff)
    expect(threads.map(({ id, obstacle }) => [id, obstacle])).toEqual([
      [imported.id, 'imported'],
      [still.id, 'category'],
      [old.id, 'before_policy'],
    ])
    expect(threads.at(-1)?.policy).toEqual({ name: policy.name, startsAt: policy.startsAt })

    const { ticketId } = await takeInThread(db, staff, { threadId: old.id, reason: 'Older than the policy' })
    expect(await ticketOf(ticketId)).toMatchObject({ ownerId: staff.id, state: 'open', threadId: old.id })
    expect((await listBacklog(db, staff)).threads.map(({ id }) => id)).toEqual([imported.id, still.id])
    const elsewhere = await createUser({ roles: ['staff'], categoryId: category.id })
    expect((await listBacklog(db, elsewhere)).threads.map(({ id }) => id)).toEqual([imported.id])
    for (const actor of [await createUser(), await createUser({ roles: ['moderator'] })]) {
      await expect(listBacklog(db, actor)).rejects.toThrow('ticket.work')
      const wish = { threadId: still.id, reason: 'Please' }
      await expect(takeInThread(db, actor, wish)).rejects.toThrow('ticket.work')
    }
  })
})

test('the list of the desk is a page, whose buttons take a thread in', async () => {
  const staff = await createUser({ roles: ['staff'] })
  await createPolicy({ isDefault: true })
  const thread = await createThread({ categoryId: (await createCategory({ escalates: false })).id })
  expect(await get(backlog, '/desk/backlog', { viewer: await createUser() })).toMatchObject({ status: 403 })
  expect(await get(backlog, '/desk/backlog', { viewer: staff })).toMatchObject({
    data: { threads: [{ id: thread.id, obstacle: 'category' }], next: null },
  })
  const answer = await post(takeIn, { threadId: String(thread.id), reason: 'Nobody else will' }, { viewer: staff })
  const { id } = await db.selectFrom('tickets').select('id').executeTakeFirstOrThrow()
  expect(answer).toMatchObject({ status: 302, location: `/desk/tickets/${id}` })
})

describe('suspended and silenced customers', () => {
  const sanctioned = async (id: number, column: 'suspendedUntil' | 'silencedUntil') => {
    await db
      .updateTable('users')
      .set({ [column]: new Date('2999-01-01') })
      .where('id', '=', id)
      .execute()
    return getActor(db, id)
  }

  test.each(['suspendedUntil', 'silencedUntil'] as const)(
    '%s: write to the staff, and reply on their own case',
    async (column) => {
      const made = await createCase()
      await talk(made)
      const actor = await sanctioned(made.requester.id, column)
      const { threadId } = made
      expect(await get(messages, '/', { viewer: actor, params: { threadId } })).toMatchObject({
        data: { canWrite: true },
      })
      expect(await post(sendMessage, { body: WORDS }, { viewer: actor, params: { threadId } })).toMatchObject({
        status: 302,
      })

      const policy = await createPolicy()
      const { id: categoryId } = await createCategory({ policyId: policy.id })
      expect(await get(contactForm, '/contact', { viewer: actor })).toMatchObject({ status: 200 })
      const { id } = await contactStaff(db, actor, {
        title: 'Why am I not let in any more?',
        body: WORDS,
        categoryId,
        locale: 'en',
      })
      expect(await threadOf(id)).toMatchObject({ audience: 'private', authorId: actor.id })
      // Nothing else: not on the case of somebody else, and nothing that others read.
      const other = await createCase()
      await expect(replyPrivately(db, actor, { threadId: other.threadId, body: WORDS })).rejects.toThrow(
        'private_reply.post',
      )
      await expect(postComment(db, actor, { postId: made.questionId, body: WORDS })).rejects.toThrow('account.')
    },
  )

  test.each(['suspendedUntil', 'silencedUntil'] as const)('%s: staff do not reply to requesters', async (until) => {
    const made = await createCase()
    const actor = await sanctioned(made.staff.id, until)
    await expect(replyPrivately(db, actor, { threadId: made.threadId, body: WORDS })).rejects.toThrow(
      'private_reply.post',
    )
  })
})
