import type { LoaderFunctionArgs } from '@remix-run/node'
import { expect, test, vi } from 'vitest'
import { searchEngine } from '#app/engines/search-engine.ts'
import * as badges from '#app/pages/badges/page.tsx'
import * as completions from '#app/pages/search/completions.ts'
import * as openings from '#app/pages/search/openings.ts'
import * as opensearch from '#app/pages/search/opensearch.ts'
import * as search from '#app/pages/search/page.tsx'
import * as results from '#app/pages/search/results.ts'
import * as suggestions from '#app/pages/search/suggestions.ts'
import * as tags from '#app/pages/tags/page.tsx'
import { log } from '#app/platform/log.ts'
import type { SearchSuggestions } from '#app/ui/search/search-panel.tsx'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { contextOf } from '#tests/support/context.ts'
import { db } from '#tests/support/database.ts'
import '#tests/support/messages.ts'

let visitors = 0

/** A request of a visitor of their own: what others ask for does not slow them. */
const args = (url: string, { ip = `visitor-${visitors++}`, ...init }: RequestInit & { ip?: string } = {}) =>
  ({
    request: new Request(new URL(url, 'http://localhost'), init),
    params: {},
    context: { ...contextOf(null), ip },
  }) as unknown as LoaderFunctionArgs

type Query = Record<string, string> | Array<[string, string]>

const answer = async (query: Query) => search.loader(args(`/search?${new URLSearchParams(query)}`))
const find = async (query: Query) => (await answer(query)).data
const type = async (query: Record<string, string>) =>
  (await results.loader(args(`/search/results?${new URLSearchParams({ typing: '', ...query })}`))).json()
const suggest = async (query: Record<string, string>): Promise<SearchSuggestions> =>
  (await suggestions.loader(args(`/search/suggestions?${new URLSearchParams(query)}`))).json()
const open = (query: Record<string, string>) =>
  openings.action(args(`/searches/openings?${new URLSearchParams(query)}`, { method: 'POST' }))
const logged = () => db.selectFrom('searches').select(['text', 'surface', 'hits']).orderBy('id').execute()

async function indexed(titles: string[], tag = 'pump'): Promise<number[]> {
  const author = await createUser()
  const ids: number[] = []
  for (const title of titles) ids.push((await createThread({ authorId: author.id, title, tags: [tag] })).id)
  await searchEngine.index(db, { threadIds: ids })
  return ids
}

test('finds, narrows to a kind, and goes from page to page', async () => {
  const ids = await indexed(Array.from({ length: 23 }, (_, index) => `The pump makes a noise, case ${index}`))
  const first = await find({ q: 'pump noise' })
  expect(first).toMatchObject({ count: 23, more: true, choice: { page: 1 } })
  const second = await find({ q: 'pump noise', page: '2' })
  expect(second).toMatchObject({ more: false, choice: { page: 2 } })
  expect(new Set([...first.results, ...second.results].map((result) => result.threadId))).toEqual(new Set(ids))
  expect((await find({ q: 'pump', kind: 'article' })).results).toEqual([])
  expect(first.facets).toMatchObject({
    kinds: { question: 23 },
    states: { unanswered: 23 },
    tags: [{ name: 'pump', count: 23 }],
  })
})

test('a number alone leads to the question that has it, when the visitor may see it', async () => {
  const [id = 0] = await indexed(['The pump makes a noise'])
  const led = await answer({ q: ` #${id} ` }).catch((thrown: Response) => thrown)
  expect(led).toMatchObject({ status: 302 })
  expect((led as Response).headers.get('Location')).toBe(`/questions/${id}-the-pump-makes-a-noise`)
  expect((await find({ q: `#${id} pump` })).results.map((result) => result.threadId)).toEqual([id])

  const secret = await createThread({ title: 'A secret about turbines', audience: 'private' })
  expect((await find({ q: `#${secret.id}` })).results).toEqual([])
  expect((await find({ q: '#999999999' })).results).toEqual([])
})

