import { expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { isNarrowed, narrow } from '#app/domain/search/find/facets.ts'
import { searchPosts } from '#app/domain/search/find/search-posts.ts'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const now = new Date()
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)

/** A solved one in French, an open one of last year, a private one, and an article, all about a pump. */
async function garden() {
  const asker = await createUser()
  const watering = await createCategory({ slug: 'Watering' })
  const solved = await createThread({
    authorId: asker.id,
    title: 'La pompe (pump) fait du bruit',
    body: 'Depuis hier soir la pompe fait un bruit étrange, et je ne sais pas d’où cela peut venir dans mon jardin.',
    locale: 'fr',
    tags: ['pump', 'noise'],
    categoryId: watering.id,
  })
  const answer = await createAnswer({ threadId: solved.id, body: 'Empty the pump before the winter, then try again.' })
  await acceptAnswer(db, asker, { answerId: answer.id })
  const open = await createThread({ title: 'The pump does not start', tags: ['pump'] })
  const hidden = await createThread({ title: 'My private pump', tags: ['pump'], audience: 'members' })
  const article = await createArticle({ title: 'Caring for a pump', categoryId: watering.id })
  await db
    .updateTable('posts')
    .set({ createdAt: daysAgo(400) })
    .where('id', '=', open.questionId)
    .execute()
  await db.updateTable('posts').set({ score: 5 }).where('id', '=', open.questionId).execute()
  await searchEngine.index(db, { threadIds: [solved.id, open.id, hidden.id], articleIds: [article.id] })
}

const search = (more: Partial<Parameters<typeof searchPosts>[3]> = {}, viewer: Viewer = null) =>
  searchPosts(db, viewer, searchEngine, { text: 'pump', locale: 'en', now, ...more })

test('counts what each facet would leave, of what the viewer may see', async () => {
  await garden()
  const { count, counts } = await search()
  expect(count).toBe(3)
  const shown = Object.fromEntries(Object.entries(counts).map(([facet, values]) => [facet, Object.fromEntries(values)]))
  expect(shown).toEqual({
    kinds: { question: 2, answer: 1, article: 1 },
    states: { solved: 1, unsolved: 1, unanswered: 1 },
    locales: { en: 2, fr: 1 },
    periods: { day: 2, week: 2, month: 2, year: 2 },
    categories: expect.objectContaining({ Watering: 2 }),
    tags: { pump: 2, noise: 1 },
  })
  const member = await search({}, await createUser())
  expect(member.count).toBe(4)
  expect(member.counts.tags.get('pump')).toBe(3)
})

test('each facet leaves as many as it said', async () => {
  await garden()
  const { counts } = await search()
  const left = async (facets: Parameters<typeof narrow>[1]) => (await search({ facets })).count
  for (const [kind, count] of counts.kinds) expect([kind, await left({ kind })]).toEqual([kind, count])
  for (const [state, count] of counts.states) expect([state, await left({ state })]).toEqual([state, count])
  for (const [locale, count] of counts.locales) expect([locale, await left({ locale })]).toEqual([locale, count])
  for (const [period, count] of counts.periods) expect([period, await left({ period })]).toEqual([period, count])
  for (const [category, count] of counts.categories)
    expect([category, await left({ category })]).toEqual([category, count])
  for (const [tag, count] of counts.tags) expect([tag, await left({ tags: [tag] })]).toEqual([tag, count])
})

test('facets hold together, with each other and with what is typed', async () => {
  await garden()
  const titles = async (text: string, facets: Parameters<typeof narrow>[1]) =>
    (await search({ text, facets })).results.map((result) => result.title)
  expect(await titles('pump', { tags: ['pump'], state: 'solved', locale: 'fr' })).toEqual([
    'La pompe (pump) fait du bruit',
  ])
  expect(await titles('pump lang:en', { locale: 'fr' })).toEqual([])
  expect(await titles('pump is:article', { kind: 'question' })).toEqual([])
  expect(await titles('', { kind: 'article' })).toEqual(['Caring for a pump'])
  expect(await titles('pump before:2020', { period: 'year' })).toEqual([])
})

test('other orders than relevance', async () => {
  await garden()
  const titles = async (sort: 'newest' | 'votes') => (await search({ sort })).results.map((result) => result.title)
  expect((await titles('newest')).at(-1)).toBe('The pump does not start')
  expect((await titles('votes'))[0]).toBe('The pump does not start')
})

test('a later date that was typed is not overruled by a period', () => {
  const query = narrow(parseQuery('after:2026-11-20'), { period: 'month' }, { now: new Date('2026-11-22T12:00:00Z') })
  expect(query.after).toEqual(new Date('2026-11-20'))
  const longer = narrow(parseQuery('after:2020'), { period: 'month' }, { now: new Date('2026-11-22T12:00:00Z') })
  expect(longer.after).toEqual(new Date('2026-10-22T12:00:00Z'))
})

test('no facet narrows nothing', () => {
  expect(isNarrowed({})).toBe(false)
  expect(isNarrowed({ tags: [] })).toBe(false)
  expect(isNarrowed({ tags: ['a'] })).toBe(true)
  expect(isNarrowed({ period: 'day' })).toBe(true)
})
