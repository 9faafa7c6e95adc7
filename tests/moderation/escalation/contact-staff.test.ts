import { describe, expect, test } from 'vitest'
import { saveDraft } from '#app/domain/drafts/save-draft.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { listOwnOpen } from '#app/domain/threads/list-for-member.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import { listTickets } from '#app/domain/tickets/queries.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { contactStaff } from '#moderation/escalation/contact-staff.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'

async function message(changes: Partial<Parameters<typeof contactStaff>[2]> = {}) {
  const categoryId = changes.categoryId ?? (await createCategory()).id
  const title = 'My order 4711 has not arrived'
  const body = 'I paid two weeks ago, and nothing has come since.'
  return { title, body, locale: 'en' as const, ...changes, categoryId }
}

describe('refusals', () => {
  test('Entraide itself has nothing to ask of its staff', async () => {
    await expect(contactStaff(db, await getSystemActor(db), await message())).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'contact.write',
    })
  })

  test('nobody does once that is switched off', async () => {
    await changeSetting(db, await createUser({ roles: ['admin'] }), { name: 'contact', value: { open: false } })
    await expect(contactStaff(db, await createUser(), await message())).rejects.toMatchObject({ code: 'contact.off' })
  })

  test.each([
    ['title', { title: 'Too short' }, 'title.too_short'],
    ['body', { body: 'Short' }, 'body.too_short'],
    ['categoryId', { categoryId: 0 }, 'category.missing'],
  ])('%s is looked at', async (field, change, code) => {
    await expect(contactStaff(db, await createUser(), await message(change))).rejects.toMatchObject({ field, code })
  })
})

test('a case is a private thread with its ticket, for which no tag is needed', async () => {
  const actor = await createUser({ reputation: 1 })
  const { id } = await contactStaff(db, actor, await message())

  const thread = await db.selectFrom('threads').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  expect(thread).toMatchObject({ audience: 'private', authorId: actor.id, questionState: 'visible', answerCount: 0 })
  const ticket = await db.selectFrom('tickets').selectAll().where('threadId', '=', id).executeTakeFirstOrThrow()
  expect(ticket).toMatchObject({ requesterId: actor.id, cause: 'asker', channel: 'form', state: 'new' })
  expect(ticket.escalatedBy).toBe(actor.id)
  expect(ticket.firstResponseDueAt).not.toBeNull()
  expect(await eventsOf({ id })).toEqual(['thread.escalated'])
  const { threadCount } = await db
    .selectFrom('categories')
    .where('id', '=', thread.categoryId)
    .select('threadCount')
    .executeTakeFirstOrThrow()
  expect(threadCount).toBe(0)
})

test('only its author and the staff read it; no index holds it, no expert is asked', async () => {
  const [actor, other, moderator] = [
    await createUser(),
    await createUser({ reputation: 9000 }),
    await createUser({ roles: ['moderator'] }),
  ]
  const staff = await createUser({ roles: ['staff'] })
  const { id } = await contactStaff(db, actor, await message())

  for (const viewer of [null, other, moderator]) {
    await expect(getThread(db, viewer, id)).rejects.toMatchObject({ code: 'thread.not_found' })
  }
  for (const viewer of [actor, staff]) expect(await getThread(db, viewer, id)).toMatchObject({ id })
  await postgresEngine().index(db, { threadIds: [id] })
  expect(await db.selectFrom('searchDocuments').select('postId').execute()).toEqual([])
  const names = (await pendingJobs()).map((job) => job.name)
  expect(names).not.toContain('experts.ask')
  expect(names).not.toContain('threads.relate')
})

test('its author finds it in their list and answers there; the staff on the desk', async () => {
  const actor = await createUser()
  const staff = await createUser({ roles: ['staff'] })
  const { id } = await contactStaff(db, actor, await message())
  expect((await listOwnOpen(db, actor)).map((thread) => thread.id)).toEqual([id])
  expect((await listTickets(db, staff, { view: 'unassigned' })).tickets).toMatchObject([
    { title: 'My order 4711 has not arrived', audience: 'private' },
  ])

  await replyPrivately(db, staff, { threadId: id, body: 'Where does it stand on the map?' })
  await replyPrivately(db, actor, { threadId: id, body: 'In the port of Brest.' })
  expect(await eventsOf({ id })).toEqual([
    'thread.escalated',
    ...['ticket.changed', 'private_reply.posted'],
    ...['ticket.changed', 'private_reply.posted'],
  ])
})

test('pressed many times at one moment it is one case, and its draft is gone', async () => {
  const actor = await createUser()
  const sent = await message()
  await saveDraft(db, actor, { kind: 'contact', fields: { title: sent.title, body: sent.body }, version: 0 })
  const cases = await atOnce(4, () => contactStaff(db, actor, sent))
  expect(new Set(cases.map((each) => each.id)).size).toBe(1)
  expect(await db.selectFrom('threads').select('id').execute()).toHaveLength(1)
  expect(await db.selectFrom('drafts').where('discardedAt', 'is', null).select('id').execute()).toEqual([])
})
