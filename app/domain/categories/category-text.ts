import type { CategoryText, Locale } from '#db/schema.ts'

type Named = {
  name: string
  description?: string
  translations: Partial<Record<Locale, CategoryText>>
}

/** The name and description of a category in the language of the reader, or else in the one in which it was created. */
export function categoryText(category: Named, locale: Locale): { name: string; description: string } {
  return category.translations[locale] ?? { name: category.name, description: category.description ?? '' }
}

/**
 * The Markdown above the question form, or the reason why there is no form; in the language of the reader, or else in
 * the other one. '' when there is no text.
 */
export function categoryNote(
  category: Pick<Named, 'translations'>,
  note: 'askText' | 'unsupportedText',
  locale: Locale,
): string {
  const { en, fr } = category.translations
  return (locale === 'fr' ? fr?.[note] || en?.[note] : en?.[note] || fr?.[note]) || ''
}

/** A category with a text on what is not supported takes no questions. */
export const isSupported = (category: Pick<Named, 'translations'>): boolean =>
  categoryNote(category, 'unsupportedText', 'en') === ''
