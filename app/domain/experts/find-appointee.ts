import { sql } from 'kysely'
import { invalid } from '#app/domain/errors.ts'
import type { Db } from '#db/transaction.ts'

/**
 * Finds the person and the tag that somebody typed: a person by their handle (after the @), or by a name that only one
 * person has. Throws invalid `expert.user`, `expert.tag` with the field.
 */
export async function findAppointee(
  db: Db,
  { person, tag }: { person: string; tag: string },
): Promise<{ userId: number; tagId: number }> {
  const typed = person.trim().replace(/^@/, '')
  const people = await db
    .selectFrom('users')
    .where('kind', '=', 'person')
    .where('deletedAt', 'is', null)
    .where((eb) => eb.or([eb('handle', '=', typed), eb(sql`lower(name)`, '=', typed.toLowerCase())]))
    .select(['id', 'handle'])
    .limit(2)
    .execute()
  const meant = people.find((one) => one.handle.toLowerCase() === typed.toLowerCase()) ?? people[0]
  if (!meant || (people.length > 1 && meant.handle.toLowerCase() !== typed.toLowerCase())) {
    throw invalid('person', 'expert.user')
  }
  const row = await db.selectFrom('tags').where('name', '=', tag.trim()).select('id').executeTakeFirst()
  if (!row) throw invalid('tag', 'expert.tag')
  return { userId: meant.id, tagId: row.id }
}
