import { expect, test } from 'vitest'
import { addNote } from '#app/domain/tickets/add-note.ts'
import { listEvents } from '#moderation/audit/queries.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

test('is for moderators, staff and admins', async () => {
  const expert = await createUser({ reputation: 5000 })
  await expect(listEvents(db, expert)).rejects.toMatchObject({ kind: 'forbidden', code: 'audit.read' })
  await expect(listEvents(db, null)).rejects.toMatchObject({ code: 'audit.read' })
})

test('narrows by actor, verb and subject', async () => {
  const admin = await createUser({ roles: ['admin'] })
  const asker = await createUser()
  const thread = await createThread({ authorId: asker.id })
  await createThread()

  const ids = async (filter: Parameters<typeof listEvents>[2]) =>
    (await listEvents(db, admin, filter)).events.map((event) => event.threadId)
  expect(await ids({ actorIds: [asker.id, admin.id] })).toEqual([thread.id])
  expect(await ids({ actorIds: [] })).toEqual([])
  expect(await ids({ threadId: thread.id, verb: 'thread.asked' })).toEqual([thread.id])
  expect(await ids({ threadId: thread.id, verb: 'thread.closed' })).toEqual([])
})

test('goes back page by page, the newest first', async () => {
  const admin = await createUser({ roles: ['admin'] })
  for (let index = 0; index < 55; index++) {
    await db.insertInto('events').values({ actorId: admin.id, verb: 'user.joined', userId: admin.id }).execute()
  }
  const first = await listEvents(db, admin)
  const second = await listEvents(db, admin, { before: first.next ?? undefined })
  expect([first.events.length, second.events.length, second.next]).toEqual([50, 5, null])
  const ids = [...first.events, ...second.events].map((event) => event.id)
  expect(ids).toEqual([...ids].sort((a, b) => b - a))
})

test('a moderator does not read over the shoulder of the desk', async () => {
  const [moderator, staff] = [await createUser({ roles: ['moderator'] }), await createUser({ roles: ['staff'] })]
  const ticket = await createTicket({ escalatedBy: staff.id })
  await addNote(db, staff, { ticketId: ticket.id, body: 'Known since March.' })
  const verbs = async (viewer: typeof staff) => (await listEvents(db, viewer)).events.map((event) => event.verb)
  expect(await verbs(staff)).toContain('note.posted')
  expect(await verbs(moderator)).not.toContain('note.posted')
})

test('who moderates one category reads of its threads', async () => {
  const [mine, other] = [await createThread(), await createThread()]
  const moderator = await createUser({ roles: ['moderator'], categoryId: mine.categoryId })
  await db.insertInto('events').values({ actorId: moderator.id, verb: 'user.joined', userId: moderator.id }).execute()
  expect(other.categoryId).not.toBe(mine.categoryId)
  expect((await listEvents(db, moderator)).events.map((event) => event.threadId)).toEqual([mine.id])
})

test('what was written stays as it was', async () => {
  await createThread()
  await expect(db.updateTable('events').set({ verb: 'thread.closed' }).execute()).rejects.toThrow('append-only')
  await expect(db.deleteFrom('events').execute()).rejects.toThrow('append-only')
})
