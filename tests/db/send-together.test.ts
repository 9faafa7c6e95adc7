import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { sendTogether } from '#db/send-together.ts'
import { inTransaction } from '#db/transaction.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { atOnce, db } from '#tests/support/database.ts'

const add = (slug: string) => sql`insert into categories (slug, name) values (${slug}, ${slug})`.compile(db)
const count = sql<{ number: number }>`select count(*) as number from categories`.compile(db)
const numberOfCategories = async () => (await db.executeQuery(count)).rows[0]?.number

test('each statement sees what those before it did; the rows are those of the last', async () => {
  expect(await sendTogether(db, [add('one'), add('two'), count])).toEqual([{ number: 2 }])
  expect(await sendTogether(db, [add('three'), count])).toEqual([{ number: 3 }])
})

test('all of them or none', async () => {
  await expect(sendTogether(db, [add('one'), add('one')])).rejects.toMatchObject({ code: '23505' })
  await expect(sendTogether(db, [add('two'), sql`select 1 / 0`.compile(db)])).rejects.toMatchObject({ code: '22012' })
  expect(await numberOfCategories()).toBe(0)
  // The connections that failed are not those that go on.
  await atOnce(20, (index) => sendTogether(db, [add(`category-${index}`), count]))
  expect(await numberOfCategories()).toBe(20)
})

test('the second statement sees what the first one waited for', async () => {
  const { id } = await createCategory()
  const lock = sql`select from categories where id = ${id} for no key update`.compile(db)
  const raise =
    sql`update categories set position = ${id}::bigint * 0 + (select position from categories where id = ${id}) + 1
    where id = ${id}`.compile(db)
  const { position: before } = await db.selectFrom('categories').select('position').executeTakeFirstOrThrow()
  await atOnce(16, () => sendTogether(db, [lock, raise]))
  const { position } = await db.selectFrom('categories').select('position').executeTakeFirstOrThrow()
  expect(position - before).toBe(16)
})

test('in a transaction they are part of it', async () => {
  await expect(
    inTransaction(db, async (trx) => {
      expect(await sendTogether(trx, [add('one'), count])).toEqual([{ number: 1 }])
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  expect(await numberOfCategories()).toBe(0)
})
