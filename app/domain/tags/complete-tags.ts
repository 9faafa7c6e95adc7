import { sql } from 'kysely'
import { listTags } from '#app/domain/tags/list-tags.ts'
import { cleanTagName } from '#app/domain/tags/tag-names.ts'
import { escapeLike } from '#app/text/like-pattern.ts'
import type { Db } from '#db/transaction.ts'

export type TagCompletion = { name: string; description: string; threadCount: number; synonym: string | null }

const SUGGESTED = 8

/** In any case and with or without accents: tags with a name that begins with the typed text, then those that contain it; the most used first. */
export async function completeTags(db: Db, typed: string): Promise<TagCompletion[]> {
  const name = cleanTagName(typed)
  if (name === '') {
    const { items } = await listTags(db, { limit: SUGGESTED })
    return items.map(({ name, description, threadCount }) => ({ name, description, threadCount, synonym: null }))
  }
  const begins = sql`folded(${escapeLike(name)}) || '%'`
  const contains = sql`'%' || folded(${escapeLike(name)}) || '%'`
  const { rows } = await sql<TagCompletion>`
    select name::text as name, description, thread_count as "threadCount", synonym::text as synonym
    from (
      select distinct on (id) id, name, description, thread_count, synonym, closeness from (
        select id, name, description, thread_count, null::citext as synonym, name as typed,
          case when folded_name = folded(${name}) then 0 when folded_name like ${begins} then 2 else 4 end as closeness
        from tags where folded_name like ${contains}
        union all
        select tags.id, tags.name, tags.description, tags.thread_count, tag_synonyms.name, tag_synonyms.name,
          case when tag_synonyms.folded_name = folded(${name}) then 1 when tag_synonyms.folded_name like ${begins} then 3 else 5 end
        from tag_synonyms join tags on tags.id = tag_synonyms.tag_id
        where tag_synonyms.folded_name like ${contains}
      ) as found order by id, closeness
    ) as tags
    order by closeness / 2, thread_count desc, id
    limit ${sql.lit(SUGGESTED)}`.execute(db)
  return rows
}
