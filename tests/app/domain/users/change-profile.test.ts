import { expect, test } from 'vitest'
import { findTimeZone, listTimeZones } from '#app/domain/calendars/time-zone.ts'
import { listUsers } from '#app/domain/profiles/list-users.ts'
import { getOwnProfile, getProfile } from '#app/domain/profiles/queries.ts'
import { changePreferences, changeProfile } from '#app/domain/users/change-profile.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const change = {
  name: 'Ada',
  about: 'I *count*.',
  location: ' Paris ',
  website: 'https://example.org/ada',
  locale: 'fr' as const,
  timeZone: 'Europe/Paris',
  theme: 'dark' as const,
}

test('changes one’s own profile, the introduction rendered', async () => {
  const actor = await createUser()
  const other = await createUser({ name: 'Grace' })
  await changeProfile(db, actor, change)
  expect(await getOwnProfile(db, actor.id)).toEqual({ ...change, location: 'Paris', handle: expect.any(String) })
  const profile = await getProfile(db, actor.id)
  expect(profile.aboutHtml).toBe('<p>I <em>count</em>.</p>\n')
  expect(JSON.stringify(profile)).not.toContain('@')
  expect(await getOwnProfile(db, other.id)).toMatchObject({ name: 'Grace', theme: 'system' })

  await changePreferences(db, actor, { theme: 'light' })
  await changePreferences(db, actor, {})
  expect(await getOwnProfile(db, actor.id)).toMatchObject({
    name: 'Ada',
    locale: 'fr',
    theme: 'light',
  })
})

test('a time zone is left to the browser again, and a form without the field leaves it', async () => {
  const actor = await createUser()
  await changeProfile(db, actor, change)
  const { timeZone: _, ...without } = change
  await changeProfile(db, actor, without)
  expect(await getOwnProfile(db, actor.id)).toMatchObject({ timeZone: 'Europe/Paris' })
  await changeProfile(db, actor, { ...change, timeZone: null })
  expect(await getOwnProfile(db, actor.id)).toMatchObject({ timeZone: null })
})

test.each([
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['US/Pacific', 'America/Los_Angeles'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['europe/kyiv', 'Europe/Kyiv'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Etc/UTC', 'UTC'],
])('the time zone %s is kept as %s', async (old, now) => {
  const actor = await createUser()
  await changeProfile(db, actor, { ...change, timeZone: old })
  expect(await getOwnProfile(db, actor.id)).toMatchObject({ timeZone: now })
  expect(listTimeZones().filter((zone) => zone === now)).toHaveLength(1)
  if (old !== now) expect(listTimeZones()).not.toContain(old)
})

test('every zone of a browser is one to choose', () => {
  for (const name of Intl.supportedValuesOf('timeZone')) expect(listTimeZones()).toContain(findTimeZone(name))
})

test('refusals change nothing', async () => {
  const actor = await createUser({ name: 'Grace' })
  const refused = (wrong: Partial<typeof change>, code: string) =>
    expect(changeProfile(db, actor, { ...change, ...wrong })).rejects.toMatchObject({ kind: 'invalid', code })
  await refused({ timeZone: 'Mars/Olympus' }, 'timeZone.unknown')
  await refused({ timeZone: '+02:00' }, 'timeZone.unknown')
  await refused({ timeZone: 'x'.repeat(65) }, 'timeZone.unknown')
  await refused({ name: 'x' }, 'name.too_short')
  await refused({ name: 'x'.repeat(41) }, 'name.too_long')
  await refused({ about: 'x'.repeat(3001) }, 'about.too_long')
  for (const website of [
    'example.org',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://example.org',
    `https://a.bc/${'x'.repeat(300)}`,
  ]) {
    await refused({ website }, 'website.invalid')
  }
  expect(await getOwnProfile(db, actor.id)).toMatchObject({ name: 'Grace', about: '' })
  await changeProfile(db, actor, { ...change, about: 'x'.repeat(3000), website: ' ' })
  expect(await getOwnProfile(db, actor.id)).toMatchObject({ name: 'Ada', website: null })
})

test('members are found by a part of their name, with nothing special in it', async () => {
  await createUser({ name: '100% Ada_' })
  await createUser({ name: 'Adam' })
  expect((await listUsers(db, { name: 'ada' })).items.map((user) => user.name)).toEqual(['Adam', '100% Ada_'])
  expect((await listUsers(db, { name: '%' })).items.map((user) => user.name)).toEqual(['100% Ada_'])
  expect((await listUsers(db, { name: 'a_' })).items.map((user) => user.name)).toEqual(['100% Ada_'])
  expect((await listUsers(db, { name: '\\' })).items).toEqual([])
})
