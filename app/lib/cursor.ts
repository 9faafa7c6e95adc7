import type { Cursor } from '#app/domain/threads/list-options.ts'

const FORMS = {
  moment: /^\d{4}-\d\d-\d\d[ T][\d:.]+([+-]\d\d(:?\d\d)?|Z)?$/,
  number: /^-?\d{1,9}$/,
  name: /^[\p{L}\p{N}.+#-]{1,35}$/u,
  line: /^[^\p{C}]{1,80}$/u,
  decimal: /^-?\d{1,6}(\.\d{1,6})?$/,
}

/** Where a list goes on, as it stands in an address: opaque, and harmless when somebody edits it. */
export function writeCursor(cursor: Cursor): string {
  const text = JSON.stringify([cursor.key, cursor.id])
  const ascii = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return btoa(ascii).replace(/=+$/, '')
}

export function readCursor(
  text: string | null,
  { by = 'moment' }: { by?: keyof typeof FORMS } = {},
): Cursor | undefined {
  if (!text) return undefined
  try {
    const [key, id] = JSON.parse(atob(text)) as unknown[]
    if (typeof key !== 'string' || typeof id !== 'number' || !Number.isSafeInteger(id)) return undefined
    return FORMS[by].test(key) ? { key, id } : undefined
  } catch {
    return undefined
  }
}
