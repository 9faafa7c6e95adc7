import { describe, expect, test } from 'vitest'
import { calendarDay, day, exactTime, timeOrDay } from '#app/ui/format.ts'

const at = new Date('2026-12-01T23:30:00Z')

test.each([
  ['en-GB', 'Europe/London', '1 December 2026', '1 December 2026 at 23:30 GMT'],
  ['en-US', 'America/New_York', 'December 1, 2026', 'December 1, 2026 at 6:30 PM EST'],
  ['en', 'UTC', 'December 1, 2026', 'December 1, 2026 at 11:30 PM UTC'],
  ['en-AU', 'Australia/Sydney', '2 December 2026', '2 December 2026 at 10:30 am AEDT'],
  ['fr-FR', 'Europe/Paris', '2 décembre 2026', '2 décembre 2026 à 00:30 UTC+1'],
  ['fr-CA', 'America/Toronto', '1er décembre 2026', '1er décembre 2026 à 18 h 30 HNE'],
  ['en-IN', 'Asia/Kolkata', '2 December 2026', '2 December 2026 at 5:00 am IST'],
])('a moment as %s reads it in %s', (region, timeZone, inDays, exactly) => {
  const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')
  expect(day(at, { region, timeZone })).toBe(inDays)
  expect(plain(exactTime(at, { region, timeZone }))).toBe(exactly)
})

test('summer time is that of the day, not of today', () => {
  const reading = { region: 'en-GB', timeZone: 'Europe/Paris' }
  expect(exactTime(new Date('2026-07-01T12:00:00Z'), reading)).toBe('1 July 2026 at 14:00 CEST')
  expect(exactTime(new Date('2026-12-01T12:00:00Z'), reading)).toBe('1 December 2026 at 13:00 CET')
})

describe('a day of the forum', () => {
  test.each(['Pacific/Auckland', 'America/Los_Angeles'])('is the same day in %s', (timeZone) => {
    const reading = { region: 'en-GB', timeZone }
    expect(calendarDay(new Date('2026-12-01T00:00:00Z'), reading)).toBe('1 December 2026')
    expect(calendarDay(new Date('2026-12-01T00:00:00Z'), reading, 'month')).toBe('December 2026')
  })
})

test('today is a time, another day has its date, by the day where the reader is', () => {
  const now = new Date('2026-12-02T09:00:00Z')
  expect(timeOrDay(at, now, { region: 'fr', timeZone: 'Europe/Paris' })).toBe('00:30')
  expect(timeOrDay(at, now, { region: 'en-GB', timeZone: 'UTC' })).toBe('1 Dec 2026, 23:30')
})
