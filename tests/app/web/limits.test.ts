import { expect, test, vi } from 'vitest'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { settings } from '#app/domain/settings/settings.ts'
import { action as ask, loader as askPage } from '#app/pages/ask/page.tsx'
import { action as comment } from '#app/pages/post/comments.tsx'
import { action as answer } from '#app/pages/question/page.tsx'
import { loader as search } from '#app/pages/search/page.tsx'
import { action as suggestions } from '#app/pages/suggestions/list.ts'
import { countSearch } from '#app/web/limits.server.ts'
import { openForm } from '#app/web/opened-form.server.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, withRateLimits } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

withRateLimits()

const longAgo = new Date(Date.now() - 3_600_000)
const old = { createdAt: new Date('2025-01-01') }
const body = 'Turn it off, wait a moment, and turn it on again.'

test('an answer too soon after the last keeps what was typed and when its form was opened', async () => {
  const viewer = await createUser(old)
  const opened = await openForm(viewer, longAgo)
  const asked = { viewer, params: { threadId: (await createThread()).id } }
  expect(await post(answer, { body, opened }, asked)).toMatchObject({ status: 302 })
  expect(await post(answer, { body: `${body} Twice.`, opened }, asked)).toMatchObject({
    status: 429,
    data: { errors: [{ code: 'rate_limit.answer' }], body: `${body} Twice.`, opened },
  })
})

test('a comment too soon after the last is refused on its own page', async () => {
  const viewer = await createUser({ ...old, reputation: 60 })
  const opened = await openForm(viewer, longAgo)
  const asked = { viewer, params: { postId: (await createThread()).questionId ?? 0 } }
  await post(comment, { body: 'Me too.', opened }, asked)
  expect(await post(comment, { body: 'And me.', opened }, asked)).toMatchObject({
    status: 429,
    data: { errors: [{ code: 'rate_limit.comment' }], body: 'And me.' },
  })
})

test('a question too soon after the last keeps its form; a first one typed in no time waits for review', async () => {
  const viewer = await createUser(old)
  const category = await createCategory()
  await createTag({ name: 'lamp' })
  const page = await get(askPage, '/ask', { viewer })
  const { opened } = page.data as { opened: string }
  const question = { title: 'Why is the lamp dark today?', body, categoryId: String(category.id), tags: 'lamp' }
  expect(await post(ask, { ...question, opened }, { viewer })).toMatchObject({ status: 302 })
  const first = await db.selectFrom('posts').where('authorId', '=', viewer.id).select('state').executeTakeFirstOrThrow()
  expect(first.state).toBe('pending')
  expect(await post(ask, { ...question, title: 'Why is it dark tonight?', opened }, { viewer })).toMatchObject({
    status: 429,
    data: { errors: [{ code: 'rate_limit.question' }], form: { title: 'Why is it dark tonight?', opened } },
  })
})

test('counting a search leaves nothing behind that goes on by itself', async () => {
  const timers = vi.spyOn(globalThis, 'setTimeout')
  for (let index = 0; index < 5; index++) await countSearch(db, { userId: null, ip: '203.0.113.9' })
  expect(timers.mock.calls.filter(([, wait]) => wait === 300_000).length).toBeLessThan(2)
})

test('whoever changes the address within their own network is counted as one', async () => {
  const admin = await createUser({ roles: ['admin'] })
  await changeSetting(db, admin, {
    name: 'rateLimits',
    value: { ...settings.rateLimits.parse({}), searchesOfAnAddressAMinute: 2 },
  })
  const search = (ip: string) => countSearch(db, { userId: null, ip })
  await search('2001:db8:1:2:a::1')
  await search('2001:db8:1:2:b::2')
  await expect(search('2001:db8:1:2:c::3')).rejects.toThrow('search.rate')
  await search('2001:db8:1:3::1')
})

test('searching goes on by account, and says when it goes too fast', async () => {
  const admin = await createUser({ roles: ['admin'] })
  const few = { searchesAMinute: 2, searchesOfAnAddressAMinute: 3, suggestionsAMinute: 1 }
  await changeSetting(db, admin, { name: 'rateLimits', value: { ...settings.rateLimits.parse({}), ...few } })
  const viewer = await createUser()
  const statuses = async (asked: Parameters<typeof get>[2], times: number) => {
    const all: number[] = []
    for (let index = 0; index < times; index++) all.push((await get(search, '/search?q=lamp', asked)).status)
    return all
  }
  expect(await statuses({ viewer }, 3)).toEqual([200, 200, 429])
  expect(await statuses({}, 4)).toEqual([200, 200, 200, 429])
  expect(await get(search, '/search?q=lamp', { viewer })).toMatchObject({
    status: 429,
    data: { choice: { text: 'lamp' }, results: [], errors: [{ code: 'search.rate' }] },
  })
  expect((await get(search, '/search', { viewer })).status).toBe(200)
  const typed = { title: 'Why is the lamp dark' }
  expect([
    (await post(suggestions, typed, { viewer })).status,
    (await post(suggestions, typed, { viewer })).status,
  ]).toEqual([200, 429])
})
