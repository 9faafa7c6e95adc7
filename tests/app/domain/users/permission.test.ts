import { expect, test } from 'vitest'
import { mayAct, mayWrite } from '#app/domain/users/permission.ts'
import { createUser } from '#tests/factories/create-user.ts'
import '#tests/support/database.ts'

const tomorrow = new Date(Date.now() + 86_400_000)
const yesterday = new Date(Date.now() - 86_400_000)

test('whoever is silenced may act and not write, whoever is suspended neither, until it is over', async () => {
  const person = await createUser()
  const rights = (sanction: object) => {
    const actor = { ...person, ...sanction }
    return [mayAct(() => true)(actor), mayWrite(() => true)(actor)]
  }
  expect(rights({})).toEqual([true, true])
  expect(rights({ silencedUntil: tomorrow })).toEqual([true, false])
  expect(rights({ suspendedUntil: tomorrow })).toEqual([false, false])
  expect(rights({ silencedUntil: yesterday, suspendedUntil: yesterday })).toEqual([true, true])
  expect([mayAct(() => true)(null), mayWrite(() => true)(null)]).toEqual([false, false])
  expect([mayAct(() => false)(person), mayWrite(() => false)(person)]).toEqual([false, false])
})
