import { invalid } from '#app/domain/errors.ts'
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
 * The ids of 1 to 5 tags, in the order given. Who may not create tags can only use those that exist.
 * Throws `tags.missing`, `tags.too_many`, `tags.invalid`, `tags.unknown`.
 */
export async function resolveTags(trx: Trx, actor: Actor, names: string[]): Promise<number[]> {
  if (names.length === 0) throw invalid('tags', 'tags.missing')
  if (names.length > TAGS_MAX) throw invalid('tags', 'tags.too_many', { max: TAGS_MAX })
  const bad = names.find((name) => !/^[\p{L}\p{N}][\p{L}\p{N}.+#-]{0,34}$/u.test(name))
  if (bad !== undefined) throw invalid('tags', 'tags.invalid', { tag: bad })

  const find = () => trx.selectFrom('tags').where('name', 'in', names).select(['id', 'name']).execute()
  let known = await find()
  const missing = names.filter((name) => !known.some((tag) => tag.name.toLowerCase() === name))
  if (missing.length > 0) {
    if (!hasPrivilege(actor, 'createTags')) throw invalid('tags', 'tags.unknown', { tag: missing.join(', ') })
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
