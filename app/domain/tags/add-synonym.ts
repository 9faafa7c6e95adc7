import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, typed } from '#app/domain/input.ts'
import { changeTagNames } from '#app/domain/tags/lock-tag-names.ts'
import { canManageSynonyms } from '#app/domain/tags/permissions.ts'
import { tagName } from '#app/domain/tags/tag-input.ts'
import { cleanTagName } from '#app/domain/tags/tag-names.ts'

const SYNONYMS_MAX = 30

/**
 * Gives a tag another name; in every place, typing that name means the tag. When a tag with that name exists, the two
 * must be merged, which only moderators may do. Throws forbidden `synonym.manage`; conflict `synonym.too_many`; invalid
 * `tags.invalid`, `synonym.is_tag`, `synonym.taken`.
 */
export const addSynonym = command(
  { name: 'synonym.add', input: z.object({ tagId: id, name: tagName }), callers: 'writers' },
  async (trx, actor, { tagId, name: synonym }) => {
    if (!canManageSynonyms(actor)) throw forbidden('synonym.manage', { points: actor.privileges.manageSynonyms })
    await changeTagNames(trx)

    const tag = await trx
      .selectFrom('tags')
      .where('id', '=', tagId)
      .select(['id', 'name'])
      .executeTakeFirstOrThrow(() => notFound('tag'))
    const namesake = await trx.selectFrom('tags').where('name', '=', synonym).select('id').executeTakeFirst()
    if (namesake) throw invalid('name', 'synonym.is_tag', { tag: synonym })
    const known = await trx.selectFrom('tagSynonyms').where('name', '=', synonym).select('tagId').executeTakeFirst()
    if (known?.tagId === tagId) return
    if (known) throw invalid('name', 'synonym.taken', { tag: synonym })
    const { count } = await trx
      .selectFrom('tagSynonyms')
      .where('tagId', '=', tagId)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (count >= SYNONYMS_MAX) throw conflict('synonym.too_many', { max: SYNONYMS_MAX })

    await trx.insertInto('tagSynonyms').values({ name: synonym, tagId, createdBy: actor.id }).execute()
    recordEvent(trx, actor, 'tag.synonym_added', { tagId }, { after: { name: tag.name, synonym } })
  },
)

/** Removes a synonym. The name then means nothing until somebody makes a tag of it. Repeating it changes nothing. */
export const removeSynonym = command(
  {
    name: 'synonym.remove',
    input: z.object({ tagId: id, name: typed(1000).overwrite(cleanTagName) }),
    callers: 'active',
  },
  async (trx, actor, { tagId, name }) => {
    if (!canManageSynonyms(actor)) throw forbidden('synonym.manage', { points: actor.privileges.manageSynonyms })
    await changeTagNames(trx)
    const removed = await trx
      .deleteFrom('tagSynonyms')
      .where('tagId', '=', tagId)
      .where('name', '=', name)
      .returning('name')
      .executeTakeFirst()
    if (!removed) return
    recordEvent(trx, actor, 'tag.synonym_removed', { tagId }, { before: { synonym: removed.name } })
  },
)
