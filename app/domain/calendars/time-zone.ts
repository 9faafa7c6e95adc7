const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])

/** The zones to choose from, by name. */
export const listTimeZones = (): string[] => [...zones]

/** Whether there is a zone of this name. Some have several, of which the list has one. */
export function isTimeZone(name: string): boolean {
  if (zones.has(name)) return true
  // Intl accepts offsets such as +02:00 too, but they have no summer time.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
