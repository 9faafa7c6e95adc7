import { expect, test } from 'vitest'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import { relateThread, relateThreads } from '#app/domain/search/find/relate-thread.ts'
import { listRelated } from '#app/domain/threads/list-related.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, pendingJobs } from '#tests/support/database.ts'

const ask = async (title: string, options: Parameters<typeof createThread>[0] = {}) => {
  const thread = await createThread({ tags: ['general'], ...options, title })
  await searchEngine.index(db, { threadIds: [thread.id] })
  return thread
}
const titles = (threads: Array<{ title: string }>) => threads.map((thread) => thread.title)

test('by text and tags, solved ones first among equals; never what merely shares the commonest tag', async () => {
  const thread = await ask('Soil probe shows the moisture of yesterday', { tags: ['soil-probe', 'general'] })
  await ask('Why does my invoice have two pages now')
  const near = await ask('Soil probe moisture does not change at all', { tags: ['soil-probe'] })
  const solved = await ask('Soil probe moisture does not change a bit', { tags: ['soil-probe'] })
  await solveThread(db, await getActor(db, solved.authorId!), { threadId: solved.id, reason: 'A new battery.' })
  await ask('Soil probe moisture is a secret of mine', { tags: ['soil-probe'], audience: 'private' })

  await relateThread(db, searchEngine, thread.id)
  await relateThread(db, searchEngine, thread.id)
  const { related } = await listRelated(db, null, thread.id)
  expect(titles(related)).toEqual([solved.title, near.title])

  // An older thread hears of a newer one that was found to be like it.
  expect(titles((await listRelated(db, null, near.id)).related)).toEqual([thread.title])
})

test('a withheld thread is not beside another, but for who may see it', async () => {
  const asker = await createUser()
  const thread = await ask('Soil probe shows the moisture of yesterday')
  const members = await ask('Soil probe moisture does not change at all', { authorId: asker.id })
  await relateThread(db, searchEngine, thread.id)
  await db.updateTable('threads').set({ audience: 'members' }).where('id', '=', members.id).execute()
  expect(titles((await listRelated(db, null, thread.id)).related)).toEqual([])
  expect(titles((await listRelated(db, asker, thread.id)).related)).toEqual([members.title])
})

test('what people said of two threads stands above, by what they said, and once', async () => {
  const thread = await ask('Soil probe shows the moisture of yesterday')
  const linked = await ask('Soil probe moisture does not change at all')
  const duplicate = await ask('Soil probe moisture does not change a bit')
  await relateThread(db, searchEngine, thread.id)
  await db
    .insertInto('threadLinks')
    .values({ threadId: linked.id, otherThreadId: thread.id, kind: 'related' })
    .execute()
  const moderator = await createUser({ roles: ['moderator'] })
  await closeThread(db, moderator, { threadId: duplicate.id, reason: 'duplicate', duplicateOf: thread.id, note: '' })

  const beside = await listRelated(db, null, thread.id)
  expect(beside).toMatchObject({ duplicates: [{ id: duplicate.id }], linked: [{ id: linked.id }], related: [] })
})

test('asking leaves the job; threads that nobody has looked at are taken some at a time', async () => {
  const thread = await ask('Soil probe shows the moisture of yesterday')
  expect(await pendingJobs()).toContainEqual({ name: 'threads.relate', payload: { threadId: thread.id } })
  const other = await ask('Soil probe moisture does not change at all')
  await db.deleteFrom('threadRelations').execute()
  await relateThreads(db, searchEngine, { atOnce: 1 })
  expect(await db.selectFrom('threadRelations').select('threadId').execute()).toEqual([{ threadId: other.id }])
  expect(await pendingJobs()).toContainEqual({ name: 'threads.relate_all', payload: {} })
  await relateThreads(db, searchEngine)
  const rows = await db.selectFrom('threadRelations').select(['threadId', 'related']).orderBy('threadId').execute()
  expect(rows.map(({ threadId, related }) => ({ threadId, related: related.map(Number) }))).toEqual([
    { threadId: thread.id, related: [other.id] },
    { threadId: other.id, related: [thread.id] },
  ])
})
