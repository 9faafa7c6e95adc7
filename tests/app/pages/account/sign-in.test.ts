import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { canonicalEmail } from '#app/domain/users/email-address.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { signUp } from '#app/domain/users/sign-up.ts'
import { loader as settings } from '#app/pages/account/settings.tsx'
import { action } from '#app/pages/account/sign-in.tsx'
import { action as signOut } from '#app/pages/account/sign-out.ts'
import { type OpenSession, readSession } from '#app/web/session.server.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

const PASSWORD = 'a long enough sentence'
const EMAIL = 'owner@example.org'
type From = { ip?: string; cookie?: string; userAgent?: string; secure?: boolean }

const tries = (times: number, email: string, from: (index: number) => From, password = 'not the right one') =>
  Array.from({ length: times }).reduce<Promise<number[]>>(async (before, _, index) => {
    const statuses = await before
    return [...statuses, (await post(action, { email, password }, from(index))).status]
  }, Promise.resolve([]))

const cookiesOf = (cookies: string[]) => cookies.map((cookie) => cookie.split(';')[0]).join('; ')
const signIn = (from: From, email = EMAIL) => post(action, { email, password: PASSWORD }, from)

test('what no address and no password can be is refused like any other', async () => {
  const refused = { status: 403, data: { errors: [{ code: 'sign_in.refused' }] } }
  expect(await post(action, { email: 'a\0b@example.org', password: 'a\0b' })).toMatchObject(refused)
  expect(await post(action, { email: '\ud800', password: 'x'.repeat(30_000) })).toMatchObject(refused)
  expect(await post(action, {})).toMatchObject(refused)
})

test('wrong tries from one place lock that place out, and nobody else', async () => {
  await createUser({ email: EMAIL, password: PASSWORD })
  expect(await tries(6, EMAIL, () => ({ ip: '203.0.113.1' }))).toEqual([403, 403, 403, 403, 403, 429])
  // Not even with the right password: somebody could be lucky.
  expect((await signIn({ ip: '203.0.113.1' })).status).toBe(429)
  expect((await signIn({ ip: '198.51.100.7' })).status).toBe(302)
})

test('an address over its own limit is not counted against the accounts that it tries', async () => {
  await createUser({ email: EMAIL, password: PASSWORD })
  await tries(20, '', () => ({ ip: '203.0.113.2' }))
  await tries(30, EMAIL, () => ({ ip: '203.0.113.2' }))
  const { rows: counted } = await sql`select key from rate_limits where key like ${`%${EMAIL}%`}`.execute(db)
  expect(counted).toEqual([])
})

test('a browser that is known to the account is let through while hundreds of addresses try', async () => {
  await createUser({ email: EMAIL, password: PASSWORD })
  const known = cookiesOf((await signIn({ ip: '198.51.100.7' })).cookies)
  await sql`
    insert into rate_limits (key, points, expire) values (${`sign_in_account:${EMAIL}`}, 1000, ${Date.now() + 600_000})
    on conflict (key) do update set points = 1000`.execute(db)
  expect((await signIn({ ip: '198.51.100.8' })).status).toBe(429)
  expect((await signIn({ ip: '198.51.100.8', cookie: known })).status).toBe(302)
  // Its cookie says nothing of other accounts, and is no way to try passwords without end.
  await createUser({ email: 'other@example.org', password: PASSWORD })
  const stranger = cookiesOf((await signIn({ ip: '198.51.100.9' }, 'other@example.org')).cookies)
  expect((await signIn({ ip: '198.51.100.9', cookie: stranger })).status).toBe(429)
  expect((await tries(11, EMAIL, () => ({ cookie: known }))).at(-1)).toBe(429)
})

test('an account has one key, however its address is spelled', async () => {
  const spellings = ['Émile.İzmir@example.org', 'émile.izmir@EXAMPLE.org', ' E\u0301mile.I\u0307zmir@example.org ']
  expect(new Set(spellings.map(canonicalEmail))).toEqual(new Set(['émile.izmir@example.org']))
  await signUp(db, { name: 'Émile', email: spellings[0] ?? '', password: PASSWORD })
  for (const email of spellings) {
    await expect(signUp(db, { name: 'Émile', email, password: PASSWORD })).rejects.toMatchObject({
      code: 'email.taken',
    })
  }
  const spelled = await tries(2, spellings[0] ?? '', () => ({ ip: '203.0.113.4' }))
  const others = await tries(4, spellings[2] ?? '', () => ({ ip: '203.0.113.4' }))
  expect([...spelled, ...others]).toEqual([403, 403, 403, 403, 403, 429])
  expect((await signIn({ ip: '203.0.113.5' }, spellings[2])).status).toBe(302)
})

