import { expect, test } from 'vitest'
import { changeProfile } from '#app/domain/users/change-profile.ts'
import { signUp } from '#app/domain/users/sign-up.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'

const handleOf = async (id: number) =>
  (await db.selectFrom('users').where('id', '=', id).select('handle').executeTakeFirstOrThrow()).handle

test.each([
  ['Ana', 'ana'],
  ['Émile Zola', 'emile-zola'],
  ['  -- Zoë_the.2nd -- ', 'zoe-the-2nd'],
  // A dash and digits at the end are for telling people of one name apart.
  ['Person 12', 'person12'],
  ['a-1-2', 'a12'],
  ['an exceedingly long name of forty letters', 'an-exceedingly-long-name-of-fo'],
])('%s becomes @%s', async (name, handle) => {
  expect(await handleOf((await createUser({ name })).id)).toBe(handle)
})

test('what has no Latin letter, or one only, gets a number', async () => {
  const nameless = await createUser({ name: '花子' })
  expect(await handleOf(nameless.id)).toBe('user')
  const other = await createUser({ name: 'Юрий' })
  expect(await handleOf(other.id)).toMatch(/^user-\d+$/)
  const short = await createUser({ name: 'B.' })
  expect(await handleOf(short.id)).toBe(`b-${short.id}`)
})

test('a second person of one name gets a number, and so does whoever is imported', async () => {
  const [first, second] = [await createUser({ name: 'Sam' }), await createUser({ name: 'sam!' })]
  expect(await handleOf(first.id)).toBe('sam')
  expect(await handleOf(second.id)).toBe(`sam-${second.id}`)

  const imported = await db
    .insertInto('users')
    .values({ name: 'Lea', importSource: 'dump', importId: 7 })
    .returning(['id', 'handle'])
    .executeTakeFirstOrThrow()
  expect(imported.handle).toBe(`lea-${imported.id}`)
})

test('people who join under one name at one moment all come in', async () => {
  const accounts = await atOnce(6, (at) =>
    signUp(db, { name: 'Robin', email: `robin-${at}@example.org`, password: 'a long enough sentence' }),
  )
  const handles = await Promise.all(accounts.map(({ id }) => handleOf(id)))
  expect(new Set(handles).size).toBe(6)
  expect(handles).toContain('robin')
})

test('a handle can be changed to another that is free and well formed', async () => {
  const [actor, other] = [await createUser({ name: 'Ada' }), await createUser({ name: 'Bob' })]
  const profile = { name: 'Ada', about: '', location: '', website: '', locale: null, theme: 'system' as const }
  const change = (handle: string) => changeProfile(db, actor, { ...profile, handle })
  await change('@Countess-of-L')
  expect(await handleOf(actor.id)).toBe('Countess-of-L')
  for (const wrong of ['', 'a', 'ada_l', 'ada l', '-ada', 'ada-', 'ada--l', 'ada-12', 'é'.repeat(5), 'a'.repeat(31)]) {
    await expect(change(wrong)).rejects.toMatchObject({ code: 'handle.invalid', field: 'handle' })
  }
  await expect(change('BOB')).rejects.toMatchObject({ code: 'handle.taken', field: 'handle' })
  expect(await handleOf(other.id)).toBe('bob')

  // A handle with a number, as the forum makes them, stays when the form is sent as it was.
  const second = await createUser({ name: 'Bob' })
  await changeProfile(db, second, { ...profile, name: 'Bob', handle: `bob-${second.id}` })
  expect(await handleOf(second.id)).toBe(`bob-${second.id}`)
})
