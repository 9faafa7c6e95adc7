import { beforeEach, describe, expect, test } from 'vitest'
import { editPost } from '#app/domain/posts/edit-post.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { loader as desk } from '#app/pages/desk/page.tsx'
import type { loadTicketPage } from '#app/pages/desk/ticket.server.ts'
import { loader as ticketPage, action as write } from '#app/pages/desk/ticket.tsx'
import { action as change } from '#app/pages/desk/ticket-changes.tsx'
import { action as own } from '#app/pages/desk/ticket-ownership.ts'
import { loader as solution, action as solve } from '#app/pages/desk/ticket-solution.tsx'
import type { Ticket } from '#db/schema.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

let staff: Actor
let ticket: Ticket
const params = () => ({ ticketId: ticket.id })
const row = () => db.selectFrom('tickets').where('id', '=', ticket.id).selectAll().executeTakeFirstOrThrow()

beforeEach(async () => {
  staff = await createUser({ roles: ['staff'] })
  ticket = await createTicket()
})

describe('who comes to the desk', () => {
  test('a visitor signs in first, and comes back', async () => {
    expect(await get(desk, '/desk?view=mine')).toMatchObject({
      status: 302,
      location: '/sign-in?to=%2Fdesk%3Fview%3Dmine',
    })
  })

  test('a member is refused', async () => {
    const viewer = await createUser({ reputation: 5000 })
    expect(await get(desk, '/desk', { viewer })).toMatchObject({ status: 403, data: { code: 'ticket.work' } })
    expect(await get(ticketPage, '/desk/tickets/1', { viewer, params: params() })).toMatchObject({ status: 403 })
  })

  test.each(['999999', 'x', '-1', '1e3'])('a ticket that is not there: %s', async (ticketId) => {
    expect(await get(ticketPage, '/desk/tickets/x', { viewer: staff, params: { ticketId } })).toMatchObject({
      status: 404,
    })
  })
})

test('the list takes any view and any place in it', async () => {
  for (const query of ['', '?view=open', '?view=nonsense', '?after=nonsense', '?view=open&after=0_1.5_0']) {
    expect(await get(desk, `/desk${query}`, { viewer: staff })).toMatchObject({ status: 200 })
  }
  const { data } = await get(desk, '/desk?view=open', { viewer: staff })
  expect(data).toMatchObject({ view: 'open', tickets: [{ id: ticket.id }], next: null })
})

test('the case shows what was said, and what one may do', async () => {
  const { data } = await get(ticketPage, '/', { viewer: staff, params: params() })
  expect(data).toMatchObject({
    ticket: { id: ticket.id, state: 'new', missed: { first: false } },
    posts: [{ kind: 'question' }],
    events: [{ verb: 'thread.escalated' }],
    may: { take: true, release: false, write: true, states: ['open', 'pending', 'on_hold'] },
  })
})

describe('writing', () => {
  test.each([
    ['everyone', 'answer'],
    ['requester', 'private_reply'],
    ['staff', 'note'],
  ])('for %s it is a %s', async (readers, kind) => {
    const body = 'The part is on its way to you.'
    const answer = await post(write, { readers, body }, { viewer: staff, params: params() })
    const posted = await db.selectFrom('posts').where('kind', '<>', 'question').selectAll().executeTakeFirstOrThrow()
    expect(posted).toMatchObject({ kind, body, authorId: staff.id })
    expect(answer).toMatchObject({ status: 302, location: `/desk/tickets/${ticket.id}#post-${posted.id}` })
  })

  test('what is refused is still there', async () => {
    const answer = await post(write, { readers: 'everyone', body: 'Short' }, { viewer: staff, params: params() })
    expect(answer).toMatchObject({
      status: 422,
      data: { errors: [{ code: 'body.too_short', field: 'body' }], form: { readers: 'everyone', body: 'Short' } },
    })
  })

  test('for nobody we know', async () => {
    const answer = await post(
      write,
      { readers: 'world', body: 'Hello there, world.' },
      { viewer: staff, params: params() },
    )
    expect(answer).toMatchObject({ status: 422, data: { code: 'form.malformed' } })
  })
})

test('taking and giving back', async () => {
  const location = `/desk/tickets/${ticket.id}`
  expect(await post(own, {}, { viewer: staff, params: params() })).toMatchObject({ status: 302, location })
  expect(await row()).toMatchObject({ ownerId: staff.id })

  const colleague = await createUser({ roles: ['staff'] })
  expect(await post(own, {}, { viewer: colleague, params: params() })).toMatchObject({
    status: 409,
    data: { code: 'ticket.taken' },
  })
  expect(await post(own, { undo: 'on' }, { viewer: staff, params: params() })).toMatchObject({ status: 302 })
  expect(await row()).toMatchObject({ ownerId: null })
})

