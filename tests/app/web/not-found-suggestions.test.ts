import { expect, test } from 'vitest'
import { rateArticle } from '#app/domain/articles/rate-article.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { loader as article } from '#app/pages/kb/article.tsx'
import { loader as anything } from '#app/pages/not-found/page.tsx'
import { loader as closure } from '#app/pages/question/curation/closure.tsx'
import { loader as merge } from '#app/pages/question/curation/merge.tsx'
import { loader as question } from '#app/pages/question/page.tsx'
import { loader as search } from '#app/pages/search/page.tsx'
import { wordsOfAddress } from '#app/web/not-found-suggestions.server.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { get } from '#tests/support/requests.ts'

async function indexed(options: Parameters<typeof createThread>[0]) {
  const thread = await createThread(options)
  await searchEngine.index(db, { threadIds: [thread.id] })
  return thread
}

test.each([
  ['/questions/12-the-soil-probe-reads-nothing', 'the soil probe reads nothing'],
  ['/kb/articles/7-étalonner-la-sonde.data', 'étalonner la sonde'],
  ['/aide/%C3%A9talonner_la+sonde.html', 'aide étalonner la sonde'],
  ['/questions/12', ''],
  ['/%E0%A4%A', 'E0 A4 A'],
  ['/wp-login.php', 'wp login'],
  [`/${'word-'.repeat(100)}`, `${'word '.repeat(20)}`.trim()],
])('%s says “%s”', (path, words) => {
  expect(wordsOfAddress(path)).toBe(words)
})

test('a page that never was offers what its address finds', async () => {
  await indexed({ title: 'The soil probe reads nothing' })
  const answer = await get(anything, '/help/soil-probe-reads-nothing')
  expect(answer).toMatchObject({
    status: 404,
    data: {
      code: 'page.not_found',
      instead: { words: 'help soil probe reads nothing', items: [{ title: 'The soil probe reads nothing' }] },
    },
  })
})

test('so does a thread that is gone, and one that is not for this reader says no more than that', async () => {
  await indexed({ title: 'The soil probe reads nothing' })
  const secret = await indexed({ title: 'The soil probe reads nothing at my bank', audience: 'private' })
  const path = (id: number) => `/questions/${id}-the-soil-probe-reads-nothing`
  const never = await get(question, path(999), { params: { threadId: '999-the-soil-probe-reads-nothing' } })
  const withheld = await get(question, path(secret.id), {
    params: { threadId: `${secret.id}-the-soil-probe-reads-nothing` },
  })
  expect(never).toMatchObject({
    status: 404,
    data: { instead: { items: [{ title: 'The soil probe reads nothing' }] } },
  })
  expect(withheld).toEqual(never)
})

test('and an article', async () => {
  const kept = await createArticle({ title: 'When the soil probe reads nothing' })
  await searchEngine.index(db, { articleIds: [kept.id] })
  const params = { articleId: '999-soil-probe-reads-nothing' }
  expect(await get(article, `/kb/articles/${params.articleId}`, { params })).toMatchObject({
    status: 404,
    data: { code: 'article.not_found', instead: { items: [{ isArticle: true }] } },
  })
})

test('whom an article did not help sees others', async () => {
  const read = await createArticle({ title: 'When the soil probe reads nothing' })
  await searchEngine.index(db, { articleIds: [read.id] })
  await indexed({ title: 'The soil probe reads nothing since the update' })
  const viewer = await createUser()
  const asked = { viewer, params: { articleId: read.id } }
  expect(await get(article, `/kb/articles/${read.id}`, asked)).toMatchObject({ data: { suggestions: [] } })
  await rateArticle(db, viewer, { articleId: read.id, helpful: false, reason: 'It is another update.' })
  expect(await get(article, `/kb/articles/${read.id}`, asked)).toMatchObject({
    data: { suggestions: [{ title: 'The soil probe reads nothing since the update' }] },
  })
})

test('where a question is closed or merged, its likely originals are named', async () => {
  const original = await indexed({ title: 'The soil probe reads nothing', tags: ['soil-probe'] })
  const secret = await indexed({ title: 'The soil probe reads nothing', audience: 'private' })
  const thread = await indexed({ title: 'Soil probe reads nothing', tags: ['soil-probe'] })
  const viewer = await createUser({ roles: ['moderator'] })
  for (const [load, path] of [
    [closure, 'closure'],
    [merge, 'merge'],
  ] as const) {
    const answer = await get(load, `/questions/${thread.id}/${path}`, { viewer, params: { threadId: thread.id } })
    const { targets } = answer.data as { targets: { threadId: number; certainty: number }[] }
    expect(targets.map((each) => each.threadId)).toEqual([original.id])
    expect(targets[0]?.certainty).toBeGreaterThan(0)
    expect(targets.map((each) => each.threadId)).not.toContain(secret.id)
  }
})

test('a search whose filters leave nothing shows what its words find', async () => {
  await indexed({ title: 'The soil probe reads nothing' })
  const asked = `/search?q=${encodeURIComponent('soil probe reads nothing user:nobody')}`
  expect(await get(search, asked)).toMatchObject({
    data: { count: 0, suggestions: [{ title: 'The soil probe reads nothing' }] },
  })
})
