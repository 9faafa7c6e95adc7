import { sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { countRoom } from '#app/domain/drafts/count-room.ts'
import { draftInput } from '#app/domain/drafts/draft-input.ts'
import { lockDraft, ofDraft } from '#app/domain/drafts/queries.ts'
import { conflict } from '#app/domain/errors.ts'
import { moment, typed } from '#app/domain/input.ts'
import { isBlank } from '#app/text/typed-text.ts'

/** In characters, the names and values of all fields together. */
export const DRAFT_LENGTH = 70_000
const FIELD_COUNT = 60

/** Fields whose value is chosen, not typed: when nothing else is filled in, no draft is saved. */
const CHOSEN = new Set([
  'categoryId',
  'audience',
  'locale',
  'language',
  'weight',
  'readers',
  'official',
  'keepsClock',
  'baseRevision',
  'version',
  'before',
  'declined',
  'reviewed',
])

const names = typed(200)
const values = typed(DRAFT_LENGTH, 'draft.too_long')

/** The fields of a draft, as commands take them. */
export const draftFields = z.record(names, values).transform((given, context): Record<string, string> => {
  const fields = Object.entries(given).map(([name, value]) => [name, value.replace(/\r\n?/g, '\n')] as const)
  if (!fitsDraft(Object.fromEntries(fields))) {
    context.addIssue({ code: 'custom', message: 'draft.too_long', params: { max: DRAFT_LENGTH } })
    return z.NEVER
  }
  return Object.fromEntries(fields)
})

/**
 * Saves a text while it is written, for its author only; a draft without text is not saved. Throws conflict
 * `draft.newer` when another page has saved since, `draft.gone` when the draft was sent or discarded meanwhile; invalid
 * `draft.too_long`, conflict `draft.too_many`. There is no event, because only the author may know of it.
 */
export const saveDraft = command(
  {
    name: 'draft.save',
    input: draftInput.extend({
      fields: draftFields,
      /** The version that the writer last saw; 0 when there was none. */
      version: z.number().int().min(0),
      /**
       * A name of its own for each open page. The saves of one page never conflict with each other, in whichever order
       * they arrive.
       */
      writer: typed(40).default(''),
      /** Counts the saves of that page. */
      written: z.number().int().min(0).max(1_000_000).default(0),
      /** Overwrites a newer draft: the person has seen that draft and chosen this one. */
      force: z.boolean().default(false),
      at: moment,
    }),
    callers: 'members',
  },
  async (trx, actor, draft): Promise<{ version: number; savedAt: Date }> => {
    const { fields, version, writer, written, force, at, ...key } = draft
    const before = await lockDraft(trx, actor, key)

    if (before && !before.discardedAt && !force && before.version !== version) {
      if (writer === '' || before.writer !== writer) throw conflict('draft.newer')
      // An older save of the same page that arrived late.
      if (before.written >= written) return { version: before.version, savedAt: before.savedAt }
    }
    if (!before && version !== 0 && !force) throw conflict('draft.gone')

    if (isEmptyDraft(fields)) {
      await trx.deleteFrom('drafts').where(ofDraft(actor, key)).execute()
      return { version: 0, savedAt: at }
    }
    const saved = {
      fields: JSON.stringify(fields),
      version: sql<number>`nextval('draft_versions')`,
      writer,
      written,
      savedAt: at,
      discardedAt: null,
    }
    if (before) {
      return (
        trx
          .updateTable('drafts')
          // One that was discarded is begun anew.
          .set({ ...saved, ...(before.discardedAt && { begunAt: at }) })
          .where('id', '=', before.id)
          .returning(['version', 'savedAt'])
          .executeTakeFirstOrThrow()
      )
    }

    const { room, max } = await countRoom(trx, actor)
    if (room <= 0) throw conflict('draft.too_many', { max })
    const { kind, subjectId = 0, locale = '' } = key
    return (
      trx
        .insertInto('drafts')
        .values({ userId: actor.id, kind, subjectId, locale, begunAt: at, ...saved })
        // The draft was started on two devices at the same moment.
        .onConflict((oc) => oc.constraint('drafts_one_of_each').doNothing())
        .returning(['version', 'savedAt'])
        .executeTakeFirstOrThrow(() => conflict('draft.newer'))
    )
  },
)

/** Whether a draft has room for all of these fields. */
export function fitsDraft(fields: Record<string, string>): boolean {
  const entries = Object.entries(fields)
  const length = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  return length <= DRAFT_LENGTH && entries.length <= FIELD_COUNT
}

/** Whether nothing was typed in these fields, whatever was chosen. */
export const isEmptyDraft = (fields: Record<string, string>) =>
  Object.entries(fields).every(([name, value]) => CHOSEN.has(name) || isBlank(value))
