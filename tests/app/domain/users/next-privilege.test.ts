import { beforeEach, describe, expect, test } from 'vitest'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { countPrivilegeChanges } from '#app/domain/users/count-privilege-changes.ts'
import { missingPrivileges, nextPrivilege } from '#app/domain/users/next-privilege.ts'
import { PRIVILEGE_PRESETS } from '#app/domain/users/privilege-presets.ts'
import { action, loader } from '#app/pages/admin/privileges.tsx'
import { createUser } from '#tests/factories/create-user.ts'
import { db, withMediumFigures } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

withMediumFigures()

describe('what is next', () => {
  test.each([
    [1, { points: 8, missing: 7, from: 1, have: 1, privileges: ['voteUp'] }],
    [8, { points: 15, missing: 7, from: 8, have: 8, privileges: ['flag', 'weighMeToo'] }],
    [49, { points: 50, missing: 1, from: 15, have: 49 }],
    [1750, undefined],
  ])('with %i points', async (reputation, next) => {
    const found = nextPrivilege(await createUser({ reputation }))
    if (next) expect(found).toMatchObject(next)
    else expect(found).toBeUndefined()
  })

  test('nothing for whom a role opens all, or who is suspended', async () => {
    expect(nextPrivilege(await createUser({ roles: ['moderator'] }))).toBeUndefined()
    const suspended = await createUser({ suspendedUntil: new Date('2999-01-01') })
    expect([nextPrivilege(suspended), missingPrivileges(suspended)]).toEqual([undefined, {}])
  })

  test('missing are those that are a matter of points', async () => {
    expect(missingPrivileges(null)).toEqual({})
    expect(missingPrivileges(await createUser({ roles: ['staff'] }))).toEqual({})
    expect(missingPrivileges(await createUser({ reputation: 1000 }))).toEqual({ protect: 1750, manageSynonyms: 1750 })
  })
})

test('counts who would gain and lose by another table, roles and people who left aside', async () => {
  for (const reputation of [1, 7, 8, 14, 15, 60, 200]) await createUser({ reputation })
  await createUser({ reputation: 5, roles: ['moderator'] })
  const gone = await createUser({ reputation: 5 })
  await db.updateTable('users').set({ deletedAt: new Date() }).where('id', '=', gone.id).execute()
  const { medium, open, strict } = PRIVILEGE_PRESETS
  const changes = await countPrivilegeChanges(db, medium, { open, strict, same: medium })
  expect(changes.same).toEqual({})
  expect(changes.open).toMatchObject({ voteUp: { gain: 2, lose: 0 }, voteDown: { gain: 1, lose: 0 } })
  expect(changes.strict).toMatchObject({ voteUp: { gain: 0, lose: 2 }, voteDown: { gain: 0, lose: 1 } })
  expect(changes.strict).not.toHaveProperty('ask')
})

describe('the table of the forum', () => {
  let viewer: Actor
  const custom = Object.fromEntries(
    Object.entries(PRIVILEGE_PRESETS.medium).map(([name, points]) => [name, `${points}`]),
  )
  beforeEach(async () => {
    viewer = await createUser({ roles: ['admin'] })
  })

  test('is chosen, or written, by administrators, with an event', async () => {
    expect(await post(action, { preset: 'strict' }, { viewer: await createUser() })).toMatchObject({ status: 403 })
    expect(await post(action, { ...custom, preset: 'strict' }, { viewer })).toMatchObject({ status: 302 })
    expect((await createUser()).privileges).toEqual(PRIVILEGE_PRESETS.strict)
    await post(action, { ...custom, preset: 'custom', voteDown: '33' }, { viewer })
    expect((await createUser()).privileges).toEqual({ ...PRIVILEGE_PRESETS.medium, voteDown: 33 })
    const events = await db.selectFrom('events').where('verb', '=', 'settings.changed').select('after').execute()
    expect(events).toHaveLength(2)
    expect(events[1]?.after).toMatchObject({ privileges: { preset: 'custom' } })
  })

  test('says what would change before it does', async () => {
    await createUser({ reputation: 100 })
    const answer = await post(action, { ...custom, preset: 'custom', voteDown: '90', preview: 'on' }, { viewer })
    const voteDown = { privilege: 'voteDown', from: 125, to: 90, members: { gain: 1, lose: 0 } }
    expect(answer).toMatchObject({ status: 200, data: { preview: expect.arrayContaining([voteDown]) } })
    expect((await createUser()).privileges.voteDown).toBe(125)
  })

  test('keeps what was typed when it is refused, and a table of one’s own when a preset is chosen', async () => {
    const refused = await post(action, { ...custom, preset: 'custom', flag: '0', review: 'x' }, { viewer })
    const fields = [{ field: 'flag' }, { field: 'review' }]
    expect(refused).toMatchObject({ status: 422, data: { errors: fields, typed: { review: 'x' } } })
    await changeSetting(db, viewer, { name: 'privileges', value: { preset: 'custom', custom: { flag: 22 } } })
    await post(action, { ...custom, preset: 'open' }, { viewer })
    expect(await get(loader, '/', { viewer })).toMatchObject({
      data: { preset: 'open', tables: { custom: { flag: 22 } } },
    })
  })
})
