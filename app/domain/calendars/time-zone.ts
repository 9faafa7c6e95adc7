import { bounded } from '#app/domain/input.ts'

/** Names that browsers and Node still give, and what the zones are called now. They know all other old names. */
const RENAMED: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}
const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').map((name) => RENAMED[name] ?? name)].sort()

/** The zones to choose from, each once, by what it is called now. */
export const listTimeZones = (): string[] => [...zones]

/** What a zone is called now, from any of its names, old ones and capitals included; undefined when there is none. */
export function findTimeZone(name: string): string | undefined {
  // Intl accepts offsets such as +02:00 too, but they have no summer time.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(name)) return undefined
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    return RENAMED[timeZone] ?? timeZone
  } catch {
    return undefined
  }
}

/** What a stored zone is called now. */
export const zoneNow = (stored: string): string => findTimeZone(stored) ?? stored

/** The name of a time zone, as commands take it: kept by what the zone is called now. */
export const timeZone = bounded(64, 'timeZone.unknown').transform((name, context): string => {
  const zone = findTimeZone(name)
  if (zone === undefined) context.addIssue({ code: 'custom', message: 'timeZone.unknown' })
  return zone ?? name
})