test('the session is stored by a hash, and its cookie is for https when the request was', async () => {
  await createUser({ email: EMAIL, password: PASSWORD })
  const plain = await signIn({})
  expect(plain.cookies.filter((cookie) => /; Secure/i.test(cookie))).toEqual([])
  const secret = await signIn({ secure: true })
  expect(secret.cookies).toHaveLength(2)
  expect(secret.cookies.filter((cookie) => !/; Secure/i.test(cookie))).toEqual([])

  const id = /entraide_session=([^;]+)/.exec(cookiesOf(plain.cookies))?.[1] ?? ''
  const stored = await db.selectFrom('sessions').select('id').execute()
  expect(stored.map((row) => row.id)).toEqual([expect.stringMatching(/^[\da-f]{64}$/), expect.any(String)])
  expect(stored.some((row) => row.id.includes(id))).toBe(false)
  expect((await readSession(`entraide_session=${id}`, { secure: false })).actor?.email).toBe(EMAIL)
  // What is stored opens nothing.
  expect((await readSession(`entraide_session=${stored[0]?.id}`, { secure: false })).actor).toBeNull()
})

test('signing out everywhere ends every session of the person, and no other', async () => {
  const owner = await createUser({ email: EMAIL, password: PASSWORD })
  await createUser({ email: 'other@example.org', password: PASSWORD })
  const cookies: string[] = []
  for (const email of [EMAIL, EMAIL, 'other@example.org']) cookies.push(cookiesOf((await signIn({}, email)).cookies))
  const actors = () => Promise.all(cookies.map(async (cookie) => (await readSession(cookie, { secure: false })).actor))

  const viewer = await getActor(db, owner.id)
  const shown = (await get(settings, '/settings', { viewer, cookie: cookies[1] ?? '' })).data as {
    sessions: Array<{ isThisOne: boolean }>
  }
  expect(shown.sessions.map(({ isThisOne }) => isThisOne).sort()).toEqual([false, true])

  await post(signOut, {}, { viewer, cookie: cookies[0] ?? '' })
  expect((await actors()).map((actor) => actor?.email)).toEqual([undefined, EMAIL, 'other@example.org'])
  cookies[0] = cookiesOf((await signIn({})).cookies)
  await post(signOut, { everywhere: 'on' }, { viewer, cookie: cookies[0] })
  expect((await actors()).map((actor) => actor?.email)).toEqual([undefined, undefined, 'other@example.org'])
})

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1'

test('the list of sessions says with which browser, which one this is, and when each was last used', async () => {
  const owner = await createUser({ email: EMAIL, password: PASSWORD })
  const cookies: string[] = []
  for (const userAgent of [FIREFOX, IPHONE, 'x'.repeat(10_000), undefined]) {
    cookies.push(cookiesOf((await signIn(userAgent === undefined ? {} : { userAgent })).cookies))
  }
  await db
    .updateTable('sessions')
    .set({ lastSeenAt: new Date('2026-01-01') })
    .where('browser', '=', 'Safari')
    .execute()
  const cookie = cookies[0] ?? ''
  const list = async () => {
    const { data } = await get(settings, '/settings', { viewer: await getActor(db, owner.id), cookie })
    return (data as { sessions: OpenSession[] }).sessions
  }
  const [own, ...others] = await list()
  expect(own).toMatchObject({ browser: 'Firefox', system: 'Windows', isThisOne: true })
  expect(others.map(({ browser, system }) => [browser, system])).toEqual([
    [null, null],
    [null, null],
    ['Safari', 'iOS'],
  ])

  // Used again, the phone moves up.
  expect((await readSession(cookies[1] ?? '', { secure: false })).actor?.id).toBe(owner.id)
  expect((await list())[1]).toMatchObject({ browser: 'Safari', isThisOne: false })
  // Not at each request: the list may be ten minutes late.
  for (const [minutes, isWritten] of [
    [9, false],
    [11, true],
  ] as const) {
    const lastSeenAt = new Date(Date.now() - minutes * 60_000)
    await db.updateTable('sessions').set({ lastSeenAt }).where('browser', '=', 'Safari').execute()
    await readSession(cookies[1] ?? '', { secure: false })
    const phone = (await list()).find(({ browser }) => browser === 'Safari')
    expect(new Date(phone?.lastSeenAt ?? 0) > lastSeenAt).toBe(isWritten)
  }
  const kept = await db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
  expect(Object.keys(kept).sort()).toEqual(
    ['browser', 'createdAt', 'expiresAt', 'id', 'lastSeenAt', 'system', 'userId'].sort(),
  )
})
