import { invalid } from '#app/domain/errors.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { lockTagNames } from '#app/domain/tags/lock-tag-names.ts'
import { mayCreateTags } from '#app/domain/tags/may-create-tags.ts'
import { isTagName, TAGS_MAX } from '#app/domain/tags/tag-names.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

/** Some names may be synonyms of one tag; more than this are refused before the database is asked. */
const NAMES_MAX = 50

/**
 * The ids of up to 5 tags, in the order given; a synonym gives its tag. Somebody who may not create tags can only use
 * existing ones. Throws `tags.missing` where the forum wants at least one, `tags.too_many`, `tags.invalid`,
 * `tags.unknown`.
 */
export async function resolveTags(trx: Trx, actor: Actor, typed: string[]): Promise<number[]> {
  const bad = typed.find((name) => !isTagName(name))
  if (bad !== undefined) throw invalid('tags', 'tags.invalid', { tag: bad })
  if (typed.length === 0) {
    if ((await getSetting(trx, 'tagging')).required) throw invalid('tags', 'tags.missing')
    return []
  }
  if (typed.length > NAMES_MAX) throw invalid('tags', 'tags.too_many', { max: TAGS_MAX })

  await lockTagNames(trx)
  let known = await findTags(trx, typed)
  const missing = typed.filter((name) => !known.has(name))
  const tags = new Set(known.values()).size + missing.length
  if (tags > TAGS_MAX) throw invalid('tags', 'tags.too_many', { max: TAGS_MAX })
  if (missing.length > 0) {
    if (!(await mayCreateTags(trx, actor))) {
      throw invalid('tags', 'tags.unknown', { tag: missing.join(', '), points: actor.privileges.createTags })
    }
    // Created in sorted order, so that nothing deadlocks, and read again: another transaction may create the same ones
    // now.
    await trx
      .insertInto('tags')
      .values([...missing].sort().map((name) => ({ name })))
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
    known = await findTags(trx, typed)
  }
  return [...new Set(typed.map((name) => known.get(name)).filter((id) => id !== undefined))]
}

/** Gives a thread that has none these tags, in this order. */
export async function saveTags(trx: Trx, threadId: number, tagIds: number[]): Promise<void> {
  if (tagIds.length === 0) return
  await trx
    .insertInto('threadTags')
    .values(tagIds.map((tagId, position) => ({ threadId, tagId, position })))
    .execute()
}

/** The ids of tags by their names as given; a synonym gives its tag. */
async function findTags(trx: Trx, names: string[]): Promise<Map<string, number>> {
  const rows = await trx
    .selectFrom('tags')
    .where('name', 'in', names)
    .select(['name', 'id'])
    .unionAll(trx.selectFrom('tagSynonyms').where('name', 'in', names).select(['name', 'tagId as id']))
    .execute()
  return new Map(rows.map((row) => [row.name.toLowerCase(), row.id]))
}
