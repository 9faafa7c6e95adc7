import type { Db } from '#db/transaction.ts'

/** The tags in use, most used first, each with how many experts stand by it; or those whose name is like what was typed. */
export function listTags(db: Db, { name, limit = 120 }: { name?: string; limit?: number } = {}) {
  return db
    .selectFrom('tags')
    .$if(Boolean(name), (query) => query.where('name', 'ilike', `%${(name ?? '').replace(/[%_\\]/g, '\\$&')}%`))
    .select((eb) => [
      'tags.id',
      'tags.name',
      'tags.description',
      'tags.threadCount',
      eb
        .cast<number>(
          eb
            .selectFrom('grants')
            .whereRef('grants.tagId', '=', 'tags.id')
            .where('grants.role', '=', 'expert')
            .where('grants.revokedAt', 'is', null)
            .select((count) => count.fn.countAll<number>().as('count')),
          'integer',
        )
        .as('experts'),
    ])
    .orderBy('tags.threadCount', 'desc')
    .orderBy('tags.id')
    .limit(limit)
    .execute()
}