test.each<[string, Query]>([
  ['nothing', { q: '' }],
  ['blanks', { q: '   ' }],
  ['a quote', { q: '"' }],
  ['a bracket', { q: '[' }],
  ['punctuation', { q: ":*&|!()<->\\'" }],
  ['NUL', { q: '\u0000x' }],
  ['NUL in filters', { q: 'x\u0000y "z\u0000" user:"\u0000a" [\u0000]' }],
  ['NUL in facets', { q: 'x', category: '\u0000', tag: '\u0000' }],
  ['half a surrogate pair', { q: 'a\ud83d b\udc00 "\ud83d" [\ud83d]' }],
  [
    'half a pair in an address',
    [
      ['q', '%ED%A0%80'],
      ['tag', '\ud83d'],
    ],
  ],
  ['one long word', { q: 'x'.repeat(10_000) }],
  ['10 kB of words', { q: 'zwgl brtk '.repeat(1000) }],
  ['10 kB of filters', { q: 'score:abc [x] user:y is:z '.repeat(400) }],
  ['10 kB of quotes', { q: '"'.repeat(10_000) }],
  ['stop words', { q: 'the of and is it le la les de du' }],
  ['right to left', { q: 'كيف أعيد ضبط الجهاز؟ \u202eاختبار' }],
  ['emoji', { q: '👩‍👩‍👧‍👦 🌱🌱' }],
  ['SQL', { q: "'; drop table posts; --" }],
  ['HTML', { q: '<script>alert(1)</script>' }],
  ['percent signs', { q: '%00 100% _%_' }],
  ['a lone minus', { q: '-' }],
  ['an empty filter', { q: 'is:' }],
  ['a broken number', { q: 'score:abc' }],
  ['a number too large', { q: 'score:99999999999' }],
  ['a date that is none', { q: 'after:2026-13-45 before:0000' }],
  ['a far date', { q: 'after:9999-12-31 before:1000-01-01' }],
  ['an unclosed phrase', { q: '"broken' }],
  ['facets that are none', { q: 'zwgl', kind: 'x', state: 'x', lang: 'x', since: 'x', sort: 'x' }],
  ['a topic that is none', { q: 'zwgl', category: 'nowhere' }],
  [
    'parameters twice',
    [
      ['q', 'zwgl'],
      ['q', 'y'],
      ['kind', 'question'],
      ['kind', 'x'],
      ['page', '2'],
      ['page', 'x'],
    ],
  ],
  ['a far page', { q: 'zwgl', page: '1000000000' }],
  ['a page that is none', { q: 'zwgl', page: '1e9' }],
])('%s: a page without results, not an error', async (_, query) => {
  await indexed(['Soil probe calibration'])
  const page = await answer(query)
  expect([page.init?.status ?? 200, page.data.results]).toEqual([200, []])
  for (const [, value] of Array.isArray(query) ? query : Object.entries(query)) {
    expect((await type({ q: value })).results).toEqual([])
    expect((await suggest({ q: value, results: '1' })).results).toEqual([])
    const listed = await (
      await completions.loader(args(`/search/completions?${new URLSearchParams({ q: value })}`))
    ).json()
    expect(listed.slice(1)).toEqual([[], [], []])
  }
})

test('a broken filter is left out, and the page says which', async () => {
  await indexed(['The pump is loud'])
  const { results: found, warnings } = await find({ q: 'pump score:abc is:foo "loud' })
  expect(found).toHaveLength(1)
  expect(warnings.map((complaint) => complaint.code)).toEqual(['score', 'is', 'quote'])
})

test('a search by names that nobody has says so, and names the tag that is like it', async () => {
  await indexed(['The pump is loud'], 'firmware')
  const page = await find({ q: '[firmwre] category:nowhere user:"Nobody At All"' })
  expect(page.unknown).toEqual([
    { kind: 'tag', name: 'firmwre', like: 'firmware' },
    { kind: 'category', name: 'nowhere', like: null },
    { kind: 'user', name: 'Nobody At All', like: null },
  ])
  expect((await find({ q: 'zwgl', tag: 'firmwre' })).unknown).toEqual([
    { kind: 'tag', name: 'firmwre', like: 'firmware' },
  ])
})

test('each first page is logged with what narrows it; what is blank, and further pages, are not', async () => {
  await indexed(Array.from({ length: 21 }, (_, index) => `The pump makes a noise, case ${index}`))
  await find({ q: 'Pump' })
  await find({ q: 'Pump', page: '2' })
  await find({ q: 'pump', state: 'solved', tag: 'pump' })
  await find({ q: ' ' })
  expect(await logged()).toEqual([
    { text: 'Pump', surface: 'page', hits: 21 },
    { text: 'pump is:solved [pump]', surface: 'page', hits: 0 },
  ])
})

test('while somebody types, an unfinished word finds, and one line of the log is written', async () => {
  await indexed(['Soil probe calibration', 'The pump is loud'])
  const first = await type({ q: 'soil pr' })
  expect(first.results.map((result: { title: string }) => result.title)).toContain('Soil probe calibration')
  await type({ q: 'soil probe calib', typing: first.token })
  await type({ q: 'pump', typing: first.token })
  await type({ q: 'pump', typing: 'forged.token' })
  expect((await logged()).map((row) => row.text)).toEqual(['soil probe calib', 'pump', 'pump'])
})

