import { describe, expect, test } from 'vitest'
import { checked } from '#app/domain/input.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { settings } from '#app/domain/settings/settings.ts'
import { mayCreateTags } from '#app/domain/tags/may-create-tags.ts'
import { resolveTags } from '#app/domain/tags/resolve-tags.ts'
import { tagsInput } from '#app/domain/tags/tag-input.ts'
import { parseTags } from '#app/domain/tags/tag-names.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { inTransaction } from '#db/transaction.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, withMediumFigures } from '#tests/support/database.ts'

test.each([
  ['wifi battery', ['wifi', 'battery']],
  [' #WiFi,battery;  wifi ', ['wifi', 'battery']],
  ['re\u0301seau', ['r\u00e9seau']],
  ['c++ c# .net node.js', ['c++', 'c#', '.net', 'node.js']],
  ['##wifi \u202ewi\u200efi\u202c', ['wifi']],
  ['İzmir I\u0307ZMIR izmir', ['izmir']],
  [' ,;# ', []],
])('“%s” is %j', (text, names) => expect(parseTags(text)).toEqual(names))

test('a list that is longer than tags can be is refused before it is taken apart', () => {
  const long = 't '.repeat(66_000)
  expect(() => checked(tagsInput, long, 'tags')).toThrow(
    expect.objectContaining({ code: 'tags.too_many', field: 'tags', figures: { max: 5 } }),
  )
  expect(parseTags(`wifi ${long}`)).toEqual(['wifi', 't'])
})

describe('resolving', () => {
  withMediumFigures()

  const resolve = (actor: Actor, ...names: string[]) => inTransaction(db, (trx) => resolveTags(trx, actor, names))

  test('finds them in the order given, whatever their case in the database; 750 points create', async () => {
    const [wifi, imported] = [await createTag({ name: 'wifi' }), await createTag({ name: 'Battery' })]
    expect(await resolve(await createUser(), 'battery', 'wifi')).toEqual([imported.id, wifi.id])
    const [first, created] = await resolve(await createUser({ reputation: 750 }), 'wifi', 'écran')
    expect(first).toBe(wifi.id)
    expect(await db.selectFrom('tags').where('id', '=', created!).select('name').executeTakeFirst()).toEqual({
      name: 'écran',
    })
  })

  test('refusals', async () => {
    const actor = await createUser({ reputation: 749 })
    const refused = (code: string, ...names: string[]) =>
      expect(resolve(actor, ...names)).rejects.toMatchObject({ kind: 'invalid', field: 'tags', code })
    await refused('tags.missing')
    await refused('tags.too_many', 'a', 'b', 'c', 'd', 'e', 'f')
    // More than one statement of PostgreSQL takes.
    const many = Array.from({ length: 66_000 }, (_, index) => `t${index}`)
    await expect(inTransaction(db, (trx) => resolveTags(trx, actor, many))).rejects.toMatchObject({
      code: 'tags.too_many',
    })
    for (const bad of ['<b>', '-a', 'a\0b', 'a\ud800', 'x'.repeat(36), '👍']) await refused('tags.invalid', bad)
    await refused('tags.unknown', 'a')
  })

  test('the same new ones, in any order, by many at one moment', async () => {
    const actor = await createUser({ reputation: 750 })
    const names = ['a', 'b', 'c', 'd', 'e']
    const ids = await atOnce(12, (index) => resolve(actor, ...(index % 2 ? names : names.toReversed())))
    expect(new Set(ids.map((found) => found.toSorted().join())).size).toBe(1)
    expect(await db.selectFrom('tags').select('id').execute()).toHaveLength(5)
  })
})

describe('in a forum of support', () => {
  const resolve = (actor: Actor, ...names: string[]) => inTransaction(db, (trx) => resolveTags(trx, actor, names))

  test('a question needs no tag', async () => {
    expect(await resolve(await createUser())).toEqual([])
  })

  test('everybody creates tags while there are few, and whoever has the points afterwards', async () => {
    const admin = await createUser({ roles: ['admin'] })
    const value = { ...settings.tagging.parse({}), everybodyCreatesBelow: 3 }
    await changeSetting(db, admin, { name: 'tagging', value })
    const actor = await createUser()
    const suspended = await createUser({ suspendedUntil: new Date('2999-01-01') })
    expect([await mayCreateTags(db, actor), await mayCreateTags(db, null)]).toEqual([true, false])
    expect(await mayCreateTags(db, suspended)).toBe(false)
    await resolve(actor, 'one', 'two')
    await resolve(actor, 'three')
    await expect(resolve(actor, 'one', 'four')).rejects.toMatchObject({ code: 'tags.unknown' })
    await resolve(await createUser({ reputation: 100 }), 'four')
    expect(await mayCreateTags(db, actor)).toBe(false)
  })
})
