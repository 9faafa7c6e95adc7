import type { Cursor } from '#app/domain/cursor.ts'

const FORMS = {
  moment:
    /^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[ T]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?([+-](0\d|1[0-4])(:?[0-5]\d)?|Z)?$/,
  number: /^-?\d{1,9}$/,
  name: /^[\p{L}\p{N}.+#-]{1,35}$/u,
  line: /^[^\p{C}]{1,80}$/u,
  decimal: /^-?\d{1,6}(\.\d{1,6})?$/,
}

/** Writes the position in a list into an address. It is opaque, and an edited one does no harm. */
export function writeCursor(cursor: Cursor): string {
  const text = JSON.stringify([cursor.key, cursor.id, ...(cursor.rest ? ['rest'] : [])])
  const ascii = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return btoa(ascii).replace(/=+$/, '')
}

export function readCursor(
  text: string | null,
  { by = 'moment' }: { by?: keyof typeof FORMS } = {},
): Cursor | undefined {
  if (!text) return undefined
  try {
    const [key, id, rest] = JSON.parse(atob(text)) as unknown[]
    if (typeof key !== 'string' || typeof id !== 'number' || !Number.isSafeInteger(id)) return undefined
    if (!FORMS[by].test(key) || (by === 'moment' && !isDay(key.slice(0, 10)))) return undefined
    return { key, id, ...(rest === 'rest' ? { rest: true } : {}) }
  } catch {
    return undefined
  }
}

/** 30 February has the form of a day, but PostgreSQL would refuse the whole statement. */
const isDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).getUTCDate() === Number(day.slice(8))
