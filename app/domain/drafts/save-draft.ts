import { sql } from 'kysely'
import type { DraftKey } from '#app/domain/drafts/draft-key.ts'
import { lockDraft, ofDraft } from '#app/domain/drafts/queries.ts'
import { conflict, invalid } from '#app/domain/errors.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isBlank, storable } from '#app/text/typed-text.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** In characters, names and values of all fields together. */
export const DRAFT_LENGTH = 70_000
const FIELD_COUNT = 60

/** Fields that say something by themselves: without them there is no draft, whatever else the form has chosen. */
const CHOSEN = new Set([
  'categoryId',
  'audience',
  'locale',
  'weight',
  'readers',
  'official',
  'keepsClock',
  'baseRevision',
  'declined',
  'reviewed',
])

export type DraftSave = {
  fields: Record<string, string>
  /** The version that the writer has before them; 0 when there was none. */
  version: number
  /** The open page that writes, by a name of its own: its own saves are never too old for it, in whichever order they come. */
  writer?: string
  /** Counts the saves of that page. */
  written?: number
  /** Writes over a newer draft: the person has seen it and chosen this one. */
  force?: boolean
  at?: Date
}

/**
 * Keeps what is being written, for its author alone; nothing to read in it means no draft. Throws conflict
 * `draft.newer` when another page has saved since, `draft.gone` when that draft was sent or discarded meanwhile; invalid
 * `draft.too_long`, conflict `draft.too_many`. No event: it is nobody's business but theirs.
 */
export function saveDraft(
  db: Db,
  actor: Actor,
  key: DraftKey,
  { version, writer = '', written = 0, force = false, at = new Date(), ...draft }: DraftSave,
): Promise<{ version: number; savedAt: Date }> {
  return inTransaction(db, async (trx) => {
    const fields = checkFields(draft.fields)
    const before = await lockDraft(trx, actor, key)

    if (before && !before.discardedAt && !force && before.version !== version) {
      if (writer === '' || before.writer !== writer) throw conflict('draft.newer')
      // An older save of the same page that came in late.
      if (before.written >= written) return { version: before.version, savedAt: before.savedAt }
    }
    if (!before && version !== 0 && !force) throw conflict('draft.gone')

    if (isEmpty(fields)) {
      await trx.deleteFrom('drafts').where(ofDraft(actor, key)).execute()
      return { version: 0, savedAt: at }
    }
    const saved = {
      fields: JSON.stringify(fields),
      version: sql<number>`nextval('draft_versions')`,
      writer: writer.slice(0, 40),
      written,
      savedAt: at,
      discardedAt: null,
    }
    if (before) {
      return trx
        .updateTable('drafts')
        .set(saved)
        .where('id', '=', before.id)
        .returning(['version', 'savedAt'])
        .executeTakeFirstOrThrow()
    }

    const { perPerson } = await getSetting(trx, 'drafts')
    const { count } = await trx
      .selectFrom('drafts')
      .where('userId', '=', actor.id)
      .where('discardedAt', 'is', null)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (count >= perPerson) throw conflict('draft.too_many', { max: perPerson })
    const { kind, subjectId = 0, locale = '' } = key
    return (
      trx
        .insertInto('drafts')
        .values({ userId: actor.id, kind, subjectId, locale, ...saved })
        // Begun on two devices in the same moment.
        .onConflict((oc) => oc.constraint('drafts_one_of_each').doNothing())
        .returning(['version', 'savedAt'])
        .executeTakeFirstOrThrow(() => conflict('draft.newer'))
    )
  })
}

function checkFields(given: Record<string, string>): Record<string, string> {
  const fields = Object.entries(given).map(([name, value]) => [name, storable(value).replace(/\r\n?/g, '\n')] as const)
  const length = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  if (length > DRAFT_LENGTH || fields.length > FIELD_COUNT)
    throw invalid('body', 'draft.too_long', { max: DRAFT_LENGTH })
  return Object.fromEntries(fields)
}

const isEmpty = (fields: Record<string, string>) =>
  Object.entries(fields).every(([name, value]) => CHOSEN.has(name) || isBlank(value))
