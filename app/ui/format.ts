import type { Locale } from '#db/schema.ts'

const UNITS: Array<[Intl.RelativeTimeFormatUnit, number]> = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** How a reader reads dates: a language with its region (`en-GB` is not `en-US`), and the time zone they are in. */
export type Reading = { region: string; timeZone: string }

// Intl objects are slow to make and fast to use. Regions and zones come from readers, so there may be many of them.
const FORMATTERS_MAX = 500
const cache = new Map<string, unknown>()
function once<Formatter>(key: string, make: () => Formatter): Formatter {
  const known = cache.get(key)
  if (known !== undefined) return known as Formatter
  if (cache.size >= FORMATTERS_MAX) cache.clear()
  const formatter = make()
  cache.set(key, formatter)
  return formatter
}

/** Dates as readers of a region write them. French calls the first of a month *1er*, which Intl does not. */
function dateFormat(region: string, options: Intl.DateTimeFormatOptions): { format(date: Date): string } {
  const formatter = new Intl.DateTimeFormat(region, options)
  if (!region.startsWith('fr')) return formatter
  return { format: (date) => formatter.format(date).replace(/\b1(?=\s\p{L}{3})/u, '1er') }
}

// The same dates, counts and languages are formatted on page after page.
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

/**
 * "3 hours ago", "il y a 3 heures", "in 2 days". What is past has whole hours behind it. What is to come is rounded: a
 * deadline in 20 hours is not one in 19 a moment later, for whoever looks second.
 */
export function relativeTime(date: Date, now: Date, locale: Locale): string {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000)
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', Number.POSITIVE_INFINITY]
  const value = seconds > 0 ? Math.round(seconds / size) : Math.trunc(seconds / size)
  return remembered(`${locale} ${unit} ${value}`, () =>
    once(`relative ${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })).format(value, unit),
  )
}

const EXACT = {
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
} as const

/** The exact time, in full, where the reader is, and in which zone that is. */
export function exactTime(date: Date, { region, timeZone }: Reading): string {
  return remembered(`${region} ${timeZone} exact ${date.getTime()}`, () =>
    once(`exact ${region} ${timeZone}`, () => dateFormat(region, { ...EXACT, timeZone })).format(date),
  )
}

/** The day of a moment where the reader is, as in "14 January 2026". */
export function day(date: Date, { region, timeZone }: Reading): string {
  return once(`day ${region} ${timeZone}`, () => dateFormat(region, { dateStyle: 'long', timeZone })).format(date)
}

/** What is a day, a week or a month for everybody: those of the forum begin at midnight UTC. */
export function calendarDay(
  date: Date,
  { region }: Pick<Reading, 'region'>,
  format: 'day' | 'month' | 'short_month' = 'day',
): string {
  return once(`calendar ${format} ${region}`, () => {
    const options = {
      day: { dateStyle: 'long' },
      month: { month: 'long', year: 'numeric' },
      short_month: { month: 'short' },
    } as const
    return dateFormat(region, { ...options[format], timeZone: 'UTC' })
  }).format(date)
}

/** The time of a moment of today, or else its day and time, where the reader is. */
export function timeOrDay(date: Date, now: Date, { region, timeZone }: Reading): string {
  const isToday = day(date, { region, timeZone }) === day(now, { region, timeZone })
  return once(`time ${isToday} ${region} ${timeZone}`, () =>
    dateFormat(region, { ...(isToday ? {} : { dateStyle: 'medium' }), timeStyle: 'short', timeZone }),
  ).format(date)
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

/** The name of a language within a sentence: "in English", "en français". */
export function languageInSentence(code: string, locale: Locale): string {
  return remembered(
    `${locale} language ${code}`,
    () => once(`language ${locale}`, () => new Intl.DisplayNames(locale, { type: 'language' })).of(code) ?? code,
  )
}

/** The name of a language in a list of languages: "English", "Français". */
export function languageName(code: string, locale: Locale): string {
  const name = languageInSentence(code, locale)
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1)
}