test('what is still being typed is not complained about until it is final', async () => {
  await indexed(['The pump is loud'])
  for (const q of ['pump score:a', 'pump [lou', 'pump "lou']) {
    const typed = await type({ q })
    expect([q, typed.warnings, typed.results.length]).toEqual([q, [], 1])
    expect((await type({ q, final: '1' })).warnings).toHaveLength(1)
  }
  expect((await type({ q: 'score:a pump' })).warnings).toHaveLength(1)
})

test('a log that cannot be written costs no page', async () => {
  await indexed(['The pump is loud'])
  const warned = vi.spyOn(log, 'warn').mockImplementation(() => {})
  await db.schema.alterTable('searches').renameTo('searches_away').execute()
  try {
    expect(await find({ q: 'pump' })).toMatchObject({ count: 1, token: null })
    expect(warned).toHaveBeenCalledOnce()
  } finally {
    await db.schema.alterTable('searches_away').renameTo('searches').execute()
  }
})

test('a result that is opened is logged for the search of its page, and for no other', async () => {
  await indexed(['The pump is loud'])
  const { token, results: found } = await find({ q: 'pump' })
  const post = String(found[0]!.postId)
  const [id, signature] = token!.split('.')
  await open({ search: `${Number(id) + 1}.${signature}`, post, rank: '1' })
  await open({ search: id!, post, rank: '1' })
  await open({ search: '', post, rank: '1' })
  await open({ search: token!, post: 'x', rank: '1' })
  await open({ search: token!, post, rank: 'x' })
  expect(await db.selectFrom('searchOpenings').selectAll().execute()).toEqual([])

  expect((await open({ search: token!, post, rank: '1' })).status).toBe(204)
  await open({ search: token!, post, rank: '1' })
  expect(await db.selectFrom('searchOpenings').select(['postId', 'rank']).execute()).toEqual([
    { postId: Number(post), rank: 1 },
  ])
})

