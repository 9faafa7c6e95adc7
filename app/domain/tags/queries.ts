import { notFound } from '#app/domain/errors.ts'
import type { Db } from '#db/transaction.ts'

export function getTag(db: Db, name: string) {
  return db
    .selectFrom('tags')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirstOrThrow(() => notFound('tag'))
}

export function listPopularTags(db: Db, { limit = 20 } = {}) {
  return db
    .selectFrom('tags')
    .where('threadCount', '>', 0)
    .select(['id', 'name', 'threadCount'])
    .orderBy('threadCount', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}