test('changing state, priority and owner in one form', async () => {
  const fields = { state: 'pending', priority: 'urgent', ownerId: String(staff.id) }
  expect(await post(change, fields, { viewer: staff, params: params() })).toMatchObject({ status: 302 })
  expect(await row()).toMatchObject({ state: 'pending', priority: 'urgent', ownerId: staff.id })
  expect(await post(change, { ...fields, ownerId: '' }, { viewer: staff, params: params() })).toMatchObject({
    status: 302,
  })
  expect(await row()).toMatchObject({ state: 'pending', ownerId: null })
  expect(await post(change, { ...fields, state: 'gone' }, { viewer: staff, params: params() })).toMatchObject({
    status: 422,
  })
})

test('solving needs a reason, or an answer that was accepted', async () => {
  expect(await get(solution, '/', { viewer: staff, params: params() })).toMatchObject({ data: { needsReason: true } })
  expect(await post(solve, { reason: '' }, { viewer: staff, params: params() })).toMatchObject({
    status: 422,
    data: { errors: [{ code: 'reason.missing' }], reason: '' },
  })
  expect(await post(solve, { reason: 'Phoned.' }, { viewer: staff, params: params() })).toMatchObject({ status: 302 })
  expect(await row()).toMatchObject({ state: 'solved' })
  expect(await get(solution, '/', { viewer: staff, params: params() })).toMatchObject({ data: { needsReason: false } })
})

describe('who will read it', () => {
  const may = async () => (await get(ticketPage, '/', { viewer: staff, params: params() })).data

  test('everyone, unless one chooses, as long as nobody talks in private', async () => {
    expect(await may()).toMatchObject({
      ticket: { isPrivate: false },
      may: { readers: ['everyone', 'requester', 'staff'], usualReaders: 'everyone' },
    })
    await post(write, { readers: 'requester', body: 'Please send us the number.' }, { viewer: staff, params: params() })
    expect(await may()).toMatchObject({
      may: { readers: ['everyone', 'requester', 'staff'], usualReaders: 'requester' },
    })
  })

  test('of a private case never everyone, also when a form asks for it', async () => {
    await db.updateTable('threads').set({ audience: 'private' }).where('id', '=', ticket.threadId).execute()
    expect(await may()).toMatchObject({
      ticket: { isPrivate: true },
      may: { readers: ['requester', 'staff'], usualReaders: 'requester' },
    })
    const form = { readers: 'everyone', body: 'The part is on its way to you.' }
    expect(await post(write, form, { viewer: staff, params: params() })).toMatchObject({
      status: 409,
      data: { errors: [{ code: 'ticket.private' }], form },
    })
    expect(await get(desk, '/desk', { viewer: staff })).toMatchObject({ data: { tickets: [{ audience: 'private' }] } })
  })
})

test('the history says what something was before, and what it became', async () => {
  const asked = { viewer: staff, params: params() }
  await post(own, {}, asked)
  const fields = { state: 'pending', priority: 'urgent', ownerId: String(staff.id) }
  await post(change, fields, asked)
  await post(own, { undo: 'on' }, asked)
  const { questionId } = await db
    .selectFrom('threads')
    .where('id', '=', ticket.threadId)
    .select('questionId')
    .executeTakeFirstOrThrow()
  const other = await createCategory({ policyId: ticket.policyId })
  const edit = { postId: questionId!, baseRevision: 0, title: 'Another title of some length', tags: 'hub', reason: '' }
  const body = 'It does not work, and I would like it to work.'
  await createTag({ name: 'hub' })
  await editPost(db, await createUser({ roles: ['moderator'] }), { ...edit, body, categoryId: other.id })
  await post(solve, { reason: 'Phoned.' }, asked)

  const { data } = await get(ticketPage, '/', asked)
  const { events, names } = data as Awaited<ReturnType<typeof loadTicketPage>>
  expect(events.map(({ verb, before, after }) => [verb, before, after]).slice(1)).toEqual([
    ['ticket.taken', { ownerId: null, state: 'new' }, { ownerId: staff.id, state: 'open' }],
    ['ticket.changed', { state: 'open', priority: 'normal' }, { state: 'pending', priority: 'urgent' }],
    ['ticket.released', { ownerId: staff.id }, { ownerId: null }],
    [
      'post.edited',
      { title: expect.stringContaining('A question'), tags: ['general'], categoryId: expect.any(Number) },
      { title: edit.title, tags: ['hub'], categoryId: other.id, reason: '', revision: 2 },
    ],
    ['thread.solved', null, { reason: 'Phoned.' }],
    ['ticket.solved', { state: 'pending' }, { state: 'solved' }],
  ])
  expect(names.users[staff.id]).toBe(staff.name)
  expect(names.categories[other.id]).toMatchObject({ name: other.name })
})
