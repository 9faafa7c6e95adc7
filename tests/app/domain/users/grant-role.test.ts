import { expect, test } from 'vitest'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { grantRole } from '#app/domain/users/grant-role.ts'
import { isAdmin, isModerator, isStaff } from '#app/domain/users/roles.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'

const grantsOf = async (user: { id: number }) => (await getActor(db, user.id)).grants

test('given many times at one moment, it is given once', async () => {
  const admin = await createUser({ roles: ['admin'] })
  const user = await createUser()
  await atOnce(8, () => grantRole(db, admin, { userId: user.id, role: 'staff' }))
  expect(await grantsOf(user)).toEqual([{ role: 'staff', categoryId: null, tagId: null }])
  expect(await db.selectFrom('events').select(['verb', 'actorId', 'userId', 'after']).execute()).toEqual([
    { verb: 'user.granted', actorId: admin.id, userId: user.id, after: { role: 'staff' } },
  ])
})

test('over a category, over a tag, and by the software itself', async () => {
  const system = await getSystemActor(db)
  const user = await createUser()
  const [category, tag] = [await createCategory(), await createTag()]
  await grantRole(db, system, { userId: user.id, role: 'moderator', categoryId: category.id })
  await grantRole(db, system, { userId: user.id, role: 'expert', tagId: tag.id })
  const moderator = await getActor(db, user.id)
  expect([
    isModerator(moderator, category.id),
    isModerator(moderator, category.id + 1),
    isStaff(moderator, category.id),
  ]).toEqual([true, false, false])
  expect(moderator.grants).toContainEqual({ role: 'expert', categoryId: null, tagId: tag.id })
})

test('one that has run out is given anew', async () => {
  const admin = await createUser({ roles: ['admin'] })
  const user = await createUser({ roles: ['staff'] })
  await db
    .updateTable('grants')
    .set({ expiresAt: new Date('2026-01-01') })
    .where('userId', '=', user.id)
    .execute()
  expect(await grantsOf(user)).toEqual([])
  await grantRole(db, admin, { userId: user.id, role: 'staff' })
  expect(await grantsOf(user)).toEqual([{ role: 'staff', categoryId: null, tagId: null }])
})

test('refusals', async () => {
  const admin = await createUser({ roles: ['admin'] })
  const user = await createUser()
  const grant = { userId: user.id, role: 'staff' as const }
  const refused = (actor: Actor, code: string, change = {}) =>
    expect(grantRole(db, actor, { ...grant, ...change })).rejects.toMatchObject({ code })
  await refused(user, 'user.grant')
  await refused(await createUser({ roles: ['staff', 'moderator'] }), 'user.grant')
  await refused({ ...admin, suspendedUntil: new Date('2999-01-01') }, 'account.suspended')
  await refused(admin, 'user.not_found', { userId: 999_999 })
  await refused(admin, 'user.not_found', { userId: (await getSystemActor(db)).id })
  await refused(admin, 'category.not_found', { categoryId: 999_999 })
  await refused(admin, 'tag.not_found', { role: 'expert', tagId: 999_999 })

  // Administering is for everything: one category must not lead to the others.
  const partial = await createUser({ roles: ['admin'], categoryId: (await createCategory()).id })
  expect(isAdmin(partial)).toBe(false)
  await refused(partial, 'user.grant')
  expect(await grantsOf(user)).toEqual([])
})
