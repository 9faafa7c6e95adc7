import type { CategoryText, Locale } from '#db/schema.ts'

type Named = {
  name: string
  description?: string
  translations: Partial<Record<Locale, CategoryText>>
}

/** A category's name and description in the reader's language, else in the one it was created in. */
export function categoryText(category: Named, locale: Locale): { name: string; description: string } {
  return category.translations[locale] ?? { name: category.name, description: category.description ?? '' }
}

/** The Markdown above the form, or why there is none, in the reader's language or else in the other; '' without one. */
export function categoryNote(
  category: Pick<Named, 'translations'>,
  note: 'askText' | 'unsupportedText',
  locale: Locale,
): string {
  const { en, fr } = category.translations
  return (locale === 'fr' ? fr?.[note] || en?.[note] : en?.[note] || fr?.[note]) || ''
}

/** A category that says what we do not support takes no questions. */
export const isSupported = (category: Pick<Named, 'translations'>): boolean =>
  categoryNote(category, 'unsupportedText', 'en') === ''
