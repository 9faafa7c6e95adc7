import { expect, test } from 'vitest'
import { countFunnel } from '#app/domain/journeys/count-funnel.ts'
import { deleteOldJourneys } from '#app/domain/journeys/delete-old-journeys.ts'
import { type RecordedStep, recordStep } from '#app/domain/journeys/record-step.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'

const NOW = new Date('2026-11-20T02:55:00Z')
const ALL = { from: new Date('2025-01-01T00:00:00Z'), until: new Date('2027-01-01T00:00:00Z') }

const note = (at: string, said: Partial<RecordedStep> = {}) =>
  recordStep(db, {
    key: crypto.randomUUID(),
    step: 'search',
    locale: 'en',
    member: false,
    at: new Date(at),
    ...said,
  })
const days = () =>
  db
    .selectFrom('funnelDays')
    .selectAll()
    .orderBy('day')
    .orderBy('locale')
    .orderBy('member')
    .orderBy('measure')
    .execute()

test('journeys older than 400 days go, whole days at a time, and the funnel counts what it counted before', async () => {
  const { id: threadId } = await createThread()
  // 2025-10-16 is 400 days before the day of the night.
  await note('2025-10-15T00:00:00Z', { locale: 'fr' })
  await note('2025-10-15T23:59:59Z', { member: true })
  await note('2025-10-15T12:00:00Z', { step: 'ask', threadId })
  await note('2025-10-16T00:00:00Z')
  const before = await countFunnel(db, ALL, { now: NOW })

  await deleteOldJourneys(db, { now: NOW })
  const kept = await db.selectFrom('journeys').select('begunAt').execute()
  expect(kept).toEqual([{ begunAt: new Date('2025-10-16T00:00:00Z') }])
  expect(await db.selectFrom('journeySteps').select('id').execute()).toHaveLength(1)
  expect((await days()).map(({ day: _, ...rest }) => rest)).toEqual([
    ...['journeys', 'outcome.waiting', 'step.ask'].map((measure) => ({
      locale: 'en',
      member: false,
      measure,
      count: 1,
    })),
    ...['journeys', 'left_at_once', 'outcome.left', 'step.search'].map((measure) => ({
      locale: 'en',
      member: true,
      measure,
      count: 1,
    })),
    ...['journeys', 'left_at_once', 'outcome.left', 'step.search'].map((measure) => ({
      locale: 'fr',
      member: false,
      measure,
      count: 1,
    })),
  ])

  const { seconds: _, ...counts } = before
  expect(await countFunnel(db, ALL, { now: NOW })).toMatchObject(counts)
  const count = async (from: string, until: string, narrow = {}) =>
    (await countFunnel(db, { from: new Date(from), until: new Date(until), ...narrow }, { now: NOW })).journeys
  expect(await count('2025-10-15T00:00:00Z', '2025-10-16T00:00:00Z')).toBe(3)
  expect(await count('2025-10-15T00:00:01Z', '2025-10-16T00:00:01Z')).toBe(1)
  expect(await count('2025-10-15T00:00:00Z', '2025-10-16T00:00:00Z', { locale: 'fr' })).toBe(1)
  expect(await count('2025-10-15T00:00:00Z', '2025-10-16T00:00:00Z', { member: true, locale: 'en' })).toBe(1)
})

test('forgetting twice, or many at one moment, counts once', async () => {
  for (const hour of ['03', '04', '05']) await note(`2025-03-01T${hour}:00:00Z`)
  await atOnce(5, () => deleteOldJourneys(db, { now: NOW }))
  await deleteOldJourneys(db, { now: NOW })
  expect((await countFunnel(db, ALL, { now: NOW })).journeys).toBe(3)
  // A step of so long ago that turns up later is added to its day.
  await note('2025-03-01T06:00:00Z')
  await deleteOldJourneys(db, { now: NOW })
  expect((await countFunnel(db, ALL, { now: NOW })).journeys).toBe(4)
  expect((await days()).every((day) => day.count === 4)).toBe(true)
})

test('the setting says for how long', async () => {
  await note('2026-11-01T12:00:00Z')
  await note('2026-11-15T12:00:00Z')
  await deleteOldJourneys(db, { now: NOW })
  expect(await db.selectFrom('journeys').select('id').execute()).toHaveLength(2)
  await changeSetting(db, await createUser({ roles: ['admin'] }), { name: 'journeys', value: { keepDays: 7 } })
  await deleteOldJourneys(db, { now: NOW })
  expect(await db.selectFrom('journeys').select('id').execute()).toHaveLength(1)
})

test('the key of a browser goes once its cookie has run out, whatever became of the need', async () => {
  await note('2026-11-19T02:54:59Z')
  await note('2026-11-19T02:55:01Z')
  await deleteOldJourneys(db, { now: NOW })
  const rows = await db.selectFrom('journeys').select('key').orderBy('id').execute()
  expect(rows).toEqual([{ key: null }, { key: expect.any(String) }])
})
