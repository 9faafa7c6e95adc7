import { type FieldAnswers, fieldName } from '#app/domain/categories/fields.ts'
import { invalid } from '#app/domain/errors.ts'
import { isBlank, typedLine } from '#app/text/typed-text.ts'
import type { CategoryField } from '#db/schema.ts'

const TEXT_MAX = 200

/**
 * Checks the answers to the fields of a category, and leaves out answers to other fields. Throws invalid with the name
 * of the field: `fields.missing`, `fields.too_long`, `fields.unknown_option`, `fields.not_a_number`,
 * `fields.not_a_version`.
 */
export function checkAnswers(
  category: { id: number; fields: CategoryField[] },
  typed: FieldAnswers,
  { mayBeEmpty = false } = {},
): FieldAnswers {
  const answers: FieldAnswers = {}
  for (const field of category.fields) {
    const name = fieldName(category.id, field.key)
    const value = typedLine(typed[field.key] ?? '')
    if (isBlank(value)) {
      if (field.required && !mayBeEmpty) throw invalid(name, 'fields.missing')
      continue
    }
    answers[field.key] = checkAnswer(field, value, name)
  }
  return answers
}

function checkAnswer(field: CategoryField, value: string, name: string): string {
  if (value.length > TEXT_MAX) throw invalid(name, 'fields.too_long', { max: TEXT_MAX })
  if (field.kind === 'select' && !field.options.some((option) => option.key === value)) {
    throw invalid(name, 'fields.unknown_option')
  }
  if (field.kind === 'number') {
    const number = value.replace(',', '.').replace(/[\s\u00a0\u202f]/g, '')
    if (!/^[+-]?\d{1,15}(\.\d{1,10})?$/.test(number)) throw invalid(name, 'fields.not_a_number')
    return number.replace(/^\+/, '')
  }
  if (field.kind === 'version' && !/^v?\d+(\.\d+){0,4}([-+. ]?[\p{L}\p{N}.+-]{1,40})?$/iu.test(value)) {
    throw invalid(name, 'fields.not_a_version')
  }
  return value
}
