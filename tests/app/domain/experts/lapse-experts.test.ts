import { expect, test } from 'vitest'
import { lapseStep, lapsesAt } from '#app/domain/experts/lapse-experts.ts'
import { settings } from '#app/domain/settings/settings.ts'

const RULE = settings.experts.parse({})
const NOW = new Date('2026-06-01T02:20:00Z')
const DAY = 86_400_000
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY)

test.each<[string, { active: number; warned: number | null }, 'warn' | 'lapse' | null]>([
  ['an answer a day short of the warning', { active: 75.99, warned: null }, null],
  ['76 days of silence', { active: 76, warned: null }, 'warn'],
  ['a year of silence that nobody warned of', { active: 365, warned: null }, 'warn'],
  ['warned, a moment before the 90 days are over', { active: 89.99, warned: 14 }, null],
  ['90 days of silence, and warned 14 days ago', { active: 90, warned: 14 }, 'lapse'],
  ['90 days of silence, warned too late', { active: 95, warned: 13.99 }, null],
  ['the late warning is 14 days old', { active: 95, warned: 14 }, 'lapse'],
  ['an answer since the warning', { active: 10, warned: 12 }, null],
  ['silent again for 76 days after an earlier warning', { active: 76, warned: 100 }, 'warn'],
])('%s', (_, { active, warned }, step) => {
  const standing = { lastActiveAt: daysAgo(active), warnedAt: warned === null ? null : daysAgo(warned) }
  expect(lapseStep(standing, RULE, NOW)).toBe(step)
})

test('the end is said for the day on which it comes', () => {
  expect(lapsesAt({ lastActiveAt: daysAgo(76), warnedAt: NOW }, RULE)).toEqual(daysAgo(-14))
  expect(lapsesAt({ lastActiveAt: daysAgo(200), warnedAt: daysAgo(4) }, RULE)).toEqual(daysAgo(-10))
  expect(lapsesAt({ lastActiveAt: daysAgo(10), warnedAt: null }, RULE)).toEqual(daysAgo(-80))
})
