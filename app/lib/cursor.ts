import type { Cursor } from '#app/domain/threads/queries.ts'

/** Where a list goes on, as it stands in an address: opaque, and harmless when somebody edits it. */
export const writeCursor = (cursor: Cursor): string => btoa(JSON.stringify([cursor.key, cursor.id])).replace(/=+$/, '')

export function readCursor(
  text: string | null,
  { by = 'moment' }: { by?: 'moment' | 'number' } = {},
): Cursor | undefined {
  if (!text) return undefined
  try {
    const [key, id] = JSON.parse(atob(text)) as unknown[]
    if (typeof key !== 'string' || typeof id !== 'number' || !Number.isSafeInteger(id)) return undefined
    const form = by === 'moment' ? /^\d{4}-\d\d-\d\d[ T][\d:.]+([+-]\d\d(:?\d\d)?|Z)?$/ : /^-?\d{1,9}$/
    return form.test(key) ? { key, id } : undefined
  } catch {
    return undefined
  }
}
