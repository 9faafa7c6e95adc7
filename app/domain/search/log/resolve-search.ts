import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { searchKey } from '#app/domain/search/log/log-search.ts'
import { canReadSearches } from '#app/domain/search/log/weekly-lists.ts'
import { storable } from '#app/text/typed-text.ts'

/** The text of a search, in the form by which the log distinguishes searches. */
const searched = z
  .string()
  .max(1_000)
  .transform((text) => searchKey(storable(text)).slice(0, 400))
  .refine((key) => key !== '', 'search.text')

/**
 * Marks a search of the weekly lists as done or ignored; null removes the mark. The event does not name the search,
 * because its text must disappear with the log. Throws forbidden `searches.read`, invalid `search.text` for a text
 * without words.
 */
export const resolveSearch = command(
  {
    name: 'search.resolve',
    input: z.object({ text: searched, resolution: z.enum(['done', 'ignored']).nullable() }),
    callers: 'active',
  },
  async (trx, actor, { text: key, resolution }): Promise<void> => {
    if (!canReadSearches(actor)) throw forbidden('searches.read')
    const before = await trx
      .selectFrom('searchResolutions')
      .where('key', '=', key)
      .select('resolution')
      .executeTakeFirst()
    if ((before?.resolution ?? null) === resolution && resolution !== 'done') return

    if (resolution === null) await trx.deleteFrom('searchResolutions').where('key', '=', key).execute()
    else {
      const resolved = { resolution, resolvedBy: actor.id, resolvedAt: new Date() }
      await trx
        .insertInto('searchResolutions')
        .values({ key, ...resolved })
        .onConflict((same) => same.column('key').doUpdateSet(resolved))
        .execute()
    }
    recordEvent(
      trx,
      actor,
      'search.resolved',
      {},
      { before: { resolution: before?.resolution ?? null }, after: { resolution } },
    )
  },
)
