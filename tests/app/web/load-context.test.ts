import { expect, test, vi } from 'vitest'
import { action as meToo } from '#app/pages/question/me-too.ts'
import { createLoadContext } from '#app/web/load-context.server.ts'
import { openSession } from '#app/web/session.server.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'

/** A request with these cookies, and the cookie that its answer sets. */
function browse(cookie?: string, { headers = {}, ...from }: { ip?: string; headers?: Record<string, string> } = {}) {
  const set: string[] = []
  const answer = { appendHeader: (_: string, value: string) => set.push(value), headersSent: false, locals: {} }
  const request = { ...from, headers: { ...headers, ...(cookie ? { cookie } : {}) }, path: '/', secure: false }
  return { context: createLoadContext(request, answer), set }
}

test('a browser keeps the key that was signed for it, and is given one only once', async () => {
  const { context, set } = browse()
  expect(await context.knownBrowserKey()).toBeUndefined()
  const [key, again] = await Promise.all([context.browserKey(), context.browserKey()])
  expect(again).toBe(key)
  expect(set).toHaveLength(1)
  expect(await db.selectFrom('secrets').where('name', '=', 'browsers').select('value').execute()).toEqual([
    { value: expect.stringMatching(/^[\w-]{43}$/) },
  ])
  expect(set[0]).toMatch(/; HttpOnly; SameSite=Lax$/)

  const back = browse(`theme=x; ${set[0]?.split(';')[0]}`)
  expect(await back.context.knownBrowserKey()).toBe(key)
  expect(await back.context.browserKey()).toBe(key)
  expect(back.set).toEqual([])
})

test('cookies of a request that came over https are for https only', async () => {
  const set: string[] = []
  const answer = { appendHeader: (_: string, value: string) => set.push(value), headersSent: false, locals: {} }
  const context = createLoadContext({ headers: {}, path: '/', secure: true }, answer)
  await context.browserKey()
  expect([context.secure, set[0]?.endsWith('; Secure')]).toEqual([true, true])
})

test('a key that was not signed here is replaced: nobody chooses one, or takes the one of another', async () => {
  const other = browse()
  const key = await other.context.browserKey()
  const signed = other.set[0]?.split(/[=;]/)[1] ?? ''
  const forged = [key, `${key}.`, `${key}x${signed.slice(36)}`, signed.slice(0, -1), '%', '%00', `${'a'.repeat(9000)}`]
  for (const cookie of forged) {
    const { context, set } = browse(`entraide_browser=${cookie}`)
    expect(await context.knownBrowserKey()).toBeUndefined()
    expect(await context.browserKey()).not.toBe(key)
    expect(set).toHaveLength(1)
  }
})

test('what a new browser sends at one moment has one key: another address, browser or moment has its own', async () => {
  const chrome = { 'user-agent': 'Chrome' }
  const here = { ip: '192.0.2.1', headers: chrome }
  const together = [here, here, here, here].map((from) => browse(undefined, from))
  const keys = await Promise.all(together.map(({ context }) => context.browserKey()))
  expect(new Set(keys)).toHaveProperty('size', 1)
  // Each answer brings the cookie, whichever of them arrives.
  for (const { set } of together) expect(set).toEqual([together[0]?.set[0]])

  const others = [
    { ip: '192.0.2.2', headers: chrome },
    { ip: '192.0.2.1', headers: { 'user-agent': 'Firefox' } },
  ]
  for (const from of others) expect(await browse(undefined, from).context.browserKey()).not.toBe(keys[0])

  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3000)
  expect(await browse(undefined, here).context.browserKey()).not.toBe(keys[0])
})

test('two me-toos that a new visitor sends at one moment are one', async () => {
  const thread = await createThread()
  const send = () => {
    const { context } = browse(undefined, { ip: '192.0.2.3', headers: { 'user-agent': 'Chrome' } })
    const request = new Request('http://localhost/', { method: 'POST', body: new URLSearchParams({}) })
    return meToo({ request, params: { threadId: String(thread.id) }, context })
  }
  await atOnce(4, send)
  const { meTooCount } = await db
    .selectFrom('threads')
    .where('id', '=', thread.id)
    .select('meTooCount')
    .executeTakeFirstOrThrow()
  expect(meTooCount).toBe(1)
})

