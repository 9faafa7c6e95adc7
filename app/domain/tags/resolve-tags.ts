import { invalid } from '#app/domain/errors.ts'
import { isTagName, lockTagNames } from '#app/domain/tags/tag-names.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import type { Trx } from '#db/transaction.ts'

export const TAGS_MAX = 5

/** Tag names as people type them: lower case, split at commas and blanks, each once. */
export function parseTags(text: string): string[] {
  const names = text
    .normalize('NFC')
    .toLowerCase()
    .split(/[\s,;]+/)
    .map((name) => name.replace(/^#/, '').trim())
    .filter((name) => name !== '')
  return [...new Set(names)]
}

/**
 * The ids of 1 to 5 tags, in the order given; a synonym gives the tag it stands for. Who may not create tags can only
 * use those that exist. Throws `tags.missing`, `tags.too_many`, `tags.invalid`, `tags.unknown`.
 */
export async function resolveTags(trx: Trx, actor: Actor, typed: string[]): Promise<number[]> {
  const bad = typed.find((name) => !isTagName(name))
  if (bad !== undefined) throw invalid('tags', 'tags.invalid', { tag: bad })
  if (typed.length === 0) throw invalid('tags', 'tags.missing')

  await lockTagNames(trx)
  let known = await findTags(trx, typed)
  const missing = typed.filter((name) => !known.has(name))
  const tags = new Set(known.values()).size + missing.length
  if (tags > TAGS_MAX) throw invalid('tags', 'tags.too_many', { max: TAGS_MAX })
  if (missing.length > 0) {
    if (!hasPrivilege(actor, 'createTags')) {
      throw invalid('tags', 'tags.unknown', { tag: missing.join(', '), points: actor.privileges.createTags })
    }
    // Created in one order, and read again: somebody else may create the same ones at this moment.
    await trx
      .insertInto('tags')
      .values([...missing].sort().map((name) => ({ name })))
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
    known = await findTags(trx, typed)
  }
  return [...new Set(typed.map((name) => known.get(name)).filter((id) => id !== undefined))]
}

/** The ids of the tags that names mean, by the name as it was given; a synonym means the tag that it stands for. */
async function findTags(trx: Trx, names: string[]): Promise<Map<string, number>> {
  const rows = await trx
    .selectFrom('tags')
    .where('name', 'in', names)
    .select(['name', 'id'])
    .unionAll(trx.selectFrom('tagSynonyms').where('name', 'in', names).select(['name', 'tagId as id']))
    .execute()
  return new Map(rows.map((row) => [row.name.toLowerCase(), row.id]))
}
