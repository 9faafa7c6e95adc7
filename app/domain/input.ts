import { z } from 'zod'
import { DomainError } from '#app/domain/errors.ts'
import { isBlank, storable, typedLine, typedText } from '#app/text/typed-text.ts'

/** The number of a row. */
export const id = z.number().int().positive().max(Number.MAX_SAFE_INTEGER)

/** The number of what was chosen in a form, where 0 is nothing; refused by the code then. */
export const chosen = (code: string) =>
  z
    .number(code)
    .int(code)
    .refine((value) => value > 0, code)

export const locale = z.enum(['en', 'fr'])

/** When something happens: now, unless an import, the demo or a test says otherwise. */
export const moment = z.date().default(() => new Date())

/** One of some words; refused by the code, also when none was chosen. */
export const oneOf = <const Words extends readonly string[]>(
  words: Words,
  code: string,
): z.ZodType<Words[number], Words[number] | undefined> => z.enum(words, code)

/** In characters; what merely has to be there has a minimum of 1. */
type Limits = { min: number; max: number; code: string }

const withLimits = (clean: (text: string) => string, { min, max, code }: Limits): z.ZodType<string, string> =>
  z.string().transform((typed, context) => {
    const refuse = (refusal: 'missing' | 'too_short' | 'too_long', figures: Record<string, number>) => {
      context.addIssue({ code: 'custom', message: `${code}.${refusal}`, params: figures })
      return z.NEVER
    }
    // Nothing is read closely that is too long whatever comes of it.
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

/** What was typed, where it shows later what it is for and what it may be; of so many characters at most. */
export const typed = (max: number, code?: string) => z.string().max(max, code).overwrite(storable)

const CODE = /^\w+\.\w+$/

/**
 * What was given in the shape that a schema says. Throws invalid, for the field, with the code of the first refusal: a
 * schema names it in place of a message. Without one it is `input.malformed`.
 */
export function checked<Schema extends z.ZodType>(schema: Schema, given: unknown, field?: string): z.output<Schema> {
  const { success, data, error } = schema.safeParse(given)
  if (success) return data
  const [issue] = error.issues
  const code = issue && CODE.test(issue.message) ? issue.message : 'input.malformed'
  throw new DomainError('invalid', code, field ?? issue?.path[0]?.toString(), figuresOf(issue))
}

function figuresOf(issue: z.core.$ZodIssue | undefined): Record<string, number> {
  if (issue?.code === 'custom') return issue.params ?? {}
  if (issue?.code === 'too_big') return { max: Number(issue.maximum) }
  return {}
}
