import type { CategoryForm, FieldForm } from '#app/domain/categories/save-category.ts'
import type { Category, CategoryField, Locale } from '#db/schema.ts'

/** A category as the fields of its form: each field has its own name, rows have numbers. */
export type TypedCategory = Record<string, string>

const LOCALES: Locale[] = ['en', 'fr']
const NOTES = ['name', 'description', 'askText', 'unsupportedText'] as const
/** How many empty rows for new fields are shown after the existing ones. */
const EMPTY_ROWS = 2
const ROWS_MAX = 40

export function typeCategory(category: Category | null, tags: string[]): TypedCategory {
  const typed: TypedCategory = { slug: category?.slug ?? '', icon: category?.icon ?? '', tags: tags.join(' ') }
  for (const locale of LOCALES) {
    const text = category?.translations[locale]
    for (const note of NOTES) typed[`${note}-${locale}`] = text?.[note] ?? ''
  }
  // A category from before categories had a name per language: its name is used for the first language without one.
  const missing = LOCALES.find((locale) => !category?.translations[locale])
  if (category && missing) {
    typed[`name-${missing}`] = category.name
    typed[`description-${missing}`] = category.description
  }
  for (const [index, field] of (category?.fields ?? []).entries()) Object.assign(typed, typeField(field, index))
  return typed
}

function typeField(field: CategoryField, index: number): TypedCategory {
  return {
    [`key-${index}`]: field.key,
    [`kind-${index}`]: field.kind,
    [`label-${index}-en`]: field.label.en,
    [`label-${index}-fr`]: field.label.fr,
    [`place-${index}`]: String(index + 1),
    ...(field.required ? { [`required-${index}`]: 'on' } : {}),
    [`options-${index}`]: field.options
      .map(({ label }) => (label.en === label.fr || !label.fr ? label.en : `${label.en} | ${label.fr}`))
      .join('\n'),
  }
}

/** How many rows of fields the page shows: the used ones and some empty ones. */
export function countRows(typed: TypedCategory): number {
  const used = [...Array(ROWS_MAX).keys()].filter((index) => typed[`label-${index}-en`] || typed[`label-${index}-fr`])
  return Math.min(ROWS_MAX, (used.at(-1) ?? -1) + 1 + EMPTY_ROWS)
}

export function readCategory(typed: TypedCategory): Omit<CategoryForm, 'id'> {
  const text = (name: string) => typed[name] ?? ''
  const rows = [...Array(ROWS_MAX).keys()].filter((index) => `label-${index}-en` in typed)
  const texts = (locale: Locale) => ({
    name: text(`name-${locale}`),
    description: text(`description-${locale}`),
    askText: text(`askText-${locale}`),
    unsupportedText: text(`unsupportedText-${locale}`),
  })
  const fields = rows.map((index): FieldForm & { row: number; place: number } => ({
    row: index,
    key: text(`key-${index}`),
    kind: text(`kind-${index}`),
    label: { en: text(`label-${index}-en`), fr: text(`label-${index}-fr`) },
    required: text(`required-${index}`) === 'on',
    options: text(`options-${index}`),
    place: Number.parseFloat(text(`place-${index}`).replace(',', '.')) || index + 1,
  }))
  return {
    slug: text('slug'),
    icon: text('icon'),
    tags: text('tags'),
    texts: { en: texts('en'), fr: texts('fr') },
    // Two fields with the same place keep their order.
    fields: fields.toSorted((a, b) => a.place - b.place || a.row - b.row),
  }
}
