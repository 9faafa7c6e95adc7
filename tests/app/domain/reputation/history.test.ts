import { expect, test } from 'vitest'
import { countedPointsOfDay, historyOf } from '#app/domain/reputation/history.ts'

const joinedAt = new Date('2026-01-01T15:00:00Z')
const now = new Date('2026-03-20T12:00:00Z')
const totals = (days: Parameters<typeof historyOf>[0]) =>
  historyOf(days, { joinedAt, now }).points.map((point) => [new Date(point.at).toISOString().slice(0, 10), point.total])

test('a new member’s history is level at one', () => {
  expect(totals([])).toEqual([
    ['2026-01-01', 1],
    ['2026-03-20', 1],
  ])
})

test('each day counts after its cap, the total is never under one, and the line is level between', () => {
  const days = [
    { day: '2026-01-10', cappedPoints: 240, exemptPoints: 15 },
    { day: '2026-02-01', cappedPoints: -4, exemptPoints: -300 },
    { day: '2026-02-02', cappedPoints: 100, exemptPoints: 0 },
  ]
  expect(totals(days)).toEqual([
    ['2026-01-01', 1],
    ['2026-01-09', 1],
    ['2026-01-10', 216],
    ['2026-01-31', 216],
    ['2026-02-01', 1],
    ['2026-02-02', 12],
    ['2026-03-20', 12],
  ])
  expect(historyOf(days, { joinedAt, now }).months).toEqual([
    { month: '2026-02', change: -204, total: 12 },
    { month: '2026-01', change: 215, total: 216 },
  ])
})

test('what is over the cap of a day does not count', () => {
  expect(countedPointsOfDay({ cappedPoints: 240, exemptPoints: 15 })).toEqual({ counted: 215, over: 40 })
  expect(countedPointsOfDay({ cappedPoints: 200, exemptPoints: 0 })).toEqual({ counted: 200, over: 0 })
  expect(countedPointsOfDay({ cappedPoints: -3, exemptPoints: 2 })).toEqual({ counted: -1, over: 0 })
})

test('a long history is thinned and keeps its ends', () => {
  const days = Array.from({ length: 2000 }, (_, index) => ({
    day: new Date(Date.UTC(2018, 0, 1 + index)).toISOString().slice(0, 10),
    cappedPoints: 1,
    exemptPoints: 0,
  }))
  const { points } = historyOf(days, { joinedAt: new Date('2018-01-01'), now })
  expect(points.length).toBeLessThan(200)
  expect([points[0]?.total, points.at(-1)?.total]).toEqual([1, 2001])
})
