import { beforeEach, expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import type { Hit, Need, SearchEngine } from '#app/domain/search/engine.ts'
import { suggestAll, suggestPosts } from '#app/domain/search/find/suggest-posts.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { settings } from '#app/domain/settings/settings.ts'
import type { Thread } from '#db/schema.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const real = postgresEngine()
let hits: Hit[] = []
/** An engine that finds what a test says; what it found is in the index, as for every engine. */
const engine: SearchEngine = { ...real, suggest: async () => hits }

beforeEach(() => {
  hits = []
})

const need = { title: 'The lamp stays dark all day', locale: 'en' as const }

async function found(thread: Thread, score: number) {
  await real.index(db, { threadIds: [thread.id] })
  hits.push({ postId: thread.questionId ?? 0, score })
  return thread.title
}

async function foundArticle(title: string, score: number) {
  const article = await createArticle({ title })
  await real.index(db, { articleIds: [article.id] })
  const { postId } = await db
    .selectFrom('articleTranslations')
    .where('articleId', '=', article.id)
    .select('postId')
    .executeTakeFirstOrThrow()
  hits.push({ postId, score })
  return title
}

test('of a title, a text and tags no more is read than our pages send', async () => {
  const asked: Need[] = []
  const counting: SearchEngine = {
    ...real,
    suggest: async (_, given) => {
      asked.push(given)
      return []
    },
  }
  const long = 'lamp '.repeat(50_000)
  await suggestPosts(db, null, counting, { ...need, title: long, body: long, tags: Array(100).fill(long) })
  expect(JSON.stringify(asked).length).toBeLessThan(1_500)
})

async function solved() {
  const asker = await createUser()
  const thread = await createThread({ authorId: asker.id })
  const answer = await createAnswer({ threadId: thread.id })
  await acceptAnswer(db, asker, { answerId: answer.id })
  return thread
}

async function answered() {
  const thread = await createThread()
  await createAnswer({ threadId: thread.id })
  return thread
}

test('among equally near ones: articles before solved before answered before open', async () => {
  const open = await found(await createThread(), 10)
  const withAnswer = await found(await answered(), 9.9)
  const withSolution = await found(await solved(), 9.8)
  const article = await foundArticle('An article of this', 9.7)
  const titles = (await suggestPosts(db, null, engine, need)).map((item) => item.title)
  expect(titles).toEqual([article, withSolution, withAnswer, open])
})

test('but what is clearly nearer comes first, whatever it is', async () => {
  const open = await found(await createThread(), 10)
  const article = await foundArticle('An article of this', 5)
  expect((await suggestPosts(db, null, engine, need)).map((item) => item.title)).toEqual([open, article])
})

test('five are shown, or as many as the setting says, from the length of title that it says', async () => {
  for (let index = 0; index < 7; index++) await found(await createThread(), 10 - index)
  expect(await suggestPosts(db, null, engine, need)).toHaveLength(5)
  expect(await suggestPosts(db, null, engine, { ...need, limit: 2 })).toHaveLength(2)
  expect(await suggestPosts(db, null, engine, { ...need, title: '   The lamp ' })).toEqual([])
  const admin = await createUser({ roles: ['admin'] })
  const few = { ...settings.suggestions.parse({}), shown: 3, fromCharacters: 8 }
  await changeSetting(db, admin, { name: 'suggestions', value: few })
  expect(await suggestPosts(db, null, engine, { ...need, title: '   The lamp ' })).toHaveLength(3)
})

test('a thread is not suggested to itself, nor what the viewer may not see', async () => {
  const own = await createThread()
  await found(own, 10)
  const secret = await createThread({ audience: 'members' })
  await found(secret, 9)
  expect(await suggestPosts(db, null, engine, { ...need, exceptThreadId: own.id })).toEqual([])
  expect(await suggestPosts(db, await createUser(), engine, { ...need, exceptThreadId: own.id })).toHaveLength(1)
})

test('each says how probable it is, and shows the answer that answers', async () => {
  const thread = await createThread({ title: 'The lamp stays dark all day and night' })
  const answer = await createAnswer({ threadId: thread.id, body: 'Good evening. A dark lamp needs a new fuse.' })
  await found(thread, 1)
  const [item] = await suggestPosts(db, null, engine, need)
  expect(item).toMatchObject({ source: 'answer', answerId: answer.id, answerCount: 1, solved: false })
  expect(item?.passage).toContainEqual({ text: 'lamp', marked: true })
  expect(item?.certainty).toBeGreaterThan(0.2)
})

test('tags and category come from what is similar, the most similar first', async () => {
  const lights = await createCategory()
  await found(await createThread({ tags: ['lamp', 'power'], categoryId: lights.id }), 10)
  await found(await createThread({ tags: ['lamp', 'winter'], categoryId: lights.id }), 9)
  await found(await createThread({ tags: ['garden'] }), 3)
  expect(await suggestAll(db, null, engine, need)).toMatchObject({
    tags: ['lamp', 'power', 'winter'],
    category: { id: lights.id },
  })
  expect((await suggestAll(db, null, engine, { ...need, tags: ['Lamp'] })).tags).toEqual(['power', 'winter'])
  await found(await createThread({ tags: ['door'] }), 10)
  await found(await createThread({ tags: ['door'] }), 10)
  expect((await suggestAll(db, null, engine, need)).category).toBeNull()
})

test('without anything similar there is nothing to suggest', async () => {
  expect(await suggestAll(db, null, engine, need)).toEqual({ items: [], tags: [], category: null })
})
