import { expect, test } from 'vitest'
import { refusedForm } from '#app/web/faster.ts'

const open = async () => ({ version: 'of theirs', fields: { name: 'Theirs' } })
const refused = (before: Record<string, string>) =>
  refusedForm(
    { errors: [{ code: 'form.faster', figures: {} }] },
    { name: 'Before', version: 'of before', before: JSON.stringify(before) },
    open,
  )

test('a field in which nothing was typed gets what somebody else has saved', async () => {
  expect(await refused({ name: 'Before' })).toMatchObject({
    typed: { name: 'Theirs', version: 'of theirs' },
    faster: { changed: [{ field: 'name', theirs: 'Theirs', mine: 'Before', kept: false }] },
  })
})

test('a form that sends far more than it was opened with keeps all that is in it', async () => {
  expect(await refused({ name: 'Before', more: 'x'.repeat(200_000) })).toMatchObject({
    typed: { name: 'Before' },
    faster: { changed: [{ field: 'name', kept: true }] },
  })
})
