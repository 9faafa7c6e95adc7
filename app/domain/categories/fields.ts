import { z } from 'zod'
import { typed } from '#app/domain/input.ts'
import type { CategoryField, Label, Locale } from '#db/schema.ts'

export const FIELDS_MAX = 12
export const FIELD_KINDS = ['text', 'select', 'number', 'version'] as const

/** The answers to the fields of a category, by the keys of the fields. */
export type FieldAnswers = Record<string, string>

/** The answers as a command takes them; each category checks them by its own rules. */
export const fieldsInput = z.record(typed(100), typed(10_000)).refine((fields) => Object.keys(fields).length <= 100)

export const isSame = (some: FieldAnswers, others: FieldAnswers): boolean =>
  Object.keys(some).length === Object.keys(others).length &&
  Object.entries(some).every(([key, value]) => others[key] === value)

export const labelText = (label: Label, locale: Locale): string => label[locale] || label.en || label.fr

/**
 * The answers as a page shows them: in the order of the fields, without empty ones and without fields that were
 * removed.
 */
export function describeAnswers(
  fields: CategoryField[],
  answers: FieldAnswers,
  locale: Locale,
): Array<{ key: string; label: string; value: string }> {
  return fields.flatMap(({ key, label, options }) => {
    const value = answers[key]
    if (!value) return []
    const option = options.find((each) => each.key === value)
    return [{ key, label: labelText(label, locale), value: option ? labelText(option.label, locale) : value }]
  })
}

/** The name of a field in a form. Each category has fields of its own. */
export const fieldName = (categoryId: number, key: string): string => `field-${categoryId}-${key}`

/** The fields of categories, by their names, from all that a form sent. */
export const fieldsIn = (form: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(form).filter(([name]) => name.startsWith('field-')))

/** The answers to one category's fields, by their keys. */
export function answersIn(form: Record<string, string>, categoryId: number): FieldAnswers {
  const prefix = fieldName(categoryId, '')
  return Object.fromEntries(
    Object.entries(form)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  )
}
