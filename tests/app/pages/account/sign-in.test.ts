import { expect, test } from 'vitest'
import { action } from '#app/pages/account/sign-in.tsx'
import { post } from '#tests/support/requests.ts'
import '#tests/support/database.ts'

test('what no address and no password can be is refused like any other', async () => {
  const refused = { status: 403, data: { errors: [{ code: 'sign_in.refused' }] } }
  expect(await post(action, { email: 'a\0b@example.org', password: 'a\0b' })).toMatchObject(refused)
  expect(await post(action, { email: '\ud800', password: 'x'.repeat(30_000) })).toMatchObject(refused)
  expect(await post(action, {})).toMatchObject(refused)
})
