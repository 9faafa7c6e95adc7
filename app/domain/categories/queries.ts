import { notFound } from '#app/domain/errors.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

export function listCategories(db: Db) {
  return db.selectFrom('categories').selectAll().orderBy('position').orderBy('name').execute()
}

export function getCategory(db: Db, slug: string) {
  return db
    .selectFrom('categories')
    .selectAll()
    .where('slug', '=', slug)
    .executeTakeFirstOrThrow(() => notFound('category'))
}

type Named = {
  name: string
  description?: string
  translations: Partial<Record<Locale, { name: string; description: string }>>
}

/** A category's name and description in the reader's language, else in the one it was created in. */
export function categoryText(category: Named, locale: Locale): { name: string; description: string } {
  return category.translations[locale] ?? { name: category.name, description: category.description ?? '' }
}
