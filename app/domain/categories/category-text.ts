import type { Locale } from '#db/schema.ts'

type Named = {
  name: string
  description?: string
  translations: Partial<Record<Locale, { name: string; description: string }>>
}

/** A category's name and description in the reader's language, else in the one it was created in. */
export function categoryText(category: Named, locale: Locale): { name: string; description: string } {
  return category.translations[locale] ?? { name: category.name, description: category.description ?? '' }
}
