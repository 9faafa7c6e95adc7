import { beforeEach, describe, expect, test } from 'vitest'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { PRIVILEGE_PRESETS } from '#app/domain/users/privilege-presets.ts'
import { loader as privileges, action as savePrivileges } from '#app/pages/admin/privileges.tsx'
import { action, loader } from '#app/pages/admin/settings.tsx'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

let viewer: Actor
beforeEach(async () => {
  viewer = await createUser({ roles: ['admin'] })
})

const voting = { group: 'voting', upADay: '25', downADay: '10', upToOneAuthorADay: '6', downToOneAuthorADay: '3' }

describe('the page of settings', () => {
  test('is for administrators', async () => {
    const staff = await createUser({ roles: ['staff'] })
    expect(await get(loader, '/admin/settings', { viewer: staff })).toMatchObject({ status: 403 })
    expect(await post(action, { ...voting, changeMinutes: '5' }, { viewer: staff })).toMatchObject({ status: 403 })
    expect(await getSetting(db, 'voting')).toMatchObject({ upADay: 20 })
  })

  test('shows every group with what is set and what is usual', async () => {
    const upADay = { name: 'upADay', kind: 'number', value: 20, fallback: 20, min: 1, max: 1_000_000, whole: true }
    const group = expect.objectContaining({ name: 'voting', fields: expect.arrayContaining([upADay]) })
    const page = await get(loader, '/admin/settings', { viewer })
    expect(page).toMatchObject({ data: { groups: expect.arrayContaining([group]), saved: null } })
  })

  test('saves a group, says so, and puts it back', async () => {
    expect(await post(action, { ...voting, changeMinutes: '0' }, { viewer })).toMatchObject({
      status: 302,
      location: '/admin/settings?saved=voting#voting',
    })
    expect(await getSetting(db, 'voting')).toMatchObject({ upADay: 25, changeMinutes: 0 })
    await post(action, { group: 'voting', reset: 'on', upADay: 'x' }, { viewer })
    expect(await getSetting(db, 'voting')).toMatchObject({ upADay: 20, changeMinutes: 10 })
    const verbs = await db.selectFrom('events').select(['verb', 'after']).execute()
    expect(verbs.map((event) => event.verb)).toEqual(['settings.changed', 'settings.changed'])
  })

  test('says what is wrong with each field and keeps what was typed', async () => {
    const answer = await post(action, { ...voting, upADay: '0', downADay: '1.5', changeMinutes: '' }, { viewer })
    const wrong = (field: string, min: number) => ({ field, code: 'settings.whole', figures: { min, max: 1_000_000 } })
    expect(answer).toMatchObject({
      status: 422,
      data: {
        group: 'voting',
        errors: [wrong('upADay', 1), wrong('downADay', 0), wrong('changeMinutes', 0)],
        typed: { downADay: '1.5' },
      },
    })
    expect(await post(action, { group: 'privileges' }, { viewer })).toMatchObject({ status: 422 })
    expect(await getSetting(db, 'voting')).toMatchObject({ upADay: 20 })
  })
})

describe('the page of privileges', () => {
  const custom = { ...PRIVILEGE_PRESETS.medium, voteDown: 40 }
  const typed = Object.fromEntries(Object.entries(custom).map(([name, points]) => [name, String(points)]))
  const inForce = async () => (await getSetting(db, 'privileges')).preset

  test('offers presets, that of support is the one of a new forum', async () => {
    expect((await get(privileges, '/', { viewer })).data).toMatchObject({
      preset: 'support',
      tables: { ...PRIVILEGE_PRESETS, custom: PRIVILEGE_PRESETS.support },
      earlier: null,
    })
    expect(PRIVILEGE_PRESETS.support).toMatchObject({ postImages: 1, commentEverywhere: 1, flag: 1, voteUp: 1 })
  })

  test('shows what a preset would change, and for how many, before it is saved', async () => {
    await createUser({ reputation: 20 })
    const { data } = await post(savePrivileges, { ...typed, preset: 'medium', preview: 'on' }, { viewer })
    const { preview } = data as { preview: { privilege: string; from: number; to: number; members?: unknown }[] }
    expect(preview).toContainEqual({ privilege: 'commentEverywhere', from: 1, to: 50, members: { gain: 0, lose: 1 } })
    expect(preview).toContainEqual({ privilege: 'flag', from: 1, to: 15, members: undefined })
    expect(preview.map((each) => each.privilege)).not.toContain('editOthers')
    expect(await inForce()).toBe('support')
    // Figures of the custom table that are wrong do not matter to a preset.
    const wrong = { ...typed, voteDown: 'x', preview: 'on' }
    expect(await post(savePrivileges, { ...wrong, preset: 'medium' }, { viewer })).toMatchObject({ status: 200 })
    expect(await post(savePrivileges, { ...wrong, preset: 'custom' }, { viewer })).toMatchObject({ status: 422 })
  })

  test('takes the last change back', async () => {
    await post(savePrivileges, { ...typed, preset: 'custom' }, { viewer })
    await post(savePrivileges, { ...typed, preset: 'strict' }, { viewer })
    expect((await get(privileges, '/', { viewer })).data).toMatchObject({ preset: 'strict', earlier: 'custom' })
    await post(savePrivileges, { undo: 'on' }, { viewer })
    expect(await getSetting(db, 'privileges')).toEqual({ preset: 'custom', custom })
    const staff = await createUser({ roles: ['staff'] })
    expect(await post(savePrivileges, { undo: 'on' }, { viewer: staff })).toMatchObject({ status: 403 })
  })
})
