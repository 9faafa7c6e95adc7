import { expect, test } from 'vitest'
import { expireSessions } from '#app/domain/users/expire-sessions.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

test('sessions that have ended are forgotten, others stay', async () => {
  const { id: userId } = await createUser()
  const now = new Date()
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  await db
    .insertInto('sessions')
    .values([
      { id: 'ended', userId, expiresAt: at(-1) },
      { id: 'goes-on', userId, expiresAt: at(1) },
    ])
    .execute()

  await expireSessions(db, { now })

  expect(await db.selectFrom('sessions').select('id').execute()).toEqual([{ id: 'goes-on' }])
})
