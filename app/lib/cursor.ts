import type { Cursor } from '#app/domain/threads/list-options.ts'

const FORMS = {
  moment: /^\d{4}-\d\d-\d\d[ T][\d:.]+([+-]\d\d(:?\d\d)?|Z)?$/,
  number: /^-?\d{1,9}$/,
  decimal: /^-?\d{1,6}(\.\d{1,6})?$/,
}

/** Where a list goes on, as it stands in an address: opaque, and harmless when somebody edits it. */
export const writeCursor = (cursor: Cursor): string => btoa(JSON.stringify([cursor.key, cursor.id])).replace(/=+$/, '')

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
