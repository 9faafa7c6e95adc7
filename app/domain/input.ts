import { z } from 'zod'
import { DomainError } from '#app/domain/errors.ts'
import type { ErrorCode } from '#app/messages/keys.ts'
import { isBlank, storable, typedLine, typedText } from '#app/text/typed-text.ts'

/** The id of a row. */
export const id = z.number().int().positive().max(Number.MAX_SAFE_INTEGER)

/** The id of a choice in a form, where 0 means none; 0 is refused with the code. */
export const chosen = (code: ErrorCode) =>
  z
    .number(code)
    .int(code)
    .refine((value) => value > 0, code)

export const locale = z.enum(['en', 'fr'])

/** The language of a text: chosen by a person, or recognised from the text. */
export const writtenIn = z.enum(['auto', 'en', 'fr'])

/** When something happens: now, unless an import, the demo or a test gives another moment. */
export const moment = z.date().default(() => new Date())

/** One of some words; refused with the code, also when none was chosen. */
export const oneOf = <const Words extends readonly string[]>(
  words: Words,
  code: ErrorCode,
): z.ZodType<Words[number], Words[number] | undefined> => z.enum(words, code)

/** In characters; a text that only must not be empty has a minimum of 1. */
type Limits = { min: number; max: number; code: Limited }
type Limited = ErrorCode extends infer Code ? (Code extends `${infer What}.too_long` ? What : never) : never

const withLimits = (clean: (text: string) => string, { min, max, code }: Limits): z.ZodType<string, string> =>
  z.string().transform((typed, context) => {
    const refuse = (refusal: 'missing' | 'too_short' | 'too_long', figures: Record<string, number>) => {
      context.addIssue({ code: 'custom', message: `${code}.${refusal}`, params: figures })
      return z.NEVER
    }
    // A text that is much too long is refused at once, without further work.
    if (typed.length > 4 * max + 1000) return refuse('too_long', { max })
    const text = clean(typed)
    if (text.length < min || (min > 0 && isBlank(text))) {
      return min === 1 ? refuse('missing', {}) : refuse('too_short', { min })
    }
    if (text.length > max) return refuse('too_long', { max })
    return text
  })

/** One line: trimmed, runs of blanks as one. Refused as `<code>.missing`, `<code>.too_short` or `<code>.too_long`. */
export const line = (limits: Limits) => withLimits(typedLine, limits)

/** A text of several lines, trimmed. Refused as `<code>.missing`, `<code>.too_short` or `<code>.too_long`. */
export const text = (limits: Limits) => withLimits(typedText, limits)

/** Typed text that is checked later, where its limits are known; at most this many characters. */
export const typed = (max: number, code?: string) => bounded(max, code).overwrite(storable)

/**
 * A string of at most this many characters. The length is checked first, and a string that is too long is read by no
 * check after it: Zod would run them all, and an expression may need a time that grows with the square of the length.
 */
export const bounded = (max: number, code?: string) => z.string().max(max, { error: code, abort: true })

const CODE = /^\w+\.\w+$/

/**
 * The input in the shape of a schema. Throws invalid, for the field, with the code of the first refusal: schemas give a
 * code in place of a message. Without a code it is `input.malformed`.
 */
export function checked<Schema extends z.ZodType>(schema: Schema, given: unknown, field?: string): z.output<Schema> {
  const { success, data, error } = schema.safeParse(given)
  if (success) return data
  const [issue] = error.issues
  const code = issue && CODE.test(issue.message) ? (issue.message as ErrorCode) : 'input.malformed'
  throw new DomainError('invalid', code, field ?? issue?.path[0]?.toString(), figuresOf(issue))
}

function figuresOf(issue: z.core.$ZodIssue | undefined): Record<string, number> {
  if (issue?.code === 'custom') return issue.params ?? {}
  if (issue?.code === 'too_big') return { max: Number(issue.maximum) }
  return {}
}
