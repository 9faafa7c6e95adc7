import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { draftFields, isEmptyDraft } from '#app/domain/drafts/save-draft.ts'
import { moment, typed } from '#app/domain/input.ts'

/** What visitors may begin to write before they have an account. */
export const VISITOR_DRAFTS = ['question', 'answer', 'comment', 'contact'] as const
/** The most of one browser. */
const MOST = 10

/**
 * Keeps what a visitor has written until they have signed up or in, for a day. It is known by the key of their browser,
 * and nobody reads it meanwhile. Throws invalid `draft.too_long`.
 */
export const keepVisitorDraft = command(
  {
    name: 'visitor_draft.keep',
    input: z.object({
      browserKey: typed(100),
      kind: z.enum(VISITOR_DRAFTS),
      subjectId: z.number().int().min(0).default(0),
      fields: draftFields,
      /** When they opened the form. */
      begunAt: moment,
      at: moment,
    }),
    callers: 'visitors',
  },
  async (trx, _, { browserKey, kind, subjectId, fields, begunAt, at }): Promise<void> => {
    if (isEmptyDraft(fields)) return
    const saved = { fields: JSON.stringify(fields), savedAt: at }
    await trx
      .insertInto('visitorDrafts')
      .values({ browserKey, kind, subjectId, begunAt, ...saved })
      .onConflict((same) => same.constraint('visitor_drafts_pkey').doUpdateSet(saved))
      .execute()
    await trx
      .deleteFrom('visitorDrafts')
      .where('browserKey', '=', browserKey)
      .where('savedAt', '<=', (eb) =>
        eb
          .selectFrom('visitorDrafts as newer')
          .where('newer.browserKey', '=', browserKey)
          .orderBy('newer.savedAt', 'desc')
          .offset(MOST)
          .limit(1)
          .select('newer.savedAt'),
      )
      .execute()
  },
)
