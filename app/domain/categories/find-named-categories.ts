import { sql } from 'kysely'
import { storable } from '#app/text/typed-text.ts'
import type { Db } from '#db/transaction.ts'

/** The categories that names mean in a filter: their short name or their name, in any case, with or without accents. */
export async function findNamedCategories(db: Db, names: string[]): Promise<Map<string, { id: number; slug: string }>> {
  if (names.length === 0) return new Map()
  const { rows } = await sql<{ asked: string; id: number; slug: string }>`
    select distinct on (asked.name) asked.name as asked, categories.id, categories.slug::text as slug
    from unnest(${names.map(storable)}::text[]) as asked (name)
    join categories on folded(asked.name) in (folded(categories.slug::text), folded(categories.name))
    order by asked.name, categories.slug = asked.name::citext desc,
      folded(categories.slug::text) = folded(asked.name) desc, categories.id`.execute(db)
  return new Map(rows.map(({ asked, id, slug }) => [asked, { id, slug }]))
}
