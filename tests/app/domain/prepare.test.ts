import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { prepare } from '#app/domain/prepare.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

/** A prepared statement that counts how often it is built. */
function counted() {
  let built = 0
  const find = prepare(
    (from, viewer: Viewer, args: { ids: number[]; name: string | null; authorId: number | null }) => {
      built++
      return from
        .selectFrom('users')
        .where((eb) => eb('users.id', '=', eb.fn.any(eb.val(args.ids))))
        .$if(args.name !== null, (query) => query.where('users.name', '=', args.name))
        .$if(viewer !== null, (query) => query.where('users.id', '<>', viewer?.id ?? 0))
        .$if(viewer?.id === args.authorId, (query) => query.where('users.kind', '=', 'system'))
        .select('users.name')
        .orderBy('users.id')
    },
  )
  return { find, built: () => built }
}

const names = (rows: Array<{ name: string }>) => rows.map(({ name }) => name)

test('is built once, and takes each time the arguments and the viewer of that time', async () => {
  const [ada, ben, cleo] = [
    await createUser({ name: 'Ada' }),
    await createUser({ name: 'Ben' }),
    await createUser({ name: 'Cleo' }),
  ]
  const all = [ada.id, ben.id, cleo.id]
  const { find, built } = counted()

  expect(names(await find(db, null, { ids: all, name: null, authorId: 0 }))).toEqual(['Ada', 'Ben', 'Cleo'])
  expect(names(await find(db, null, { ids: [ben.id], name: null, authorId: 0 }))).toEqual(['Ben'])
  expect(built()).toBe(1)

  expect(names(await find(db, ada, { ids: all, name: null, authorId: 0 }))).toEqual(['Ben', 'Cleo'])
  expect(names(await find(db, cleo, { ids: all, name: null, authorId: 0 }))).toEqual(['Ada', 'Ben'])
  expect(built()).toBe(2)

  expect(names(await find(db, null, { ids: all, name: 'Ben', authorId: 0 }))).toEqual(['Ben'])
  expect(names(await find(db, null, { ids: all, name: 'Ada', authorId: 0 }))).toEqual(['Ada'])
  expect(names(await find(db, null, { ids: [], name: 'Ada', authorId: 0 }))).toEqual([])
  expect(built()).toBe(4)
})

test('keeps no more than 200 statements, so that nobody fills the memory by trying all combinations', async () => {
  let built = 0
  const find = prepare((from, _viewer: Viewer, { choices }: { choices: { limit: number } }) => {
    built++
    return from.selectFrom('users').select('users.name').limit(sql.lit(choices.limit))
  })
  for (let limit = 0; limit < 201; limit++) await find(db, null, { choices: { limit } })
  expect(built).toBe(201)
  await find(db, null, { choices: { limit: 199 } })
  expect(built).toBe(201)
  await find(db, null, { choices: { limit: 200 } })
  expect(built).toBe(202)
})

test('is built anew for who has a role, and for who is among the arguments', async () => {
  const member = await createUser()
  const moderator = await createUser({ roles: ['moderator'] })
  const { find, built } = counted()
  await find(db, member, { ids: [member.id], name: null, authorId: 0 })
  await find(db, moderator, { ids: [member.id], name: null, authorId: 0 })
  await find(db, moderator, { ids: [member.id], name: null, authorId: 0 })
  expect(built()).toBe(3)

  expect(await find(db, member, { ids: [moderator.id], name: null, authorId: member.id })).toEqual([])
  expect(await find(db, member, { ids: [moderator.id], name: null, authorId: moderator.id })).toHaveLength(1)
  expect(built()).toBe(4)
})

test('refuses statements that depend on more than they may', async () => {
  const calculates = prepare((from, _viewer, { id }: { id: number }) =>
    from
      .selectFrom('users')
      .where('id', '=', id + 1)
      .select('id'),
  )
  await expect(calculates(db, null, { id: 1 })).rejects.toThrow('may only become its parameter')

  const looksCloser = prepare((from, viewer, { id }: { id: number }) =>
    from
      .selectFrom('users')
      .where('id', '=', id)
      .where('reputation', '<', viewer?.reputation ?? 0)
      .select('id'),
  )
  await expect(looksCloser(db, await createUser(), { id: 1 })).rejects.toThrow('depends on reputation')
})

test('has a template for each combination of choices, on which the statement may depend in every way', async () => {
  const ada = await createUser({ name: 'Ada' })
  const ben = await createUser({ name: 'Ben' })
  let built = 0
  const find = prepare(
    (from, _viewer, { ids, choices }: { ids: number[]; choices: { order: 'asc' | 'desc'; limit: number } }) => {
      built++
      return from
        .selectFrom('users')
        .where((eb) => eb('users.id', '=', eb.fn.any(eb.val(ids))))
        .select('users.name')
        .orderBy('users.name', choices.order)
        .limit(choices.limit + 1)
    },
  )
  const ids = [ada.id, ben.id]
  expect(names(await find(db, null, { ids, choices: { order: 'asc', limit: 1 } }))).toEqual(['Ada', 'Ben'])
  expect(names(await find(db, null, { ids, choices: { order: 'desc', limit: 1 } }))).toEqual(['Ben', 'Ada'])
  expect(names(await find(db, null, { ids, choices: { order: 'desc', limit: 0 } }))).toEqual(['Ben'])
  expect(built).toBe(3)
  expect(names(await find(db, null, { ids: [ada.id], choices: { order: 'desc', limit: 0 } }))).toEqual(['Ada'])
  expect(built).toBe(3)
})
