import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden, notFound } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, line, text } from '#app/domain/input.ts'
import { renderedText } from '#app/domain/render-text.ts'
import { TAG_DESCRIPTION_MAX } from '#app/domain/tags/list-options.ts'
import { canDescribeTags } from '#app/domain/tags/permissions.ts'
import { refuseIfFaster, version, versionOf } from '#app/domain/version.ts'

type Texts = { description: string; guide: string }
const shown = ({ description, guide }: Texts) => ({ description, guide })

/** The version of the texts of a tag, for the form that changes them. */
export const versionOfTagTexts = (tag: Texts): string => versionOf(shown(tag))

/**
 * Describes a tag: a sentence for lists, and a guide in Markdown for its page. The event stores the earlier texts.
 * Throws forbidden `tag.describe`; conflict `form.faster`; invalid `description.too_long`, `guide.too_long`.
 */
export const describeTag = command(
  {
    name: 'tag.describe',
    input: z.object({
      tagId: id,
      description: line({ min: 0, max: TAG_DESCRIPTION_MAX, code: 'description' }),
      guide: text({ min: 0, max: 10_000, code: 'guide' }),
      version,
    }),
    callers: 'writers',
    texts: ({ guide }) => ({ guide }),
  },
  async (trx, actor, { tagId, description, guide, version: seen }): Promise<{ name: string }> => {
    if (!canDescribeTags(actor)) throw forbidden('tag.describe', { points: actor.privileges.editTags })
    const tag = await trx
      .selectFrom('tags')
      .where('id', '=', tagId)
      .selectAll()
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow(() => notFound('tag'))

    await refuseIfFaster(seen, { now: shown(tag), wanted: { description, guide } }, () =>
      findLastChange(trx, { verbs: ['tag.described', 'tag.merged'], about: { tagId } }),
    )
    if (description === tag.description && guide === tag.guide) return { name: tag.name }

    await trx
      .updateTable('tags')
      .set({
        description,
        guide,
        guideHtml: guide === '' ? '' : await renderedText(guide, { writerId: actor.id, field: 'guide' }),
      })
      .where('id', '=', tagId)
      .execute()
    const before = { name: tag.name, description: tag.description, guide: tag.guide }
    recordEvent(trx, actor, 'tag.described', { tagId }, { before, after: { name: tag.name, description, guide } })
    return { name: tag.name }
  },
)
