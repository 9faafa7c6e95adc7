import { sql } from 'kysely'
import type { SearchQuery } from '#app/domain/search/query/parse-query.ts'
import type { Db } from '#db/transaction.ts'

export type UnknownName = { kind: 'tag' | 'category' | 'user'; name: string; like: string | null }

/**
 * Names in the filters of a search that do not exist, and for a tag the most similar existing name. They explain why a
 * search found nothing, and contain public names only.
 */
export async function findUnknownNames(db: Db, queries: SearchQuery[]): Promise<UnknownName[]> {
  const [tags, categories, users] = (['tags', 'categories', 'users'] as const).map((kind) => [
    ...new Set(queries.flatMap((query) => query[kind])),
  ])
  if ([tags, categories, users].every((names) => names?.length === 0)) return []
  const { rows } = await sql<UnknownName>`
    select 'tag' as kind, asked.name, (
      select tags.name::text from tags where similarity(tags.name::text, asked.name) > 0.3
      order by similarity(tags.name::text, asked.name) desc, tags.thread_count desc limit 1) as like
    from unnest(${tags}::text[]) as asked (name)
    where not exists (select from tags where tags.name = asked.name::citext)
      and not exists (select from tag_synonyms where tag_synonyms.name = asked.name::citext)
    union all
    select 'category', asked.name, null
    from unnest(${categories}::text[]) as asked (name)
    where not exists (select from categories where lower(categories.slug::text) = asked.name)
    union all
    select 'user', asked.name, null
    from unnest(${users}::text[]) as asked (name)
    where not exists (select from users where lower(users.name) = lower(asked.name))
      and asked.name !~ '^[0-9]{1,15}$'`.execute(db)
  return rows
}
