import { invalid } from '#app/domain/errors.ts'
import { holdTagNames, isTagName } from '#app/domain/tags/tag-names.ts'
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

/** The same names with those that have become another tag's in its name, each once. */
export async function mainTagNames(trx: Trx, names: string[]): Promise<string[]> {
  if (names.length === 0) return []
  await holdTagNames(trx)
  const synonyms = await trx
    .selectFrom('tagSynonyms')
    .innerJoin('tags', 'tags.id', 'tagSynonyms.tagId')
    .where('tagSynonyms.name', 'in', names)
    .select(['tagSynonyms.name', 'tags.name as mainName'])
    .execute()
  const mainOf = new Map(synonyms.map((synonym) => [synonym.name.toLowerCase(), synonym.mainName.toLowerCase()]))
  return [...new Set(names.map((name) => mainOf.get(name) ?? name))]
}

/**
 * The ids of 1 to 5 tags, in the order given; a synonym gives the tag it stands for. Who may not create tags can only
 * use those that exist. Throws `tags.missing`, `tags.too_many`, `tags.invalid`, `tags.unknown`.
 */
export async function resolveTags(trx: Trx, actor: Actor, typed: string[]): Promise<number[]> {
  const bad = typed.find((name) => !isTagName(name))
  if (bad !== undefined) throw invalid('tags', 'tags.invalid', { tag: bad })
  const names = await mainTagNames(trx, typed)
  if (names.length === 0) throw invalid('tags', 'tags.missing')
  if (names.length > TAGS_MAX) throw invalid('tags', 'tags.too_many', { max: TAGS_MAX })

  const find = () => trx.selectFrom('tags').where('name', 'in', names).select(['id', 'name']).execute()
  let known = await find()
  const missing = names.filter((name) => !known.some((tag) => tag.name.toLowerCase() === name))
  if (missing.length > 0) {
    if (!hasPrivilege(actor, 'createTags')) {
      throw invalid('tags', 'tags.unknown', { tag: missing.join(', '), points: actor.privileges.createTags })
    }
    // Created in one order, and read again: somebody else may create the same ones at this moment.
    await trx
      .insertInto('tags')
      .values(missing.sort().map((name) => ({ name })))
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
    known = await find()
  }
  const idOf = new Map(known.map((tag) => [tag.name.toLowerCase(), tag.id]))
  return names.map((name) => idOf.get(name)).filter((id) => id !== undefined)
}
