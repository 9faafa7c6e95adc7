import { type SqlBool, sql } from 'kysely'
import type { Cursor } from '#app/domain/cursor.ts'
import type { TagSort } from '#app/domain/tags/list-options.ts'
import type { Db } from '#db/transaction.ts'

const PAGE_SIZE = 36

const SORTS = {
  popular: { column: 'tags.threadCount', type: 'integer', direction: 'desc' },
  name: { column: 'tags.name', type: 'citext', direction: 'asc' },
  new: { column: 'tags.createdAt', type: 'timestamptz', direction: 'desc' },
} as const satisfies Record<TagSort, { column: string; type: string; direction: string }>

const escaped = (name: string) => name.replace(/[%_\\]/g, '\\$&')
const anywhere = (name: string) => `%${escaped(name)}%`

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
          sql<SqlBool>`tags.name::text ilike ${anywhere(name ?? '')}`,
          eb(
            'tags.id',
            'in',
            eb
              .selectFrom('tagSynonyms')
              .where(sql<SqlBool>`tag_synonyms.name::text ilike ${anywhere(name ?? '')}`)
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
export type TagSuggestion = { name: string; description: string; threadCount: number; synonym: string | null }

const SUGGESTED = 8

/** Tags with a name that begins with the typed text, then those that contain it; the most used first. */
export async function suggestTags(db: Db, typed: string): Promise<TagSuggestion[]> {
  const name = typed.normalize('NFC').trim().toLowerCase().replace(/^#/, '')
  if (name === '') {
    const { items } = await listTags(db, { limit: SUGGESTED })
    return items.map(({ name, description, threadCount }) => ({ name, description, threadCount, synonym: null }))
  }
  const { rows } = await sql<TagSuggestion>`
    select name::text as name, description, thread_count as "threadCount", synonym::text as synonym
    from (
      select distinct on (id) id, name, description, thread_count, synonym, closeness from (
        select id, name, description, thread_count, null::citext as synonym, name as typed,
          case when name = ${name}::citext then 0 when name::text ilike ${`${escaped(name)}%`} then 2 else 4 end as closeness
        from tags where name::text ilike ${anywhere(name)}
        union all
        select tags.id, tags.name, tags.description, tags.thread_count, tag_synonyms.name, tag_synonyms.name,
          case when tag_synonyms.name = ${name}::citext then 1 when tag_synonyms.name::text ilike ${`${escaped(name)}%`} then 3 else 5 end
        from tag_synonyms join tags on tags.id = tag_synonyms.tag_id
        where tag_synonyms.name::text ilike ${anywhere(name)}
      ) as found order by id, closeness
    ) as tags
    order by closeness / 2, thread_count desc, id
    limit ${sql.lit(SUGGESTED)}`.execute(db)
  return rows
}
