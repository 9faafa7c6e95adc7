import { describe, expect, test } from 'vitest'
import { addSynonym } from '#app/domain/tags/add-synonym.ts'
import { loader as category } from '#app/pages/categories/page.tsx'
import { loader as questions } from '#app/pages/questions/page.tsx'
import { loader as suggestions } from '#app/pages/suggestions/tags.ts'
import { action as describeAction, loader as describePage } from '#app/pages/tags/edit.tsx'
import { loader as history } from '#app/pages/tags/history.tsx'
import { action as merge } from '#app/pages/tags/merge.tsx'
import { loader as names } from '#app/pages/tags/names.tsx'
import { loader as tags } from '#app/pages/tags/page.tsx'
import { action as rename } from '#app/pages/tags/rename.tsx'
import { action as removal } from '#app/pages/tags/synonym-removal.ts'
import { action as synonyms } from '#app/pages/tags/synonyms.tsx'
import { loader as tagPage } from '#app/pages/tags/tag.tsx'
import { createCategory } from '#tests/factories/create-category.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { contextOf } from '#tests/support/context.ts'
import { db, withMediumFigures } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

withMediumFigures()

const titles = (answer: { data: unknown }) =>
  (answer.data as { list: { items: Array<{ title: string }> } }).list.items.map((item) => item.title)

test('one tag or one category alone has a page of its own; old names and forms lead to it', async () => {
  const tag = await createTag({ name: 'mobile-app' })
  await createTag({ name: 'wifi' })
  await createCategory({ slug: 'help' })
  await addSynonym(db, await createUser({ roles: ['moderator'] }), { tagId: tag.id, name: 'app' })
  for (const [from, to] of [
    ['?tag=app', '/tags/mobile-app'],
    ['?tags=%23App&category=&lang=&author=&sort=hot', '/tags/mobile-app?sort=hot'],
    ['?category=help&filter=solved', '/categories/help?filter=solved'],
    ['?tags=wifi%20app', '/questions?tag=mobile-app&tag=wifi'],
    ['?tag=app&category=help', '/questions?category=help&tag=mobile-app'],
  ]) {
    const answer = await get(questions, `/questions${from}`)
    expect([answer.status, sorted(answer.location)], from).toEqual([302, sorted(to)])
  }
  expect(await get(questions, '/questions?tag=mobile-app&tag=wifi')).toMatchObject({ status: 200 })
  const moved = await get(tagPage, '/tags/app?sort=hot', { params: { name: 'app' } })
  expect(moved).toMatchObject({ status: 301, location: '/tags/mobile-app?sort=hot' })
  expect(await get(tagPage, '/tags/none', { params: { name: 'none' } })).toMatchObject({ status: 404 })
  expect(await get(category, '/categories/none', { params: { slug: 'none' } })).toMatchObject({ status: 404 })
})

const sorted = (path: string | null | undefined) =>
  path?.replace(/\?(.*)/, (_, query) => `?${query.split('&').sort().join('&')}`)

test('lists narrow by what the address says, and leave out what it says wrongly', async () => {
  const place = await createCategory({ slug: 'help' })
  const ada = await createUser({ name: 'Ada' })
  const one = await createThread({ tags: ['wifi', 'hub'], categoryId: place.id, authorId: ada.id, locale: 'fr' })
  const two = await createThread({ tags: ['wifi'] })

  expect(titles(await get(questions, '/questions'))).toEqual([two.title, one.title])
  expect(titles(await get(questions, '/questions?lang=fr'))).toEqual([one.title])
  expect(titles(await get(questions, '/questions?author=ada'))).toEqual([one.title])
  expect(titles(await get(questions, `/questions?author=${ada.id}`))).toEqual([one.title])
  expect(titles(await get(questions, '/questions?author=@ADA&lang=xx&sort=x&filter=x&after=x'))).toEqual([one.title])
  const wifi = { params: { name: 'wifi' } }
  expect(titles(await get(tagPage, '/tags/wifi', wifi))).toEqual([two.title, one.title])
  expect(titles(await get(tagPage, '/tags/wifi?tag=hub', wifi))).toEqual([one.title])
  expect(titles(await get(tagPage, '/tags/wifi?category=help', wifi))).toEqual([one.title])
  expect(titles(await get(category, '/categories/help', { params: { slug: 'help' } }))).toEqual([one.title])
  expect(await get(tagPage, '/tags/wifi', wifi)).toMatchObject({ data: { beside: [{ name: 'hub', together: 1 }] } })
})

