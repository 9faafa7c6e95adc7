import { afterEach, expect, test, vi } from 'vitest'
import type { Viewer } from '#app/domain/users/actor.ts'
import { createStepRecorder, type JourneyRequest, journeysWritten } from '#app/web/journey.server.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

type Asked = { cookie?: string; headers?: JourneyRequest['headers']; viewer?: Viewer } & Partial<JourneyRequest>

let address = 0
/** A request of a browser, and the cookies that its answer sets. Each from an address of its own, unless one is named. */
function browse({ cookie, headers, viewer = null, ...rest }: Asked = {}) {
  const set: string[] = []
  address += 1
  const req = {
    headers: { 'user-agent': BROWSER, host: 'help.example.org', ...(cookie ? { cookie } : {}), ...headers },
    ip: `192.0.2.${address}`,
    secure: false,
    method: 'GET',
    ...rest,
  }
  const about = () => ({ viewer: Promise.resolve(viewer), locale: Promise.resolve('fr' as const) })
  const recordStep = createStepRecorder(req, (line) => set.push(line), about)
  return {
    set,
    /** What the browser sends next time. */
    cookie: () => set.at(-1)?.split(';')[0] ?? '',
    note: async (...said: Parameters<typeof recordStep>) => {
      await recordStep(...said)
      await journeysWritten()
    },
  }
}

const journeys = () => db.selectFrom('journeys').selectAll().orderBy('id').execute()
const steps = async () =>
  (await db.selectFrom('journeySteps').select('step').orderBy('id').execute()).map((row) => row.step)

afterEach(() => {
  vi.useRealTimers()
})

test('a first step begins a journey under a signed cookie of one day, which holds a random key alone', async () => {
  const browser = browse({ secure: true })
  await browser.note('search', { searchId: 5 })
  expect(browser.set).toEqual([
    expect.stringMatching(
      /^entraide_journey=[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.\d{10}\.[\w%-]+; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    ),
  ])
  const [journey] = await journeys()
  expect(browser.cookie()).toContain(journey?.key)
  expect(journey).toMatchObject({ locale: 'fr', member: false, outcome: null, threadId: null })

  const next = browse({ cookie: `theme=x; ${browser.cookie()}` })
  await next.note('suggestion_shown')
  expect(next.set).toEqual([])
  expect(await steps()).toEqual(['search', 'suggestion_shown'])
  expect(await journeys()).toHaveLength(1)
})

test('of a journey nothing is kept that says who, from where, or which words', async () => {
  await browse({ viewer: await createUser() }).note('search', { searchId: 5 })
  const [journey] = await journeys()
  const [step] = await db.selectFrom('journeySteps').selectAll().execute()
  expect(Object.keys(journey ?? {}).sort()).toEqual(
    ['id', 'key', 'locale', 'member', 'begunAt', 'lastAt', 'endedAt', 'outcome', 'threadId'].sort(),
  )
  expect(Object.keys(step ?? {}).sort()).toEqual(['id', 'journeyId', 'step', 'at', 'threadId', 'articleId'].sort())
})

test('a cookie that was not signed here, or before today, leads to no journey', async () => {
  const browser = browse()
  await browser.note('search')
  const [name, value = ''] = browser.cookie().split('=')
  const [key = '', madeAt = '', signature = ''] = value.split('.')
  const later = `${key}.${Number(madeAt) + 86_000}.${signature}`
  const other = `${key.replace(/^./, (first) => (first === 'a' ? 'b' : 'a'))}.${madeAt}.${signature}`
  for (const forged of [key, `${key}.${madeAt}`, later, other, value.slice(0, -1), '', '%', '%00', 'a'.repeat(9000)]) {
    const { note, set } = browse({ cookie: `${name}=${forged}` })
    await note('suggestion_shown')
    expect(set).toHaveLength(1)
    expect(set[0]).not.toContain(key)
  }
  expect(await journeys()).toHaveLength(10)
  expect(await db.selectFrom('journeySteps').where('step', '=', 'search').select('id').execute()).toHaveLength(1)
})

test('the cookie is good for 24 hours, whoever keeps it longer', async () => {
  const browser = browse()
  await browser.note('search')
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_399_000 })
  const late = browse({ cookie: browser.cookie() })
  await late.note('article', {})
  expect([await journeys(), late.set]).toEqual([[expect.anything()], []])
  vi.setSystemTime(Date.now() + 2_000)
  const tooLate = browse({ cookie: browser.cookie() })
  await tooLate.note('search')
  expect(tooLate.set).toHaveLength(1)
  expect(await journeys()).toHaveLength(2)
})

test.each([{ dnt: '1' }, { 'sec-gpc': '1' }])('whoever sends %j gets neither cookie nor row', async (headers) => {
  const { note, set } = browse({ headers })
  await note('search')
  await note('ask')
  expect([set, await journeys()]).toEqual([[], []])

  // Said in the midst of a journey, the cookie goes at once.
  const browser = browse()
  await browser.note('search')
  const back = browse({ cookie: browser.cookie(), headers })
  await back.note('article')
  expect(back.set).toEqual(['entraide_journey=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax'])
  expect(await steps()).toEqual(['search'])
})

test('DNT: 0 is no wish', async () => {
  await browse({ headers: { dnt: '0' } }).note('search')
  expect(await journeys()).toHaveLength(1)
})

