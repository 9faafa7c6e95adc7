import { sql } from 'kysely'
import { indexThreads } from '#app/domain/search/documents.ts'
import type { Db } from '#db/transaction.ts'

const RANGE = 1000

/** Makes what was imported findable, a range of threads at a time. */
export async function indexImported(db: Db, source: string): Promise<void> {
  const { first, last } = await db
    .selectFrom('threads')
    .where('importSource', '=', source)
    .select((eb) => [eb.fn.min('id').as('first'), eb.fn.max('id').as('last')])
    .executeTakeFirstOrThrow()
  if (first === null || last === null) return

  for (let from = first; from <= last; from += RANGE) {
    const range = sql`threads.import_source = ${source} and threads.id between ${from} and ${from + RANGE - 1}`
    await indexThreads(db, range)
  }
}
