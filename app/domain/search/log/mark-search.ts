import { forbidden, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { searchKey } from '#app/domain/search/log/log-search.ts'
import { canReadSearches } from '#app/domain/search/log/weekly-lists.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { storable } from '#app/text/typed-text.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/**
 * Says of a search in the weekly lists that it is done, or to be ignored, or takes that back with null. The event does
 * not say which search: what was searched for is forgotten with its log. Throws forbidden `searches.read`.
 */
export function markSearch(
  db: Db,
  actor: Actor,
  { text, mark }: { text: string; mark: 'done' | 'ignored' | null },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    if (!canReadSearches(actor)) throw forbidden('searches.read')
    const key = searchKey(storable(text)).slice(0, 400)
    if (key === '') throw invalid('text', 'search.text')
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
  })
}
