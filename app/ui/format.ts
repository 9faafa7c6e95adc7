import type { Locale } from '#db/schema.ts'

const UNITS: Array<[Intl.RelativeTimeFormatUnit, number]> = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

// Intl objects are slow to make and fast to use.
const cache = new Map<string, unknown>()
function once<Formatter>(key: string, make: () => Formatter): Formatter {
  if (!cache.has(key)) cache.set(key, make())
  return cache.get(key) as Formatter
}

// The same dates and counts are formatted on page after page.
const FORGET_AT = 5_000
const texts = new Map<string, string>()
function remembered(key: string, make: () => string): string {
  const known = texts.get(key)
  if (known !== undefined) return known
  if (texts.size >= FORGET_AT) texts.clear()
  const text = make()
  texts.set(key, text)
  return text
}

/** "3 hours ago", "il y a 3 heures", "in 2 days". */
export function relativeTime(date: Date, now: Date, locale: Locale): string {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000)
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', Number.POSITIVE_INFINITY]
  const value = Math.trunc(seconds / size)
  return remembered(`${locale} ${unit} ${value}`, () =>
    once(`relative ${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })).format(value, unit),
  )
}

/** The exact time, in full, in UTC, so that server and browsers write the same. */
export function exactTime(date: Date, locale: Locale): string {
  return remembered(`${locale} exact ${date.getTime()}`, () => {
    const format = once(
      `exact ${locale}`,
      () => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }),
    )
    return `${format.format(date)} UTC`
  })
}

/** A day, as in "14 January 2026". */
export function day(date: Date, locale: Locale): string {
  return once(`day ${locale}`, () => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })).format(
    date,
  )
}

/** A share of 1 in whole percent. */
export function share(value: number, locale: Locale): string {
  const style = { style: 'percent', maximumFractionDigits: 0 } as const
  return once(`share ${locale}`, () => new Intl.NumberFormat(locale, style)).format(value)
}

/** A count, shortened from 10,000 on: 9,999, then 12K. */
export function count(value: number, locale: Locale): string {
  return remembered(`${locale} count ${value}`, () => {
    const compact = Math.abs(value) >= 10_000
    return once(
      `count ${locale} ${compact}`,
      () => new Intl.NumberFormat(locale, compact ? { notation: 'compact', maximumFractionDigits: 1 } : {}),
    )
      .format(value)
      .replace('-', '−')
  })
}

/** A duration of working time: `24 h`, `1 h 30 min`. The units are written the same in every language. */
export function workingTime(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return [hours > 0 ? `${hours}\u202fh` : '', rest > 0 || hours === 0 ? `${rest}\u202fmin` : '']
    .filter(Boolean)
    .join(' ')
}

/** The name of a day of the week; 1 is Monday. */
export function weekday(number: number, locale: Locale): string {
  const format = once(`weekday ${locale}`, () => new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }))
  // 1 January 2024 was a Monday.
  return format.format(new Date(Date.UTC(2024, 0, number)))
}

export function countryName(code: string, locale: Locale): string {
  return once(`country ${locale}`, () => new Intl.DisplayNames(locale, { type: 'region' })).of(code) ?? code
}

/** The name of a language in a list of languages: "English", "Français". */
export function languageName(code: Locale, locale: Locale): string {
  const name = once(`language ${locale}`, () => new Intl.DisplayNames(locale, { type: 'language' })).of(code) ?? code
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1)
}