test.each([
  [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' }, 0],
  [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }, 0],
  [{ 'sec-fetch-site': 'none', 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch;prerender' }, 0],
  [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' }, 1],
  [{ 'sec-fetch-site': 'none', 'sec-fetch-dest': 'document' }, 1],
  [{ 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' }, 1],
])('of a request with %j so many searches are logged: %i', async (headers, count) => {
  await search.loader(args('/search?q=pump', { headers }))
  expect(await logged()).toHaveLength(count)
})

test('openings have a pace, too', async () => {
  await indexed(['The pump is loud', 'The pump is quiet'])
  const { token, results: found } = await find({ q: 'pump' })
  await db
    .updateTable('settings')
    .set({ value: JSON.stringify({ suggestionsAMinute: 1 }) })
    .where('name', '=', 'rateLimits')
    .execute()
  for (const { postId } of found) {
    const query = new URLSearchParams({ search: token!, post: String(postId), rank: '1' })
    const again = args(`/searches/openings?${query}`, { method: 'POST', ip: '203.0.113.8' })
    expect((await openings.action(again)).status).toBe(204)
  }
  expect(await db.selectFrom('searchOpenings').select('postId').execute()).toEqual([{ postId: found[0]!.postId }])
})

test('over the pace the page says so and how long to wait', async () => {
  await db
    .updateTable('settings')
    .set({ value: JSON.stringify({ searchesOfAnAddressAMinute: 1 }) })
    .where('name', '=', 'rateLimits')
    .execute()
  const same = () => search.loader(args('/search?q=pump', { ip: '203.0.113.7' }))
  await same()
  const refused = await same()
  expect(refused.init?.status).toBe(429)
  expect(new Headers(refused.init?.headers).get('Retry-After')).toMatch(/^\d+$/)
  expect(refused.data).toMatchObject({ choice: { text: 'pump' }, errors: [{ code: 'search.rate' }] })
})

test('the box of the header offers five of the best, and logs what was typed once', async () => {
  const ids = await indexed(Array.from({ length: 7 }, (_, index) => `The pump makes a noise, case ${index}`))
  const first = await suggest({ q: 'pump noi', results: '1' })
  expect(first.results).toHaveLength(5)
  expect(first.results[0]).toMatchObject({ path: expect.stringMatching(/^\/questions\/\d+-the-pump/), solved: false })
  expect(ids.length).toBe(7)
  await suggest({ q: 'pump noise', results: '1', typing: first.token! })
  expect(await logged()).toEqual([{ text: 'pump noise', surface: 'header', hits: 7 }])
  expect((await suggest({ q: 'pump' })).results).toEqual([])
})

test.each<[string, number, string[]]>([
  ['pump [fir', 5, ['[firmware]']],
  ['[', 0, ['[firmware]']],
  ['-[firm', 1, ['[firmware]']],
  ['tag:firm', 0, ['[firmware]']],
  ['user:jan', 0, ['user:"Jane Doe"']],
  ['user:"jane d', 0, ['user:"Jane Doe"']],
  ['category:wat', 0, ['category:watering']],
  ['pump is:sol', 5, ['is:solved']],
  ['lang:', 0, ['lang:en', 'lang:fr']],
  ['user:%', 0, []],
])('%j is completed', async (q, from, texts) => {
  await createUser({ name: 'Jane Doe' })
  await createCategory({ slug: 'watering' })
  await createThread({ tags: ['firmware'] })
  const { completions: offered } = await suggest({ q })
  expect([offered?.from, offered?.items.map((item) => item.text)]).toEqual([from, texts])
})

test.each([['pump'], ['is:solved '], ['[firmware] '], ['user:'.repeat(3)], ['time:12']])('%j is not', async (q) => {
  const { completions: offered } = await suggest({ q })
  expect(offered?.items ?? []).toEqual([])
})

test('browsers learn how to search here, and get suggestions in their format', async () => {
  const description = await opensearch.loader(args('/opensearch.xml'))
  expect(description.headers.get('Content-Type')).toContain('application/opensearchdescription+xml')
  const xml = await description.text()
  expect(xml).toContain('template="http://localhost/search?q={searchTerms}"')
  expect(xml).toContain('template="http://localhost/search/completions?q={searchTerms}"')

  const [id] = await indexed(['The pump is loud'])
  const offered = await completions.loader(args('/search/completions?q=pump'))
  expect(offered.headers.get('Content-Type')).toContain('application/x-suggestions+json')
  expect(await offered.json()).toEqual([
    'pump',
    ['The pump is loud'],
    [''],
    [`http://localhost/questions/${id}-the-pump-is-loud`],
  ])
})

test('tags are listed by use and found by a part of their name', async () => {
  await createThread({ tags: ['soil-probe', 'wifi'] })
  await createThread({ tags: ['wifi'] })
  const listed = await tags.loader(args('/tags'))
  expect(listed.tags.map((tag) => [tag.name, tag.threadCount])).toEqual([
    ['wifi', 2],
    ['soil-probe', 1],
  ])
  expect((await tags.loader(args('/tags?name=PROB'))).tags.map((tag) => tag.name)).toEqual(['soil-probe'])
  expect((await tags.loader(args('/tags?name=%25'))).tags).toEqual([])
})

test('badges are listed with how many people have them', async () => {
  const { badges: all, own } = await badges.loader(args('/badges'))
  expect(all.map((badge) => badge.class)).toContain('gold')
  expect(all.every((badge) => badge.people === 0)).toBe(true)
  expect(own).toEqual([])
})

test('a name of several words after user: needs no quotation marks where it is somebody’s whole name', async () => {
  const lea = await createUser({ name: 'Léa Fontanel' })
  await createUser({ name: 'Zoé Martin' })
  await createUser({ name: 'Zoé Durand' })
  const { id } = await createThread({ authorId: lea.id, title: 'The pump makes a noise at night' })
  const other = await createThread({ title: 'The pump of Fontanel makes a noise' })
  await searchEngine.index(db, { threadIds: [id, other.id] })

  for (const q of [
    'user:Léa Fontanel',
    'user:lea fontanel pump',
    'pump user:Léa Fontanel',
    '-answer user:Léa Fontanel',
  ]) {
    const page = await find({ q })
    expect([q, page.results.map((result) => result.threadId), page.warnings, page.choice.text]).toEqual([
      q,
      [id],
      [],
      q,
    ])
  }
  expect((await type({ q: 'user:Léa Fontanel' })).results).toHaveLength(1)
  expect((await suggest({ q: 'user:Léa Fontanel', results: '' })).results).toHaveLength(1)
  // Nobody is called so: the page says how a name is written, but not while it is typed.
  expect(await find({ q: 'user:Zoé pump' })).toMatchObject({ warnings: [{ code: 'name', text: 'user:"Zoé pump"' }] })
  expect((await type({ q: 'user:Zoé pump' })).warnings).toEqual([])
  for (const q of ['user:"Zoé" pump', 'user:Zoé', `user:${lea.id} pump`, 'user:Zoé is:question']) {
    expect([q, (await find({ q })).warnings]).toEqual([q, []])
  }
})
