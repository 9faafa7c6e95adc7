import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import { changeTagNames } from '#app/domain/tags/lock-tag-names.ts'
import { canReorganizeTags } from '#app/domain/tags/permissions.ts'
import { tagName } from '#app/domain/tags/tag-input.ts'
import { refuseIfFaster, version, versionOf } from '#app/domain/version.ts'
import { enqueue } from '#app/queue/enqueue.ts'

const shown = ({ name }: { name: string }) => ({ name })

/** The version of the name of a tag, for the form that changes it. */
export const versionOfTagName = (tag: { name: string }): string => versionOf(shown(tag))

/**
 * Renames a tag; the old name becomes its synonym, so that old addresses and the old name still work. Throws forbidden
 * `tag.reorganize`; conflict `form.faster`; invalid `tags.invalid`, `tag.taken`, `synonym.taken`.
 */
export const renameTag = command(
  { name: 'tag.rename', input: z.object({ tagId: id, name: tagName, version }), callers: 'writers' },
  async (trx, actor, { tagId, name: newName, version: seen }): Promise<{ name: string }> => {
    if (!canReorganizeTags(actor)) throw forbidden('tag.reorganize')
    await changeTagNames(trx)
    const tag = await trx
      .selectFrom('tags')
      .where('id', '=', tagId)
      .select(['id', 'name'])
      .forUpdate()
      .executeTakeFirstOrThrow(() => notFound('tag'))
    await refuseIfFaster(seen, { now: shown(tag), wanted: { name: newName } }, () =>
      findLastChange(trx, { verbs: ['tag.renamed'], about: { tagId } }),
    )
    if (tag.name === newName) return tag

    const namesake = await trx.selectFrom('tags').where('name', '=', newName).select('id').executeTakeFirst()
    if (namesake && namesake.id !== tagId) throw invalid('name', 'tag.taken', { tag: newName })
    const synonym = await trx.selectFrom('tagSynonyms').where('name', '=', newName).select('tagId').executeTakeFirst()
    if (synonym && synonym.tagId !== tagId) throw invalid('name', 'synonym.taken', { tag: newName })

    await trx.deleteFrom('tagSynonyms').where('name', '=', newName).execute()
    await trx.updateTable('tags').set({ name: newName }).where('id', '=', tagId).execute()
    // A name that differs only in case is the same name.
    if (!namesake) await trx.insertInto('tagSynonyms').values({ name: tag.name, tagId, createdBy: actor.id }).execute()

    recordEvent(trx, actor, 'tag.renamed', { tagId }, { before: { name: tag.name }, after: { name: newName } })
    enqueue(trx, 'search.index_tag', { tagId })
    return { name: newName }
  },
)
