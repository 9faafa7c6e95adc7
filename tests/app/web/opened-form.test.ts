import { expect, test } from 'vitest'
import { openForm, secondsOpen } from '#app/web/opened-form.server.ts'
import { createUser } from '#tests/factories/create-user.ts'
import '#tests/support/database.ts'

const opened = new Date('2026-06-01T10:00:00Z')
const later = new Date('2026-06-01T10:00:42Z')

test('a form says how long it was open, to whom it was given, and to nobody else', async () => {
  const [viewer, other] = [await createUser(), await createUser()]
  const token = await openForm(viewer, opened)
  expect(await secondsOpen(token, viewer, later)).toBe(42)
  expect(await secondsOpen(token, other, later)).toBeNull()
})

test('what is not signed says nothing', async () => {
  const viewer = await createUser()
  const token = await openForm(viewer, opened)
  const signature = token.split('.')[1]
  const older = new Date('2026-06-01T09:00:00Z').getTime().toString(36)
  for (const forged of ['', '.', 'x', `${older}.${signature}`, token.slice(0, -2), `${token.split('.')[0]}.`]) {
    expect(await secondsOpen(forged, viewer, later)).toBeNull()
  }
})

test('a form that a visitor opened says it to whom the visitor has become, for a day', async () => {
  const token = await openForm(null, opened)
  expect(await secondsOpen(token, await createUser(), later)).toBe(42)
  expect(await secondsOpen(token, await createUser(), new Date('2026-06-02T10:00:01Z'))).toBeNull()
})