test('a tag, category or person that does not exist is said, with what is like it, and nothing matches it', async () => {
  const place = await createCategory({ slug: 'help' })
  await createThread({ tags: ['calibration'], categoryId: place.id })
  const nothing = { tags: [], author: null, category: null }
  const unknownTag = { ...nothing, tags: [{ typed: 'calibratoin', like: 'calibration' }] }
  for (const [query, unknown] of [
    ['tag=calibratoin', unknownTag],
    ['tag=calibration&tag=calibratoin', unknownTag],
    ['category=help&tag=calibratoin', unknownTag],
    ['author=%40nobody', { ...nothing, author: 'nobody' }],
    ['category=nowhere', { ...nothing, category: 'nowhere' }],
    ['tag=calibration&category=nowhere', { ...nothing, category: 'nowhere' }],
    [`category=${'n'.repeat(1000)}`, { ...nothing, category: 'n'.repeat(80) }],
  ] as const) {
    const page = await get(questions, `/questions?${query}`)
    expect(page, query).toMatchObject({ status: 200, data: { list: { items: [], unknown } } })
  }
  const shown = await get(tagPage, '/tags/calibration?author=nobody', { params: { name: 'calibration' } })
  expect(shown).toMatchObject({ status: 200, data: { list: { items: [], unknown: { author: 'nobody' } } } })
  const within = await get(category, '/categories/help?tag=none', { params: { slug: 'help' } })
  expect(within).toMatchObject({ data: { list: { items: [], unknown: { tags: [{ typed: 'none', like: null }] } } } })
  // A form that was sent keeps the name that does not exist, for the page to say.
  expect(await get(questions, '/questions?tags=calibration+none')).toMatchObject({
    location: '/questions?tag=calibration&tag=none',
  })
})

test('accents and case do not count in the filters: tags, categories and people are found, and several are all meant', async () => {
  const place = await createCategory({ slug: 'ecrans', name: 'Écrans' })
  const one = await createThread({
    tags: ['été', 'wifi'],
    categoryId: place.id,
    authorId: (await createUser({ name: 'Zoë Müller' })).id,
  })
  const two = await createThread({ tags: ['wifi'], authorId: (await createUser({ name: 'Zoé Martin' })).id })
  await createThread({ tags: ['wifi'] })
  const list = async (query: string) => titles(await get(questions, `/questions?${query}`))

  expect(await get(questions, '/questions?tag=ETE')).toMatchObject({ location: `/tags/${encodeURIComponent('été')}` })
  expect(await get(questions, '/questions?category=écrans')).toMatchObject({ location: '/categories/ecrans' })
  const both = `/questions?tag=${encodeURIComponent('été')}&tag=wifi`
  expect(await get(questions, '/questions?tags=e\u0301te\u0301+WIFI')).toMatchObject({
    location: both,
  })
  expect(titles(await get(questions, both))).toEqual([one.title])
  for (const name of ['zoe muller', 'ZOË MÜLLER', '@zoe-muller', 'muller', 'Zoe\u0308 Mu']) {
    expect(await list(`author=${encodeURIComponent(name)}`), name).toEqual([one.title])
  }
  expect(await list('author=zoe')).toEqual([two.title, one.title])
  expect(await get(questions, '/questions?author=zoe')).toMatchObject({
    data: {
      list: { authors: { text: 'zoe', whole: false, people: [{ name: 'Zoë Müller' }, { name: 'Zoé Martin' }] } },
    },
  })
})

test('every order pages to the end by its own kind of key, and a key of another kind is the first page', async () => {
  for (let index = 0; index < 23; index++) await createThread()
  for (const sort of ['newest', 'active', 'score', 'hot']) {
    const first = (await get(questions, `/questions?sort=${sort}`)) as { data: { list: { items: []; next: string } } }
    const { next } = first.data.list
    const second = await get(questions, `/questions?sort=${sort}&after=${next}`)
    expect(titles(second), sort).toHaveLength(3)
    const crossed = await get(questions, `/questions?sort=${sort === 'score' ? 'newest' : 'score'}&after=${next}`)
    expect(titles(crossed), sort).toHaveLength(20)
  }
})

