import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadHolidays } from '#app/domain/calendars/holidays.ts'
import { addWorkingMinutes, type WorkingCalendar, workingMinutesBetween } from '#app/domain/calendars/working-time.ts'

const never = () => false
const week = (days: number[], ...hours: [string, string][]) =>
  days.flatMap((day) => hours.map(([from, to]) => ({ day, from, to })))

const office: WorkingCalendar = {
  timeZone: 'Europe/Paris',
  slots: week([1, 2, 3, 4, 5], ['09:00', '12:30'], ['13:30', '18:00']),
  isHoliday: never,
}
const always: WorkingCalendar = {
  timeZone: 'Europe/Paris',
  slots: week([1, 2, 3, 4, 5, 6, 7], ['00:00', '24:00']),
  isHoliday: never,
}
const nights: WorkingCalendar = {
  timeZone: 'America/New_York',
  slots: week([6, 7], ['00:00', '02:15'], ['02:15', '02:45'], ['02:50', '04:00'], ['22:00', '24:00']),
  isHoliday: never,
}
const at = (text: string) => new Date(text)

describe('a week of two slots a day', () => {
  test.each([
    ['inside a slot', '2026-06-01T10:00+02:00', 60, '2026-06-01T11:00+02:00'],
    ['over lunch', '2026-06-01T12:00+02:00', 60, '2026-06-01T14:00+02:00'],
    ['exactly to the end of a slot', '2026-06-01T12:00+02:00', 30, '2026-06-01T12:30+02:00'],
    ['over a night', '2026-06-01T17:30+02:00', 60, '2026-06-02T09:30+02:00'],
    ['over a weekend', '2026-06-05T17:00+02:00', 120, '2026-06-08T10:00+02:00'],
    ['asked on a Sunday', '2026-06-07T15:00+02:00', 30, '2026-06-08T09:30+02:00'],
    ['24 working hours are three days', '2026-06-01T09:00+02:00', 24 * 60, '2026-06-03T18:00+02:00'],
    ['no minutes', '2026-06-07T15:00+02:00', 0, '2026-06-07T15:00+02:00'],
  ])('%s', (_, start, minutes, end) => {
    expect(addWorkingMinutes(office, at(start), minutes)).toEqual(at(end))
  })

  test('slots need not be in order', () => {
    const mixed = { ...office, slots: [...office.slots].reverse() }
    expect(addWorkingMinutes(mixed, at('2026-06-01T08:00+02:00'), 300)).toEqual(at('2026-06-01T15:00+02:00'))
  })
})

describe('the change of clocks in Paris', () => {
  test('a spring night is an hour shorter', () => {
    expect(workingMinutesBetween(always, at('2026-03-29T00:00+01:00'), at('2026-03-30T00:00+02:00'))).toBe(23 * 60)
    expect(addWorkingMinutes(always, at('2026-03-29T01:30+01:00'), 60)).toEqual(at('2026-03-29T03:30+02:00'))
  })

  test('an autumn night is an hour longer', () => {
    expect(workingMinutesBetween(always, at('2026-10-25T00:00+02:00'), at('2026-10-26T00:00+01:00'))).toBe(25 * 60)
    expect(addWorkingMinutes(always, at('2026-10-25T02:30+02:00'), 60)).toEqual(at('2026-10-25T02:30+01:00'))
  })

  test('office hours keep the wall clock', () => {
    expect(addWorkingMinutes(office, at('2026-03-27T17:00+01:00'), 120)).toEqual(at('2026-03-30T10:00+02:00'))
    expect(addWorkingMinutes(office, at('2026-10-23T17:00+02:00'), 120)).toEqual(at('2026-10-26T10:00+01:00'))
  })

  test('a slot inside the skipped hour is empty, one across it loses what was skipped', () => {
    const skipped = { ...always, slots: week([7], ['02:15', '02:45']) }
    const across = { ...always, slots: week([7], ['01:30', '02:30'], ['02:30', '04:00']) }
    const [from, to] = [at('2026-03-29T00:00+01:00'), at('2026-03-30T00:00+02:00')]
    expect(workingMinutesBetween(skipped, from, to)).toBe(0)
    expect(workingMinutesBetween(across, from, to)).toBe(90)
  })

  test('a slot across the hour that comes twice gains it', () => {
    const across = { ...always, slots: week([7], ['01:30', '02:30'], ['02:30', '04:00']) }
    expect(workingMinutesBetween(across, at('2026-10-25T00:00+02:00'), at('2026-10-26T00:00+01:00'))).toBe(210)
  })
})

