import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { joinDrafts } from '#app/domain/drafts/join-drafts.ts'
import { visitorDraftsFrom } from '#app/domain/drafts/queries.ts'
import { DRAFT_LENGTH, draftFields, fitsDraft, isEmptyDraft } from '#app/domain/drafts/save-draft.ts'
import { conflict, invalid } from '#app/domain/errors.ts'
import { moment, typed } from '#app/domain/input.ts'
import type { VisitorDraftKind } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/** What visitors may begin to write before they have an account. */
export const VISITOR_DRAFTS = ['question', 'answer', 'comment', 'contact'] as const
/** The most of one browser. */
const MOST = 10

/**
 * Keeps what a visitor has written until they have signed up or in, for a day. It is known by the key of their browser,
 * and only that browser reads it meanwhile. What was shown in the form again (`shown`) gives way to what became of it;
 * another text for the same form stands above the first. Throws invalid `draft.too_long`, also when there is no room for
 * both; conflict `draft.too_many_here` instead of dropping another text of the browser.
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
      /** When the text that filled the form was kept. */
      shown: z.date().optional(),
      at: moment,
    }),
    callers: 'visitors',
  },
  async (trx, _, { browserKey, kind, subjectId, fields, begunAt, shown, at }): Promise<void> => {
    if (isEmptyDraft(fields)) return
    const inserted = await trx
      .insertInto('visitorDrafts')
      .values({ browserKey, kind, subjectId, begunAt, fields: JSON.stringify(fields), savedAt: at })
      .onConflict((same) => same.constraint('visitor_drafts_pkey').doNothing())
      .returning('kind')
      .executeTakeFirst()
    if (inserted) return checkRoom(trx, browserKey)

    const key = { browserKey, kind, subjectId }
    const kept = await lockVisitorDraft(trx, key)
    const isContinued = kept.savedAt.getTime() === shown?.getTime()
    // What is nobody's any more, and not deleted yet, does not come back below another text.
    const isOver = kept.savedAt < visitorDraftsFrom(at)
    const now = isContinued || isOver ? fields : joinDrafts(fields, kept.fields)
    if (!fitsDraft(now)) throw invalid('fields', 'draft.too_long', { max: DRAFT_LENGTH })
    const isSame = isDeepStrictEqual(now, kept.fields)
    await trx
      .updateTable('visitorDrafts')
      // Other words are as old as their own form: a first text from long ago does not make the second one slowly typed.
      .set({ fields: JSON.stringify(now), savedAt: at, ...(!isSame && !isContinued && { begunAt }) })
      .where((eb) => eb.and(key))
      .execute()
  },
)

function lockVisitorDraft(trx: Trx, key: { browserKey: string; kind: VisitorDraftKind; subjectId: number }) {
  return trx
    .selectFrom('visitorDrafts')
    .where((eb) => eb.and(key))
    .select(['fields', 'savedAt'])
    .forUpdate()
    .executeTakeFirstOrThrow()
}

async function checkRoom(trx: Trx, browserKey: string): Promise<void> {
  const { count } = await trx
    .selectFrom('visitorDrafts')
    .where('browserKey', '=', browserKey)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (count > MOST) throw conflict('draft.too_many_here', { max: MOST })
}
