import { type SqlBool, sql } from 'kysely'
import type { Cursor } from '#app/domain/cursor.ts'
import type { TagSort } from '#app/domain/tags/list-options.ts'
import { escapeLike } from '#app/text/like-pattern.ts'
import type { Db } from '#db/transaction.ts'

const PAGE_SIZE = 36

const SORTS = {
  popular: { column: 'tags.threadCount', type: 'integer', direction: 'desc' },
  name: { column: 'tags.foldedName', type: 'text', direction: 'asc' },
  new: { column: 'tags.createdAt', type: 'timestamptz', direction: 'desc' },
} as const satisfies Record<TagSort, { column: string; type: string; direction: string }>

/**
 * One page of tags, paged by key, each with the number of its experts; all, or those with a name similar to the typed
 * one.
 */
export async function listTags(
  db: Db,
  {
    name,
    sort = 'popular',
    after,
    limit = PAGE_SIZE,
  }: { name?: string; sort?: TagSort; after?: Cursor; limit?: number } = {},
) {
  const { column, type, direction } = SORTS[sort]
  const further = direction === 'asc' ? sql`>` : sql`<`
  const rows = await db
    .selectFrom('tags')
    .$if(Boolean(name), (query) =>
      query.where((eb) =>
        eb.or([
          sql<SqlBool>`tags.folded_name like '%' || folded(${escapeLike(name ?? '')}) || '%'`,
          eb(
            'tags.id',
            'in',
            eb
              .selectFrom('tagSynonyms')
              .where(sql<SqlBool>`tag_synonyms.folded_name like '%' || folded(${escapeLike(name ?? '')}) || '%'`)
              .select('tagSynonyms.tagId'),
          ),
        ]),
      ),
    )
    .$if(after !== undefined, (query) =>
      query.where(
        sql<SqlBool>`(${sql.ref(column)}, tags.id) ${further} (${after?.key ?? ''}::${sql.raw(type)}, ${after?.id ?? 0}::bigint)`,
      ),
    )
    .select((eb) => [
      'tags.id',
      'tags.name',
      'tags.description',
      'tags.threadCount',
      sql<string>`${sql.ref(column)}::text`.as('cursorKey'),
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
    .orderBy(column, direction)
    .orderBy('tags.id', direction)
    .limit(sql.lit(limit + 1))
    .execute()

  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const next = rows.length > limit && last ? { key: last.cursorKey, id: last.id } : null
  return { items: items.map(({ cursorKey: _, ...item }) => item), next }
}

/** A tag for somebody who is typing one. `synonym` is the other name that they typed, if they typed one. */
