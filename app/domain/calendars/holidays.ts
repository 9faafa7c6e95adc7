const DAY = 86_400_000

type HolidayBook = { getHolidays(year: number): { date: string; start: Date; end: Date; type: string }[] }

const books = new Map<string, Map<number, Set<string>>>()

/**
 * A test for the public holidays of a country or one of its regions. Loading the tables of the whole world takes a
 * second, so they are loaded once, when a country is first needed.
 */
export async function loadHolidays(country: string | null, region: string | null): Promise<(day: string) => boolean> {
  if (!country) return () => false
  const { default: Holidays } = await import('date-holidays')
  const book: HolidayBook = region ? new Holidays(country, region) : new Holidays(country)

  const key = `${country}/${region ?? ''}`
  const years = books.get(key) ?? new Map<number, Set<string>>()
  books.set(key, years)

  return (day) => {
    const year = Number(day.slice(0, 4))
    let days = years.get(year)
    if (!days) {
      days = publicDays(book, year)
      years.set(year, days)
    }
    return days.has(day)
  }
}

/** The countries and regions whose holidays are known, by code. */
export async function listHolidayRegions(): Promise<{ country: string; regions: string[] }[]> {
  const { default: Holidays } = await import('date-holidays')
  const world = new Holidays()
  return Object.keys(world.getCountries())
    .sort()
    .map((country) => ({ country, regions: Object.keys(world.getStates(country) ?? {}).sort() }))
}

function publicDays(book: HolidayBook, year: number): Set<string> {
  const days = new Set<string>()
  for (const holiday of book.getHolidays(year) ?? []) {
    if (holiday.type !== 'public') continue
    const first = Date.parse(`${holiday.date.slice(0, 10)}T00:00:00Z`)
    const length = Math.max(1, Math.round((holiday.end.getTime() - holiday.start.getTime()) / DAY))
    for (let index = 0; index < length; index++) days.add(new Date(first + index * DAY).toISOString().slice(0, 10))
  }
  return days
}
