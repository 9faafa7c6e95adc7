import { type SqlBool, sql } from 'kysely'
import type { Db } from '#db/transaction.ts'

/** The member with this number or full name; of several with the same name, the one with most points. */
export async function findUser(db: Db, text: string): Promise<{ id: number; name: string } | undefined> {
  const typed = text.trim()
  if (typed === '') return undefined
  return db
    .selectFrom('users')
    .where('kind', '=', 'person')
    .where('deletedAt', 'is', null)
    .where(/^\d{1,15}$/.test(typed) ? sql<SqlBool>`id = ${Number(typed)}` : sql<SqlBool>`lower(name) = lower(${typed})`)
    .select(['id', 'name'])
    .orderBy('reputation', 'desc')
    .orderBy('id')
    .limit(sql.lit(1))
    .executeTakeFirst()
}
