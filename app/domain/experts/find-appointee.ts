import { invalid } from '#app/domain/errors.ts'
import { findPeople } from '#app/domain/profiles/find-people.ts'
import { findTag } from '#app/domain/tags/queries.ts'
import type { Db } from '#db/transaction.ts'

/**
 * Finds the one person and the tag that somebody typed. A role goes to nobody by the beginning of a name. Throws invalid
 * `expert.user`, `expert.namesakes`, `expert.tag` with the field.
 */
export async function findAppointee(
  db: Db,
  { person, tag }: { person: string; tag: string },
): Promise<{ userId: number; tagId: number }> {
  const found = await findPeople(db, person)
  const [meant, ...others] = found?.whole ? found.people : []
  if (!meant) throw invalid('person', 'expert.user')
  if (others.length > 0) throw invalid('person', 'expert.namesakes')
  const row = await findTag(db, tag.trim().replace(/^#/, ''))
  if (!row) throw invalid('tag', 'expert.tag')
  return { userId: meant.id, tagId: row.id }
}