test('robots, links that are only looked at, and what is fetched ahead take no step', async () => {
  const robots = [
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0)',
    'Mozilla/5.0 AppleWebKit/537.36 (compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    'Mozilla/5.0 (compatible; YandexBot/3.0)',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0.0.0 Safari/537.36',
    'facebookexternalhit/1.1',
    'Slackbot-LinkExpanding 1.0',
    'curl/8.5.0',
    'python-requests/2.32',
    undefined,
  ]
  const requests: Asked[] = [
    ...robots.map((agent) => ({ headers: { 'user-agent': agent } as JourneyRequest['headers'] })),
    { headers: { 'user-agent': BROWSER, 'sec-purpose': 'prefetch;prerender' } },
    { headers: { 'user-agent': BROWSER, purpose: 'prefetch' } },
    { method: 'HEAD' },
  ]
  for (const request of requests) {
    const { note, set } = browse(request)
    await note('search')
    expect([request, set, await journeys()]).toEqual([request, [], []])
  }
})

test('browsers are not taken for robots', async () => {
  const browsers = [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Linux; Android 15; CUBOT P80) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    'Lynx/2.9.2 libwww-FM/2.14',
  ]
  for (const agent of browsers) await browse({ headers: { 'user-agent': agent } }).note('search')
  expect(await journeys()).toHaveLength(browsers.length)
})

test('an article begins a journey when a link of the forum led to it', async () => {
  for (const referer of [undefined, 'https://search.example.com/', 'nonsense']) {
    const { note, set } = browse({ headers: referer ? { referer } : {} })
    await note('article')
    expect([set, await journeys()]).toEqual([[], []])
  }
  await browse({ headers: { referer: 'https://help.example.org/kb' } }).note('article')
  expect(await journeys()).toHaveLength(1)
})

test('an article opened from elsewhere goes on with the journey there is', async () => {
  const browser = browse()
  await browser.note('search')
  await browse({ cookie: browser.cookie() }).note('article')
  expect(await steps()).toEqual(['search', 'article'])
})

test('whoever looks after the forum is not counted, nor what they did before they signed in', async () => {
  for (const role of ['staff', 'moderator', 'admin'] as const) {
    const browser = browse()
    await browser.note('search')
    const viewer = await createUser({ roles: [role] })
    const signedIn = browse({ cookie: browser.cookie(), viewer })
    await signedIn.note('article')
    expect(signedIn.set).toEqual([expect.stringContaining('Max-Age=0')])
    await browse({ viewer }).note('search')
    expect([role, await journeys()]).toEqual([role, []])
  }
})

test('a visitor who signs in on the way is a member in the same journey', async () => {
  const browser = browse()
  await browser.note('search')
  await browse({ cookie: browser.cookie(), viewer: await createUser() }).note('suggestion_shown')
  await browse({ cookie: browser.cookie() }).note('suggestion_opened')
  expect(await journeys()).toEqual([expect.objectContaining({ member: true })])
})

test('two tabs share a journey', async () => {
  const browser = browse()
  await browser.note('search')
  const tabs = ['article', 'suggestion_shown'] as const
  await Promise.all(tabs.map((step) => browse({ cookie: browser.cookie() }).note(step)))
  expect(await journeys()).toHaveLength(1)
  expect((await steps()).sort()).toEqual(['article', 'search', 'suggestion_shown'])
})

test('two steps of one request set one cookie', async () => {
  const { note, set } = browse()
  await Promise.all([note('search'), note('suggestion_shown')])
  expect(set).toHaveLength(1)
  expect(await journeys()).toHaveLength(1)
})

test('requests that overlap before there is a cookie begin one journey', async () => {
  const typing = Array.from({ length: 4 }, () => browse({ ip: '198.51.100.6' }))
  await Promise.all(typing.map(({ note }) => note('search')))
  expect(new Set(typing.map(({ cookie }) => cookie())).size).toBe(1)
  await browse({ ip: '198.51.100.6', headers: { 'user-agent': `${BROWSER} Other/1.0` } }).note('search')
  expect(await journeys()).toHaveLength(2)
  // What somebody says is no echo of what another behind the same address types.
  await browse({ ip: '198.51.100.6' }).note('joined')
  expect(await journeys()).toHaveLength(3)
})

test('without cookies every step is a journey of its own, at a pace that an address keeps', async () => {
  let number = 0
  const noteFromThere = async (step: 'search' | 'ask') => {
    number += 1
    const browser = browse({ ip: '198.51.100.7', headers: { 'user-agent': `${BROWSER} Number/${number}` } })
    await browser.note(step)
    return browser.set
  }
  for (const step of ['search', 'search', 'ask'] as const) await noteFromThere(step)
  expect(await journeys()).toHaveLength(3)
  const lines: string[] = []
  for (let tried = 0; tried < 70; tried += 1) lines.push(...(await noteFromThere('search')))
  expect(await journeys()).toHaveLength(60)
  expect(lines).toHaveLength(57)
})

test('a step that cannot be written is lost, and nothing else', async () => {
  const browser = browse()
  await browser.note('suggestion_opened', { threadId: 999_999 })
  expect(await journeys()).toEqual([])
  await browse({ cookie: browser.cookie() }).note('search')
  expect(await journeys()).toHaveLength(1)
})

test('taking something back begins nothing', async () => {
  const { note, set } = browse()
  await note('taken_back', { articleId: 1 })
  expect([set, await journeys()]).toEqual([[], []])
})
