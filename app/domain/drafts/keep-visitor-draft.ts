import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { joinDrafts } from '#app/domain/drafts/join-drafts.ts'
import { DRAFT_LENGTH, draftFields, fitsDraft, isEmptyDraft } from '#app/domain/drafts/save-draft.ts'
import { invalid } from '#app/domain/errors.ts'
import { moment, typed } from '#app/domain/input.ts'

/** What visitors may begin to write before they have an account. */
export const VISITOR_DRAFTS = ['question', 'answer', 'comment', 'contact'] as const
/** The most of one browser. */
const MOST = 10

/**
 * Keeps what a visitor has written until they have signed up or in, for a day. It is known by the key of their browser,
 * and nobody reads it meanwhile. A second text for the same form stands above the first. Throws invalid `draft.too_long`,
 * also when there is no room for both.
 */
export const keepVisitorDraft = command(
  {
    name: 'visitor_draft.keep',
    input: z.object({
      /** The hash of a secret that only this browser has. */
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
    const kept = await trx
      .insertInto('visitorDrafts')
      .values({ browserKey, kind, subjectId, begunAt, fields: JSON.stringify(fields), savedAt: at })
      .onConflict((same) => same.constraint('visitor_drafts_pkey').doUpdateSet({ savedAt: at }))
      .returning('fields')
      .executeTakeFirstOrThrow()
    const joined = joinDrafts(fields, kept.fields)
    if (!fitsDraft(joined)) throw invalid('fields', 'draft.too_long', { max: DRAFT_LENGTH })
    if (!isDeepStrictEqual(joined, kept.fields)) {
      // Other words are as old as their own form: a first text from long ago does not make the second one slowly typed.
      await trx
        .updateTable('visitorDrafts')
        .set({ fields: JSON.stringify(joined), begunAt })
        .where('browserKey', '=', browserKey)
        .where('kind', '=', kind)
        .where('subjectId', '=', subjectId)
        .execute()
    }
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
