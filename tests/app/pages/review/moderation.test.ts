import { describe, expect, test } from 'vitest'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { loader as flagDone } from '#app/pages/post/flag-sent.tsx'
import { action as flag, loader as flagPage } from '#app/pages/post/flags.tsx'
import { action as close, loader as closure } from '#app/pages/question/curation/closure.tsx'
import { action as escalate, loader as escalation } from '#app/pages/question/escalation.tsx'
import { action as message, loader as messages } from '#app/pages/question/private-replies.tsx'
import { action as claim } from '#app/pages/review/claim.ts'
import { loader as queue } from '#app/pages/review/page.tsx'
import { action as decide, loader as reviewPage } from '#app/pages/review/review.tsx'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { decideReview } from '#moderation/review/decide-review.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

const thread = (threadId: number) =>
  db.selectFrom('threads').where('id', '=', threadId).selectAll().executeTakeFirstOrThrow()

describe('flagging', () => {
  test('says thank you on a page that is there even when the post is not any more', async () => {
    const answer = await createAnswer()
    const asked = { viewer: await createUser({ roles: ['staff'] }), params: { postId: answer.id } }
    expect(await get(flagPage, '/', asked)).toMatchObject({ status: 200, data: { postId: answer.id } })
    const location = `/flags/done?thread=${answer.threadId}`
    expect(await post(flag, { reason: 'spam', note: '' }, asked)).toMatchObject({ status: 302, location })
    expect(await get(flagDone, location)).toMatchObject({ data: { back: `/questions/${answer.threadId}` } })
    expect(await get(flagDone, '/flags/done?thread=//evil.example')).toMatchObject({ data: { back: '/questions' } })
  })

  test('keeps what was typed when it is refused', async () => {
    const answer = await createAnswer()
    const asked = { viewer: await createUser({ reputation: 15 }), params: { postId: answer.id } }
    expect(await post(flag, { note: 'Look here' }, asked)).toMatchObject({
      status: 422,
      data: { errors: [{ code: 'reason.missing' }], note: 'Look here' },
    })
    expect(await post(flag, { reason: 'other', note: '' }, asked)).toMatchObject({
      status: 422,
      data: { errors: [{ code: 'note.missing', field: 'note' }], reason: 'other' },
    })
    await post(flag, { reason: 'rude', note: '' }, asked)
    expect(await post(flag, { reason: 'rude', note: '' }, asked)).toMatchObject({ status: 409 })
  })
})

describe('the review queue', () => {
  async function flagged() {
    const answer = await createAnswer()
    const { reviewId } = await raiseFlag(db, await createUser({ reputation: 15 }), {
      postId: answer.id,
      reason: 'rude',
      note: '',
    })
    return { answer, reviewId }
  }

  test('is not for everybody', async () => {
    expect(await get(queue, '/review', { viewer: await createUser() })).toMatchObject({ status: 403 })
    expect(await get(queue, '/review')).toMatchObject({ status: 302 })
  })

  test('shows, claims and decides', async () => {
    const { answer, reviewId } = await flagged()
    const asked = { viewer: await createUser({ roles: ['moderator'] }), params: { reviewId } }
    expect(await get(queue, '/review?after=x', asked)).toMatchObject({
      data: { reviews: [{ id: reviewId, reasons: ['rude'], flagCount: 1 }] },
    })
    expect(await get(reviewPage, '/', asked)).toMatchObject({
      data: { review: { postId: answer.id, version: 1 }, may: { claim: true, decide: true, release: false } },
    })
    expect(await post(claim, {}, asked)).toMatchObject({ status: 302, location: `/review/${reviewId}` })
    expect(await post(decide, { version: '1', decision: 'hide', note: 'Seen.' }, asked)).toMatchObject({
      status: 409,
      data: { errors: [{ code: 'review.changed' }], note: 'Seen.' },
    })
    expect(await post(decide, { version: '2', decision: 'hide', note: 'Seen.' }, asked)).toMatchObject({
      status: 302,
      location: '/review',
    })
    expect(await get(reviewPage, '/', asked)).toMatchObject({
      data: { review: { state: 'upheld', postState: 'hidden' }, may: { claim: false, decide: false, release: false } },
    })
  })

  test('says when the post was edited since it was flagged, and shows both texts', async () => {
    const author = await createUser({ reputation: 150 })
    const answer = await createAnswer({ authorId: author.id, body: 'Buy my lamps at once, they are cheap.' })
    const flagger = await createUser({ reputation: 15 })
    const { reviewId } = await raiseFlag(db, flagger, { postId: answer.id, reason: 'spam', note: '' })
    const asked = { viewer: await createUser({ roles: ['moderator'] }), params: { reviewId } }
    expect(await get(reviewPage, '/', asked)).toMatchObject({ data: { change: undefined } })

    const body = 'Press the button for five seconds, then it starts again.'
    await editPost(db, author, { postId: answer.id, body, reason: '', baseRevision: 0 })
    const { data } = await get(reviewPage, '/', asked)
    const shown = JSON.stringify((data as { change: unknown }).change)
    expect(shown).toContain('lamps')
    expect(shown).toContain('button')
    expect(data).toMatchObject({ review: { version: 2 }, change: { at: expect.any(Date) } })

    // A flag of the new text does not hide that the first one was of the old.
    const other = await createUser({ reputation: 15 })
    await raiseFlag(db, other, { postId: answer.id, reason: 'spam', note: '' })
    expect(await get(reviewPage, '/', asked)).toMatchObject({ data: { change: { at: expect.any(Date) } } })
  })

  test('says the same of a post that was edited while it was hidden', async () => {
    const author = await createUser({ reputation: 150 })
    const answer = await createAnswer({ authorId: author.id, body: 'Buy my lamps at once, they are cheap.' })
    const staff = await createUser({ roles: ['staff'] })
    const { reviewId } = await raiseFlag(db, staff, { postId: answer.id, reason: 'spam', note: '' })
    const moderator = await createUser({ roles: ['moderator'] })
    await decideReview(db, moderator, { reviewId, version: 1, decision: 'hide', note: '' })
    const at = new Date(Date.now() + 11 * 60_000)
    const body = 'Press the button for five seconds, then it starts again.'
    await editPost(db, author, { postId: answer.id, body, reason: '', baseRevision: 0, at })

    const { data } = await get(queue, '/review', { viewer: moderator })
    const [again] = (data as { reviews: Array<{ id: number; edited: boolean }> }).reviews
    expect(again).toMatchObject({ edited: true })
    const page = await get(reviewPage, '/', { viewer: moderator, params: { reviewId: again?.id ?? 0 } })
    expect(JSON.stringify(page.data)).toMatch(/lamps.*button/)
  })

  test('a review that is not there', async () => {
    const asked = { viewer: await createUser({ roles: ['moderator'] }), params: { reviewId: 999_999 } }
    expect(await get(reviewPage, '/', asked)).toMatchObject({ status: 404 })
    expect(await post(decide, { version: '1', decision: 'keep' }, asked)).toMatchObject({ status: 404 })
  })
})

