import type { CategoryText, Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

type Changed = { before: Record<string, unknown> | null; after: Record<string, unknown> | null }

/** People and categories by id, for pages that show what an event changed. */
export type FactNames = {
  users: Record<number, string>
  categories: Record<number, { name: string; translations: Partial<Record<Locale, CategoryText>> }>
}

const USERS = ['ownerId', 'by', 'from', 'to']
const CATEGORIES = ['categoryId']

/** The names of the people and categories whose ids the facts of these events hold. */
export async function nameFacts(db: Db, events: Changed[]): Promise<FactNames> {
  const idsIn = (names: string[]) => [
    ...new Set(
      events.flatMap(({ before, after }) =>
        names.flatMap((name) => [before?.[name], after?.[name]]).filter((value) => typeof value === 'number'),
      ),
    ),
  ]
  const [userIds, categoryIds] = [idsIn(USERS), idsIn(CATEGORIES)]
  const users =
    userIds.length === 0 ? [] : await db.selectFrom('users').where('id', 'in', userIds).select(['id', 'name']).execute()
  const categories =
    categoryIds.length === 0
      ? []
      : await db
          .selectFrom('categories')
          .where('id', 'in', categoryIds)
          .select(['id', 'name', 'translations'])
          .execute()
  return {
    users: Object.fromEntries(users.map(({ id, name }) => [id, name])),
    categories: Object.fromEntries(categories.map(({ id, ...category }) => [id, category])),
  }
}
