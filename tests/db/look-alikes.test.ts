import { expect, test } from 'vitest'
import { createUser } from '#tests/factories/create-user.ts'
import { db, pendingJobs } from '#tests/support/database.ts'
import { down, up } from '../../migrations/20261201T1910_tell_look_alikes_of_experts.ts'

test('marks of before stay, and the new rule looks at everybody', async () => {
  const { id: marked } = await createUser({ name: 'Marion LiddeII' })
  const { id: namesake } = await createUser({ name: 'Marion' })
  await db.updateTable('users').set({ looksLike: 'team' }).where('id', '=', marked).execute()
  await db.updateTable('users').set({ looksLike: 'expert' }).where('id', '=', namesake).execute()
  await db.transaction().execute(async (trx) => {
    await down(trx)
    await up(trx)
  })
  const marks = db.selectFrom('users').where('kind', '=', 'person').orderBy('id').select('looksLike')
  expect((await marks.execute()).map(({ looksLike }) => looksLike)).toEqual(['team', null])
  expect(await pendingJobs()).toEqual([{ name: 'users.mark_look_alikes', payload: {} }])
})
