import { sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { nameOfDraft } from '#app/domain/drafts/draft-key.ts'
import { lockDraft } from '#app/domain/drafts/queries.ts'
import { DRAFT_LENGTH } from '#app/domain/drafts/save-draft.ts'
import { typed } from '#app/domain/input.ts'

/** After this time it is nobody's: a computer that many use keeps no text of the one before. */
export const VISITOR_DRAFT_HOURS = 24

/**
 * When somebody signs in, what they wrote in this browser as a visitor becomes their drafts, so that the form is filled
 * when they come back to it. Where they have a draft of the same text already, it stays below the new one: nothing that
 * was typed is lost. Returns the names of the drafts.
 */
export const adoptVisitorDrafts = command(
  { name: 'visitor_draft.adopt', input: z.object({ browserKey: typed(100) }), callers: 'members' },
  async (trx, actor, { browserKey }): Promise<string[]> => {
    const kept = await trx
      .deleteFrom('visitorDrafts')
      .where('browserKey', '=', browserKey)
      .returning(['kind', 'subjectId', 'fields', 'begunAt', 'savedAt'])
      .execute()
    const youngest = new Date(Date.now() - VISITOR_DRAFT_HOURS * 3_600_000)
    const adopted = []
    for (const { kind, subjectId, begunAt, savedAt, fields: typedFields } of kept) {
      if (savedAt < youngest) continue
      const key = { kind, subjectId }
      const locked = await lockDraft(trx, actor, key)
      const earlier = locked && !locked.discardedAt ? locked.fields : undefined
      const fields = JSON.stringify(earlier ? above(typedFields, earlier) : typedFields)
      const saved = {
        fields,
        begunAt,
        savedAt,
        version: sql<number>`nextval('draft_versions')`,
        writer: '',
        written: 0,
      }
      await trx
        .insertInto('drafts')
        .values({ userId: actor.id, kind, subjectId, ...saved })
        .onConflict((same) => same.constraint('drafts_one_of_each').doUpdateSet({ ...saved, discardedAt: null }))
        .execute()
      adopted.push(nameOfDraft(key))
    }
    return adopted
  },
)

type Fields = Record<string, string>

/** The new text with the earlier one below it, unless it is the same or there is no room. */
function above(fields: Fields, earlier: Fields): Fields {
  const wordsOf = ({ title = '', body = '' }: Fields) => [title, body].filter((text) => text.trim() !== '').join('\n\n')
  const below = wordsOf(earlier)
  if (below === '' || below === wordsOf(fields)) return fields
  const body = `${fields.body ?? ''}\n\n---\n\n${below}`
  return JSON.stringify({ ...fields, body }).length > DRAFT_LENGTH ? fields : { ...fields, body }
}
