import { expect, test } from 'vitest'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { settings } from '#app/domain/settings/settings.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { action, loader } from '#app/pages/contact/page.tsx'
import { loader as question } from '#app/pages/question/page.tsx'
import { loader as messages } from '#app/pages/question/private-replies.tsx'
import { contactStaff } from '#moderation/escalation/contact-staff.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, withRateLimits } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

withRateLimits()

const title = 'The soil probe reads nothing at all'
const body = 'Since this morning it reads nothing. I have turned it off and on.'

async function articleOnIt() {
  const article = await createArticle({ title: 'When the soil probe reads nothing' })
  await searchEngine.index(db, { articleIds: [article.id] })
  return article
}

test('a visitor sees what answers, and keeps the subject while signing in', async () => {
  await articleOnIt()
  const answer = await get(loader, `/contact?title=${encodeURIComponent(title)}`)
  expect(answer).toMatchObject({
    status: 200,
    data: { isMember: false, begun: { title }, suggestions: [{ title: 'When the soil probe reads nothing' }] },
  })
})

test('over the pace of suggestions there are none, and what is written goes on to the staff', async () => {
  await articleOnIt()
  const admin = await createUser({ roles: ['admin'] })
  await changeSetting(db, admin, {
    name: 'rateLimits',
    value: { ...settings.rateLimits.parse({}), suggestionsAMinute: 3 },
  })
  const viewer = await createUser()
  const shown = async () => {
    const { data } = await get(loader, `/contact?title=${encodeURIComponent(title)}`, { viewer })
    return (data as { suggestions: unknown[] }).suggestions.length
  }
  expect([await shown(), await shown(), await shown(), await shown()]).toEqual([1, 1, 1, 0])
  const form = { title, body, categoryId: String((await createCategory()).id) }
  expect(await post(action, form, { viewer })).toMatchObject({ status: 302 })
})

test('a visitor sends nothing', async () => {
  expect(await post(action, { title, body })).toMatchObject({ status: 401 })
  expect(await db.selectFrom('threads').select('id').execute()).toEqual([])
})

test('what answers it is shown once before it goes to the staff', async () => {
  await articleOnIt()
  const viewer = await createUser()
  const form = { title, body, categoryId: String((await createCategory()).id) }
  const first = await post(action, form, { viewer })
  expect(first).toMatchObject({ status: 200, data: { suggestions: [{ kind: 'article' }], form: { title, body } } })
  expect(await db.selectFrom('threads').select('id').execute()).toEqual([])

  const second = await post(action, { ...form, checked: 'on' }, { viewer })
  const thread = await db.selectFrom('threads').select(['id', 'audience']).executeTakeFirstOrThrow()
  expect(thread.audience).toBe('private')
  expect(second).toMatchObject({ status: 302, location: `/questions/${thread.id}/private-replies` })
})

test('a case is a conversation with the staff: what was written first stands at its top', async () => {
  const viewer = await createUser()
  const { id } = await contactStaff(db, viewer, {
    title,
    body,
    categoryId: (await createCategory()).id,
    locale: 'en',
  })
  const asked = { viewer, params: { threadId: id } }
  expect(await get(question, `/questions/${id}`, asked)).toMatchObject({
    status: 302,
    location: `/questions/${id}/private-replies`,
  })
  const staff = await createUser({ roles: ['staff'] })
  await replyPrivately(db, staff, { threadId: id, body: 'Which probe is it?' })
  const { data } = await get(messages, `/questions/${id}/private-replies`, asked)
  expect(data).toMatchObject({
    canWrite: true,
    canSolve: true,
    solved: null,
    messages: [{ author: { id: viewer.id } }, { author: { id: staff.id, byStaff: true } }],
  })
  const other = { viewer: await createUser(), params: { threadId: id } }
  expect(await get(messages, `/questions/${id}/private-replies`, other)).toMatchObject({ status: 404 })
  expect(await get(question, `/questions/${id}`, other)).toMatchObject({ status: 404 })
})

test('what is refused keeps what was typed', async () => {
  const viewer = await createUser()
  expect(await post(action, { title, body, checked: 'on' }, { viewer })).toMatchObject({
    status: 422,
    data: { errors: [{ code: 'category.missing', field: 'categoryId' }], form: { title, body } },
  })
})

test('two cases come one after the other', async () => {
  const viewer = await createUser({ createdAt: new Date('2025-01-01') })
  const form = { title, body, categoryId: String((await createCategory()).id), checked: 'on' }
  expect(await post(action, form, { viewer })).toMatchObject({ status: 302 })
  expect(await post(action, { ...form, title: `${title}, again` }, { viewer })).toMatchObject({
    status: 429,
    data: { errors: [{ code: 'rate_limit.question' }], form: { body } },
  })
})

test('switched off, the page says where to ask instead', async () => {
  await changeSetting(db, await createUser({ roles: ['admin'] }), { name: 'contact', value: { open: false } })
  expect(await get(loader, '/contact')).toMatchObject({ status: 409, data: { code: 'contact.off' } })
})