describe('holidays', () => {
  test('nobody works on Bastille Day', async () => {
    const calendar = { ...office, isHoliday: await loadHolidays('FR', null) }
    expect(calendar.isHoliday('2026-07-14')).toBe(true)
    expect(addWorkingMinutes(calendar, at('2026-07-13T17:00+02:00'), 120)).toEqual(at('2026-07-15T10:00+02:00'))
  })

  test('a region has days of its own', async () => {
    const [bavaria, berlin] = [await loadHolidays('DE', 'BY'), await loadHolidays('DE', 'BE')]
    expect([bavaria('2026-01-06'), berlin('2026-01-06')]).toEqual([true, false])
  })

  test('no country, no holidays', async () => {
    expect((await loadHolidays(null, null))('2026-12-25')).toBe(false)
  })
})

test('a calendar in which nobody ever works is refused, not searched for ever', () => {
  expect(() => addWorkingMinutes({ ...office, slots: [] }, at('2026-06-01T10:00Z'), 1)).toThrow('no working time')
  expect(() => addWorkingMinutes({ ...office, isHoliday: () => true }, at('2026-06-01T10:00Z'), 1)).toThrow()
})

describe('for any moment and length', () => {
  const calendars = fc.constantFrom(office, always, nights)
  const moments = fc.date({ min: at('2025-01-01T00:00Z'), max: at('2027-12-31T00:00Z'), noInvalidDate: true })
  const lengths = fc.integer({ min: 0, max: 6_000 })

  test('the time between is the time added', () => {
    fc.assert(
      fc.property(calendars, moments, lengths, (calendar, start, minutes) => {
        expect(workingMinutesBetween(calendar, start, addWorkingMinutes(calendar, start, minutes))).toBe(minutes)
      }),
    )
  })

  test('adding in two steps is adding at once', () => {
    fc.assert(
      fc.property(calendars, moments, lengths, lengths, (calendar, start, one, two) => {
        const steps = addWorkingMinutes(calendar, addWorkingMinutes(calendar, start, one), two)
        // A step that ends with a slot and one that begins with the next are the same working moment.
        expect(workingMinutesBetween(calendar, start, steps)).toBe(one + two)
        if (two > 0) expect(steps).toEqual(addWorkingMinutes(calendar, start, one + two))
      }),
    )
  })

  test('starting later never ends earlier', () => {
    fc.assert(
      fc.property(calendars, moments, moments, lengths, (calendar, a, b, minutes) => {
        const [first, second] = a <= b ? [a, b] : [b, a]
        expect(addWorkingMinutes(calendar, first, minutes).getTime()).toBeLessThanOrEqual(
          addWorkingMinutes(calendar, second, minutes).getTime(),
        )
      }),
    )
  })

  test('time between is additive', () => {
    const gaps = fc.integer({ min: 0, max: 40 * 24 * 60 }).map((minutes) => minutes * 60_000)
    fc.assert(
      fc.property(calendars, moments, gaps, gaps, (calendar, a, one, two) => {
        const b = new Date(a.getTime() + one)
        const c = new Date(b.getTime() + two)
        const parts = workingMinutesBetween(calendar, a, b) + workingMinutesBetween(calendar, b, c)
        expect(parts).toBeCloseTo(workingMinutesBetween(calendar, a, c), 6)
      }),
    )
  })
})
