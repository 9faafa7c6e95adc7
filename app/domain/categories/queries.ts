import { type ExpressionBuilder, sql } from 'kysely'
import { notFound } from '#app/domain/errors.ts'
import type { Database } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

export function listCategories(db: Db) {
  return db.selectFrom('categories').selectAll().orderBy('position').orderBy(sql`folded(name)`).execute()
}

export function getCategory(db: Db, slug: string) {
  return db
    .selectFrom('categories')
    .selectAll()
    .where('slug', '=', slug)
    .executeTakeFirstOrThrow(() => notFound('category'))
}

/** The names of the tags that each category adds to its questions. */
export async function listTagsOfCategories(db: Db): Promise<Map<number, string[]>> {
  const rows = await db
    .selectFrom('categoryTags')
    .innerJoin('tags', 'tags.id', 'categoryTags.tagId')
    .groupBy('categoryTags.categoryId')
    .select((eb) => [
      'categoryTags.categoryId',
      sql<string[]>`array_agg(${eb.ref('tags.name')}::text order by ${eb.ref('categoryTags.position')})`.as('names'),
    ])
    .execute()
  return new Map(rows.map((row) => [row.categoryId, row.names]))
}

/** The names of the tags that a category adds to its questions, as a column. */
export const tagNamesOf = (eb: ExpressionBuilder<Database, 'categories'>) =>
  sql<string[]>`array(${eb
    .selectFrom('categoryTags')
    .innerJoin('tags', 'tags.id', 'categoryTags.tagId')
    .whereRef('categoryTags.categoryId', '=', 'categories.id')
    .orderBy('categoryTags.position')
    .select(sql`tags.name::text`.as('name'))})`.as('tagNames')

export async function listTagsOfCategory(db: Db, categoryId: number): Promise<string[]> {
  return (await listTagsOfCategories(db)).get(categoryId) ?? []
}
