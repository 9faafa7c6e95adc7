import { z } from 'zod'
import type { ErrorCode } from '#app/messages/keys.ts'
import type { FormErrors, HttpError } from '#app/web/http.ts'

/** A form with its values: each field that it shows, and the version of what they were taken from. */
export type OpenedForm = { version: string; fields: Fields }
type Fields = Record<string, string>

/** Somebody else has saved meanwhile: who, and each field that they changed, with their value and the one in the form. */
export type Faster = {
  by: HttpError['faster'] | null
  changed: { field: string; theirs: string; mine: string; kept: boolean }[]
}

/** The values that a form was opened with, as it sends them. */
export const fieldsSent = z
  .string()
  .max(200_000)
  .transform((text, context) => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' })
      return z.NEVER
    }
  })
  .pipe(z.record(z.string(), z.string()))

type Ways = {
  /** Names fields that belong together: they come from one of the two, never from both. */
  unitOf?: (field: string) => string
  /** The refusals that say that somebody was faster. */
  codes?: readonly ErrorCode[]
}

/**
 * A refused form as its page shows it again. When somebody else was faster: what they changed, and the form with their
 * values where nothing was typed, one's own everywhere else, and the version of theirs, so that sending it again is done
 * knowingly.
 */
export async function refusedForm(
  { errors }: FormErrors,
  typed: Fields,
  open: () => Promise<OpenedForm>,
  { unitOf = (field) => field, codes = ['form.faster'] }: Ways = {},
): Promise<{ errors: HttpError[]; typed: Fields; faster: Faster | null }> {
  const refusal = errors.find(({ code }) => codes.includes(code))
  if (!refusal) return { errors, typed, faster: null }

  const theirs = await open()
  const before = fieldsSent.safeParse(typed.before).data
  const names = new Set([...Object.keys(theirs.fields), ...Object.keys(before ?? {})])
  const differs = (field: string, a: Fields, b: Fields) => lines(a[field]) !== lines(b[field])
  // Without the values from before, everything counts as typed.
  const typedUnits = new Set([...names].filter((field) => !before || differs(field, typed, before)).map(unitOf))
  const isKept = (field: string) => typedUnits.has(unitOf(field))
  const changed = [...names]
    .filter((field) => differs(field, theirs.fields, typed) && (!before || differs(field, theirs.fields, before)))
    .map((field) => ({
      field,
      theirs: theirs.fields[field] ?? '',
      mine: typed[field] ?? '',
      kept: isKept(field),
    }))
  const merged = { ...typed }
  for (const field of names) {
    if (isKept(field)) continue
    delete merged[field]
    const value = theirs.fields[field]
    if (value !== undefined) merged[field] = value
  }
  return {
    errors: [],
    typed: { ...merged, version: theirs.version, before: JSON.stringify(theirs.fields) },
    faster: { by: refusal.faster ?? null, changed },
  }
}

// Browsers send the ends of lines as \r\n.
const lines = (value = '') => value.replace(/\r\n?/g, '\n').trim()
