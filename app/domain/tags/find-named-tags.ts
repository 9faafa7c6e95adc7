import { sql } from 'kysely'
import { cleanTagName } from '#app/domain/tags/tag-names.ts'
import type { Db } from '#db/transaction.ts'

/** A name as it was given, the tag that it means, or else the most similar name of one. */
export type NamedTag = { typed: string; tag: { id: number; name: string } | null; like: string | null }

/**
 * The tags that names mean, everywhere where an existing tag is looked for: the tag or synonym of this name, else the
 * most used one whose name differs only in accents. In the order given.
 */
export async function findNamedTags(db: Db, names: string[]): Promise<NamedTag[]> {
  if (names.length === 0) return []
  const { rows } = await sql<{ id: number | null; name: string | null; like: string | null }>`
    select found.id, found.name, case when found.id is null then (
        select tags.name::text from tags where tags.folded_name % folded(asked.name)
        order by similarity(tags.folded_name, folded(asked.name)) desc, tags.thread_count desc, tags.id limit 1) end as like
    from unnest(${names.map(cleanTagName)}::text[]) with ordinality as asked (name, place)
    left join lateral (
      select tags.id, tags.name::text as name
      from (
        select id, case when tags.name = asked.name::citext then 0 else 2 end as distance
        from tags where folded_name = folded(asked.name)
        union all
        select tag_id, case when tag_synonyms.name = asked.name::citext then 1 else 3 end
        from tag_synonyms where folded_name = folded(asked.name)
      ) as named
      join tags on tags.id = named.id
      order by named.distance, tags.thread_count desc, tags.id limit 1
    ) as found on true
    order by asked.place`.execute(db)
  return rows.map(({ id, name, like }, place) => ({
    typed: names[place] ?? '',
    tag: id === null || name === null ? null : { id, name },
    like,
  }))
}
