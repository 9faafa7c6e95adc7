import { expect, test } from 'vitest'
import { recordVisit } from '#app/domain/users/record-visit.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

test('a visit is written down, once an hour', async () => {
  const member = await createUser()
  const at = (minutes: number) => new Date(Date.UTC(2026, 5, 1, 12, minutes))
  const seen = async () =>
    (await db.selectFrom('users').where('id', '=', member.id).select('lastSeenAt').executeTakeFirst())?.lastSeenAt
  await recordVisit(db, member, { at: at(0) })
  await recordVisit(db, member, { at: at(59) })
  expect(await seen()).toEqual(at(0))
  await recordVisit(db, member, { at: at(61) })
  expect(await seen()).toEqual(at(61))
})
