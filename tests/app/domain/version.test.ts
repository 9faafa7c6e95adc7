import { expect, test } from 'vitest'
import { refuseIfFaster, versionOf } from '#app/domain/version.ts'

const OPENED = { name: 'Support', days: [1, 2] }
const NOW = { name: 'Help', days: [1, 2] }
const MINE = { name: 'Service', days: [1, 2] }
const by = { id: 7, name: 'Nadia', at: null }

const save = (seen: string | undefined, now: object, wanted: object) =>
  refuseIfFaster(seen, { now: { ...now }, wanted: { ...wanted } }, async () => by)

test('what somebody else saved since the form was opened is not saved over, and it is said who it was', async () => {
  await expect(save(versionOf(OPENED), NOW, MINE)).rejects.toMatchObject({ code: 'form.faster', faster: by })
  await save(versionOf(NOW), NOW, MINE)
  // Saved already, by the same form that was sent twice.
  await save(versionOf(OPENED), NOW, NOW)
})

test('whoever opened no form, as the demo, saves over what is there', async () => {
  await save(undefined, NOW, MINE)
})

test('the order in which values are stored makes no other version', () => {
  expect(versionOf({ days: [1, 2], name: 'Help' })).toBe(versionOf(NOW))
  expect(versionOf({ ...NOW, days: [2, 1] })).not.toBe(versionOf(NOW))
})