describe('closing and reopening', () => {
  test.each([
    ['an address', (id: number) => `https://forum.example/questions/${id}-some-title?x=1#post-7`],
    ['a number', (id: number) => ` #${id} `],
  ])('a duplicate is named by %s', async (_, name) => {
    const [one, other] = [await createThread(), await createThread()]
    const asked = { viewer: await createUser({ roles: ['moderator'] }), params: { threadId: one.id } }
    expect(await get(closure, '/', asked)).toMatchObject({ data: { closed: false } })
    const fields = { reason: 'duplicate', note: '', duplicateOf: name(other.id) }
    expect(await post(close, fields, asked)).toMatchObject({ status: 302, location: `/questions/${one.id}` })
    expect(await thread(one.id)).toMatchObject({ duplicateOf: other.id })

    expect(await get(closure, '/', asked)).toMatchObject({ data: { closed: true } })
    expect(await post(close, { undo: 'on' }, asked)).toMatchObject({ status: 302 })
    expect(await thread(one.id)).toMatchObject({ closedAt: null })
  })

  test('refusals', async () => {
    const one = await createThread()
    const asked = { viewer: await createUser({ roles: ['moderator'] }), params: { threadId: one.id } }
    const refused = async (fields: Record<string, string>) => (await post(close, fields, asked)).data
    expect(await refused({})).toMatchObject({ errors: [{ code: 'reason.missing' }] })
    expect(await refused({ reason: 'duplicate', duplicateOf: 'that one' })).toMatchObject({
      errors: [{ code: 'duplicate.missing', field: 'duplicateOf' }],
      form: { duplicateOf: 'that one' },
    })
    const member = { ...asked, viewer: await createUser() }
    expect(await get(closure, '/', member)).toMatchObject({ status: 403, data: { code: 'thread.close' } })
  })
})

test('handing a thread to staff', async () => {
  const one = await createThread()
  const asked = { viewer: await createUser({ roles: ['moderator'] }), params: { threadId: one.id } }
  expect(await get(escalation, '/', asked)).toMatchObject({ status: 200 })
  expect(await post(escalate, { reason: '' }, asked)).toMatchObject({ status: 422 })
  expect(await post(escalate, { reason: 'Beyond us.' }, asked)).toMatchObject({ status: 302 })
  expect(await post(escalate, { reason: 'Beyond us.' }, asked)).toMatchObject({
    status: 409,
    data: { errors: [{ code: 'thread.escalated' }], reason: 'Beyond us.' },
  })
  expect(await get(escalation, '/', { ...asked, viewer: await createUser() })).toMatchObject({ status: 403 })
})

test('staff and requester write to each other, and nobody else reads it', async () => {
  const ticket = await createTicket()
  const requester = await getActor(db, ticket.requesterId!)
  const params = { threadId: ticket.threadId }
  const answer = await post(message, { body: 'My serial number is 4711.' }, { viewer: requester, params })
  expect(answer).toMatchObject({ status: 302 })
  for (const viewer of [requester, await createUser({ roles: ['staff'] })]) {
    expect(await get(messages, '/', { viewer, params })).toMatchObject({
      data: { canWrite: true, messages: [{ author: { id: requester.id, byStaff: false } }] },
    })
  }
  for (const viewer of [await createUser({ reputation: 5000 }), await createUser({ roles: ['moderator'] })]) {
    expect(await get(messages, '/', { viewer, params })).toMatchObject({ status: 403 })
  }
})