test('the index of tags pages by name, by use and by age, names of any script', async () => {
  for (const name of ['日本', 'écran', ...Array.from({ length: 40 }, (_, index) => `tag-${index}`)])
    await createTag({ name })
  for (const sort of ['popular', 'name', 'new']) {
    const seen: string[] = []
    let after = ''
    do {
      const page = await get(tags, `/tags?sort=${sort}${after && `&after=${after}`}`)
      const { tags: shown, next } = page.data as { tags: Array<{ name: string }>; next: string | null }
      seen.push(...shown.map((tag) => tag.name))
      after = next ?? ''
    } while (after !== '' && seen.length < 100)
    expect(seen, sort).toHaveLength(42)
    expect(new Set(seen).size, sort).toBe(42)
  }
  const found = await get(tags, '/tags?name=CRA')
  expect(found).toMatchObject({ data: { tags: [{ name: 'écran' }] } })
})

test('suggestions say whether one may make a new tag, or how many points it takes', async () => {
  await createTag({ name: 'wifi' })
  const ask = async (viewer: Awaited<ReturnType<typeof createUser>> | null) => {
    const request = new Request('http://localhost/suggestions/tags?q=WI')
    const answer = await suggestions({ request, params: {}, context: contextOf(viewer) })
    return answer.json()
  }
  expect(await ask(await createUser({ reputation: 749 }))).toMatchObject({
    items: [{ name: 'wifi' }],
    mayCreate: false,
    points: 750,
  })
  expect(await ask(await createUser({ reputation: 750 }))).toMatchObject({ mayCreate: true })
  expect(await ask(null)).toMatchObject({ mayCreate: false, points: null })
})

describe('the pages about a tag', () => {
  test('describe it, by points', async () => {
    await createTag({ name: 'wifi' })
    const params = { name: 'wifi' }
    const viewer = await createUser({ reputation: 100 })
    expect(await get(describePage, '/tags/wifi/edit', { params })).toMatchObject({ status: 302 })
    const beginner = { params, viewer: await createUser({ reputation: 99 }) }
    expect(await get(describePage, '/tags/wifi/edit', beginner)).toMatchObject({ status: 403 })
    expect(await get(describePage, '/tags/wifi/edit', { params, viewer })).toMatchObject({ data: params })
    const sent = await post(describeAction, { description: 'Networks.' }, { params, viewer })
    expect(sent).toMatchObject({ status: 302, location: '/tags/wifi' })
    const long = await post(describeAction, { description: 'x'.repeat(301) }, { params, viewer })
    expect(long).toMatchObject({ status: 422, data: { typed: { description: 'x'.repeat(301) } } })
    expect(await get(history, '/tags/wifi/history', { params })).toMatchObject({
      data: { changes: [{ what: 'described', after: ['wifi', 'Networks.'] }] },
    })
  })

  test('change its names, each form refused beside what was typed', async () => {
    await createTag({ name: 'app' })
    await createTag({ name: 'phone' })
    const asked = { params: { name: 'app' }, viewer: await createUser({ roles: ['moderator'] }) }
    const member = { ...asked, viewer: await createUser() }
    expect(await get(names, '/tags/app/names', member)).toMatchObject({ status: 403 })
    expect(await post(synonyms, { name: 'phone' }, asked)).toMatchObject({
      status: 422,
      data: { errors: [{ code: 'synonym.is_tag', field: 'name' }], typed: 'phone' },
    })
    expect(await post(synonyms, { name: 'apps' }, asked)).toMatchObject({ location: '/tags/app/names' })
    expect(await get(names, '/tags/app/names', asked)).toMatchObject({ data: { synonyms: ['apps'] } })
    const gone = { ...asked, params: { name: 'app', synonym: 'apps' } }
    expect(await post(removal, {}, gone)).toMatchObject({ location: '/tags/app/names' })
    expect(await post(rename, { name: 'phone' }, asked)).toMatchObject({ data: { errors: [{ code: 'tag.taken' }] } })
    expect(await post(rename, { name: 'mobile' }, asked)).toMatchObject({ location: '/tags/mobile/names' })

    const into = (fields: Record<string, string>) => post(merge, fields, asked)
    expect(await into({ into: 'none', confirmed: 'on' })).toMatchObject({
      data: { errors: [{ code: 'tag.not_found' }] },
    })
    expect(await into({ into: 'phone' })).toMatchObject({ data: { errors: [{ code: 'tag.unconfirmed' }] } })
    expect(await into({ into: 'phone', confirmed: 'on' })).toMatchObject({ location: '/tags/phone' })
    expect(await get(tagPage, '/tags/app', { params: { name: 'app' } })).toMatchObject({ location: '/tags/phone' })
  })
})