test('cookies and headers of other applications are none of our business, whatever they hold', async () => {
  const me = await createUser({ locale: 'fr' })
  const ours = (await openSession(me.id, { secure: false })).split(';')[0] ?? ''
  const foreign = [
    'x=%E9',
    'x=%',
    'y=%zz',
    '%E9=%E9',
    '=',
    ';;',
    'x',
    'a="b',
    'x=\u00e9\ud800',
    `z=${'%'.repeat(3000)}`,
  ]
  for (const cookie of foreign) {
    for (const all of [`${cookie}; ${ours}`, `${ours}; ${cookie}`]) {
      const { context } = browse(all)
      expect((await context.viewer())?.id).toBe(me.id)
      expect(await context.locale()).toBe('fr')
      expect(await context.theme()).toBe('system')
      expect(await context.browserKey()).toMatch(/^[\da-f-]{36}$/)
      await context.recordStep('search')
    }
    const own = ['session', 'browser', 'journey', 'locale', 'theme'].map((name) => `entraide_${name}=${cookie}`)
    const { context } = browse(own.join('; '))
    expect(await context.viewer()).toBeNull()
    expect(await context.locale()).toBe('en')
    expect(await context.knownBrowserKey()).toBeUndefined()
  }
  for (const language of ['fr;q=x', ';;;', '*', 'fr;q=1e999', ',,,', '%E9', 'x-'.repeat(4000)]) {
    expect(['en', 'fr']).toContain(await browse('', { headers: { 'accept-language': language } }).context.locale())
  }
})

test.each([
  ['en-GB,en;q=0.9,fr;q=0.8', undefined, 'en', 'en-GB'],
  ['fr-FR,en-GB;q=0.7', undefined, 'fr', 'fr-FR'],
  // Somebody who chose the other language reads it as their browser names it, if it does.
  ['fr-FR,en-GB;q=0.7', 'en', 'en', 'en-GB'],
  ['fr-FR', 'en', 'en', 'en'],
  ['en-us', undefined, 'en', 'en-US'],
  ['en-001', undefined, 'en', 'en-001'],
  ['en-x-evil', undefined, 'en', 'en'],
  ['en-GB;q=0,en-US', undefined, 'en', 'en-US'],
  ['de-CH', undefined, 'en', 'en'],
])('with Accept-Language %s and the choice %s, dates are those of %s as %s', async (header, chosen, locale, region) => {
  const { context } = browse(chosen && `entraide_locale=${chosen}`, { headers: { 'accept-language': header } })
  expect([await context.locale(), await context.region()]).toEqual([locale, region])
})

test.each([
  ['Europe/Paris', 'Europe/Paris'],
  // Browsers name some zones differently.
  ['Asia/Kolkata', 'Asia/Kolkata'],
  ['Etc/GMT+5', 'Etc/GMT+5'],
  ['', 'UTC'],
  ['+02:00', 'UTC'],
  ['Mars/Olympus', 'UTC'],
  ['%E9', 'UTC'],
  ['a'.repeat(8000), 'UTC'],
])('a browser that says its zone is %s is in %s', async (cookie, name) => {
  expect(await browse(`entraide_zone=${cookie}`).context.timeZone()).toEqual({ name, isChosen: false })
})

test('the zone of the account comes before that of the browser', async () => {
  const user = await createUser()
  await db.updateTable('users').set({ timeZone: 'America/New_York' }).where('id', '=', user.id).execute()
  const session = (await openSession(user.id, { secure: false })).split(';')[0]
  const { context } = browse(`${session}; entraide_zone=Europe/Paris`)
  expect(await context.timeZone()).toEqual({ name: 'America/New_York', isChosen: true })
})
