import { forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { TAG_DESCRIPTION_MAX } from '#app/domain/tags/list-options.ts'
import { canDescribeTags } from '#app/domain/tags/permissions.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { renderMarkdown } from '#app/text/markdown.ts'
import { typedLine, typedText } from '#app/text/typed-text.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

const TAG_GUIDE_MAX = 10_000

/**
 * Says what a tag is for: a sentence for lists, and a guide in Markdown for its page. What it said before is in the
 * event. Throws forbidden `tag.describe`; invalid `description.too_long`, `guide.too_long`.
 */
export function describeTag(
  db: Db,
  actor: Actor,
  tagId: number,
  text: { description: string; guide: string },
): Promise<{ name: string }> {
  return inTransaction(db, async (trx) => {
    if (!canDescribeTags(actor)) throw forbidden('tag.describe', { points: actor.privileges.editTags })
    const tag = await trx
      .selectFrom('tags')
      .where('id', '=', tagId)
      .selectAll()
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow(() => notFound('tag'))

    const description = typedLine(text.description)
    const guide = typedText(text.guide)
    if (description.length > TAG_DESCRIPTION_MAX) {
      throw invalid('description', 'description.too_long', { max: TAG_DESCRIPTION_MAX })
    }
    if (guide.length > TAG_GUIDE_MAX) throw invalid('guide', 'guide.too_long', { max: TAG_GUIDE_MAX })
    if (description === tag.description && guide === tag.guide) return { name: tag.name }

    await trx
      .updateTable('tags')
      .set({ description, guide, guideHtml: guide === '' ? '' : renderMarkdown(guide) })
      .where('id', '=', tagId)
      .execute()
    const before = { name: tag.name, description: tag.description, guide: tag.guide }
    await recordEvent(trx, actor, 'tag.described', { tagId }, { before, after: { name: tag.name, description, guide } })
    return { name: tag.name }
  })
}
