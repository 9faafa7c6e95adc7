import { expect, test } from 'vitest'
import { deleteOldNotifications } from '#app/domain/notifications/delete-old-notifications.ts'
import { deliverEvent } from '#app/domain/notifications/deliver-event.ts'
import { markRead } from '#app/domain/notifications/mark-read.ts'
import { countUnread, listNotifications } from '#app/domain/notifications/queries.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { redactRevision } from '#app/domain/revisions/redact-revision.ts'
import { approveEdit } from '#app/domain/suggested-edits/approve-edit.ts'
import { loader as open } from '#app/pages/account/notification.ts'
import { action as saveSettings, loader as settings } from '#app/pages/account/notification-settings.tsx'
import { action as reading } from '#app/pages/account/notifications-reading.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createSuggestedEdit } from '#tests/factories/create-suggested-edit.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, pendingJobs } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

/** Three answers to one question and a comment on another, all told to the asker. */
async function createNews() {
  const asker = await createUser()
  const thread = await createThread({ authorId: asker.id })
  const other = await createThread({ authorId: asker.id })
  for (const name of ['Léa', 'Hugo', 'Hugo']) {
    const author = await createUser({ name })
    await createAnswer({ threadId: thread.id, authorId: author.id })
  }
  await createComment({ postId: other.questionId! })
  await deliverAll()
  return { asker, thread, other }
}

async function deliverAll(): Promise<void> {
  for (const { name, payload } of await pendingJobs()) {
    if (name === 'notifications.deliver') await deliverEvent(db, payload as { eventId: number })
  }
}

test('tells together what is of one kind in one thread', async () => {
  const { asker, thread, other } = await createNews()
  const { items } = await listNotifications(db, asker, { unread: true })
  expect(items.map(({ kind, count, names, title }) => ({ kind, count, names, title }))).toEqual([
    { kind: 'comment', count: 1, names: [expect.any(String)], title: other.title },
    { kind: 'answer', count: 3, names: ['Hugo', 'Léa'], title: thread.title },
  ])
  // The bell counts the lines of its page.
  expect(await countUnread(db, asker)).toBe(2)
})

test('opening one leads to it and marks what was told with it as read; nobody opens another’s', async () => {
  const { asker, thread } = await createNews()
  const told = (await listNotifications(db, asker)).items.find(({ kind }) => kind === 'answer')!
  const params = { notificationId: told.id }
  expect(await get(open, '/', { viewer: await createUser(), params })).toMatchObject({ status: 404 })
  expect(await countUnread(db, asker)).toBe(2)
  expect(await get(open, '/', { viewer: asker, params })).toMatchObject({
    status: 302,
    location: `/questions/${thread.id}#post-${told.postId}`,
  })
  expect(await countUnread(db, asker)).toBe(1)
})

test('an edit by somebody else is told with who made it and why, and leads to the comparison', async () => {
  const author = await createUser()
  const thread = await createThread({ authorId: author.id })
  const postId = thread.questionId!
  const staff = await createUser({ name: 'Nadia', roles: ['staff'] })
  await editPost(db, staff, {
    postId,
    body: 'The lamp of the grey box blinks twice.',
    reason: 'No serial numbers here.',
    baseRevision: 0,
  })
  const suggested = await createSuggestedEdit({
    postId,
    authorId: (await createUser({ name: 'Hugo', reputation: 200 })).id,
    reason: 'Says which lamp.',
  })
  await approveEdit(db, staff, { editId: suggested.id, version: suggested.version })
  await deliverAll()

  const { items } = await listNotifications(db, author)
  expect(items.filter(({ kind }) => kind === 'edited')).toMatchObject([
    { names: ['Hugo'], note: 'Says which lamp.' },
    { names: ['Nadia'], note: 'No serial numbers here.' },
  ])
  for (const { id } of items.filter(({ kind }) => kind === 'edited')) {
    const opened = await get(open, '/', { viewer: author, params: { notificationId: id } })
    expect(opened.location).toBe(`/posts/${postId}/revisions`)
  }

  // A reason that named what must not stay is gone here too.
  await redactRevision(db, await createUser({ roles: ['moderator'] }), {
    postId,
    number: 2,
    reason: 'Names a customer',
  })
  const after = (await listNotifications(db, author)).items.filter(({ kind }) => kind === 'edited')
  expect(after.map(({ note }) => note)).toEqual(['Says which lamp.', null])
})

test('marks one, all, or what is about one thread as read, of one’s own', async () => {
  const { asker, other } = await createNews()
  const comment = (await listNotifications(db, asker)).items.find(({ kind }) => kind === 'comment')!
  await post(reading, { id: String(comment.id) }, { viewer: await createUser() })
  await post(reading, {}, { viewer: await createUser() })
  expect(await countUnread(db, asker)).toBe(2)
  await post(reading, { id: String(comment.id) }, { viewer: asker })
  expect(await countUnread(db, asker)).toBe(1)
  await markRead(db, asker, { threadId: other.id })
  expect(await countUnread(db, asker)).toBe(1)
  expect(await post(reading, {}, { viewer: asker })).toMatchObject({ status: 302, location: '/notifications' })
  expect(await countUnread(db, asker)).toBe(0)
  expect((await listNotifications(db, asker, { unread: true })).items).toEqual([])
  expect((await listNotifications(db, asker)).items).toHaveLength(2)
})

test('the bell counts to 100, the list goes on by key', async () => {
  const reader = await createUser()
  await db
    .insertInto('events')
    .values(Array.from({ length: 105 }, () => ({ actorId: reader.id, verb: 'badge.awarded', userId: reader.id })))
    .execute()
  const other = await createUser()
  await db
    .insertInto('notifications')
    .columns(['userId', 'eventId', 'kind', 'actorId'])
    .expression((eb) =>
      eb
        .selectFrom('events')
        .select((from) => [from.val(reader.id).as('u'), 'id', from.val('badge').as('k'), from.val(other.id).as('a')]),
    )
    .execute()
  expect(await countUnread(db, reader)).toBe(100)
  const first = await listNotifications(db, reader)
  const second = await listNotifications(db, reader, { before: first.next! })
  expect([first.items.length, second.items.length]).toEqual([40, 40])
  expect(second.items[0]!.id).toBe(first.items.at(-1)!.id - 1)
})

test('what was read 90 days ago is forgotten, what was never read is not', async () => {
  const { asker, other } = await createNews()
  const now = new Date('2026-06-01T02:35:00Z')
  await markRead(db, asker, { threadId: other.id, at: new Date(now.getTime() - 91 * 86_400_000) })
  expect(await deleteOldNotifications(db, { now })).toEqual({ done: 1, failed: 0 })
  expect((await listNotifications(db, asker)).items.map(({ kind }) => kind)).toEqual(['answer'])
})

test('the switches keep what was chosen', async () => {
  const member = await createUser()
  expect(await get(settings, '/', { viewer: member })).toMatchObject({
    data: { opened: { fields: { 'site.badge': 'on' } } },
  })
  await post(saveSettings, { 'site.answer': 'on' }, { viewer: member })
  const { data } = (await get(settings, '/', { viewer: member })) as { data: { opened: { fields: object } } }
  expect(data.opened.fields).toEqual({ 'site.answer': 'on' })
})
