import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { searchKey } from '#app/domain/search/log/log-search.ts'
import { canReadSearches } from '#app/domain/search/log/weekly-lists.ts'
import { storable } from '#app/text/typed-text.ts'

/** What was searched for, as the log tells searches apart. */
const searched = z
  .string()
  .max(1_000)
  .transform((text) => searchKey(storable(text)).slice(0, 400))
  .refine((key) => key !== '', 'search.text')

/**
 * Says of a search in the weekly lists that it is done, or to be ignored, or takes that back with null. The event does
 * not say which search: what was searched for is forgotten with its log. Throws forbidden `searches.read`, invalid
 * `search.text` for one without words.
 */
export const markSearch = command(
  {
    name: 'search.mark',
    input: z.object({ text: searched, mark: z.enum(['done', 'ignored']).nullable() }),
    callers: 'active',
  },
  async (trx, actor, { text: key, mark }): Promise<void> => {
    if (!canReadSearches(actor)) throw forbidden('searches.read')
    const before = await trx.selectFrom('searchMarks').where('key', '=', key).select('mark').executeTakeFirst()
    if ((before?.mark ?? null) === mark && mark !== 'done') return

    if (mark === null) await trx.deleteFrom('searchMarks').where('key', '=', key).execute()
    else {
      const marked = { mark, markedBy: actor.id, markedAt: new Date() }
      await trx
        .insertInto('searchMarks')
        .values({ key, ...marked })
        .onConflict((same) => same.column('key').doUpdateSet(marked))
        .execute()
    }
    await recordEvent(trx, actor, 'search.marked', {}, { before: { mark: before?.mark ?? null }, after: { mark } })
  },
)
