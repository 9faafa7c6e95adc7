import { sql } from 'kysely'
import { anywhere, escaped, listTags } from '#app/domain/tags/list-tags.ts'
import { cleanTagName } from '#app/domain/tags/tag-names.ts'
import type { Db } from '#db/transaction.ts'

export type TagCompletion = { name: string; description: string; threadCount: number; synonym: string | null }

const SUGGESTED = 8

/** Tags with a name that begins with the typed text, then those that contain it; the most used first. */
export async function completeTags(db: Db, typed: string): Promise<TagCompletion[]> {
  const name = cleanTagName(typed)
  if (name === '') {
    const { items } = await listTags(db, { limit: SUGGESTED })
    return items.map(({ name, description, threadCount }) => ({ name, description, threadCount, synonym: null }))
  }
  const { rows } = await sql<TagCompletion>`
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
