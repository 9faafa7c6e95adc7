import { notFound } from '#app/domain/errors.ts'
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
