import { expect, test } from 'vitest'
import { createLoadContext } from '#app/web/load-context.server.ts'
import { db } from '#tests/support/database.ts'

/** A request with these cookies, and the cookie that its answer sets. */
function browse(cookie?: string) {
  const set: string[] = []
  const answer = { appendHeader: (_: string, value: string) => set.push(value), headersSent: false, locals: {} }
  const context = createLoadContext({ headers: cookie ? { cookie } : {}, path: '/', secure: false }, answer)
  return { context, set }
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
