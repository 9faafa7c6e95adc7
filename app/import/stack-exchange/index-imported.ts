import { type RawBuilder, sql } from 'kysely'
import { indexThreads } from '#app/domain/search/documents.ts'
import type { Db } from '#db/transaction.ts'

const RANGE = 3000

export type ImportIndexer = {
  /** Says that more posts were stored: they are indexed as soon as the ones before them are. */
  more(): void
  /** Fulfilled when everything that was imported can be found, and a failure on the way told. */
  finish(): Promise<void>
}

/**
 * Makes what is imported findable while the import goes on, on a connection of its own. Posts that were there before
 * come last: what they say may have changed.
 */
export async function openIndexer(db: Db, source: string): Promise<ImportIndexer> {
  const { rows } = await sql<{ last: number }>`select coalesce(max(id), 0) as last from posts`.execute(db)
  const before = rows[0]?.last ?? 0
  let done = before
  let running: Promise<void> | undefined
  let wanted = false

  const index = (from: number, to: number) =>
    indexThreads(db, sql`posts.import_source = ${source} and posts.id between ${from} and ${to}`)

  const catchUp = async () => {
    while (wanted) {
      wanted = false
      const last = await edge(db, sql`select max(id) as id from posts`)
      for (; done < last; done = Math.min(last, done + RANGE)) await index(done + 1, Math.min(last, done + RANGE))
    }
  }

  const more = () => {
    wanted = true
    running = (running ?? Promise.resolve()).then(catchUp)
    // Told when the import waits for it.
    running.catch(() => {})
  }

  return {
    more,
    async finish() {
      more()
      await running
      const theirs = sql`import_source = ${source} and id <= ${before}`
      const first = await edge(db, sql`select min(id) as id from posts where ${theirs}`)
      if (first === 0) return
      for (let from = first; from <= before; from += RANGE) await index(from, Math.min(before, from + RANGE - 1))
    },
  }
}

async function edge(db: Db, query: RawBuilder<unknown>): Promise<number> {
  const { rows } = await (query as RawBuilder<{ id: number | null }>).execute(db)
  return rows[0]?.id ?? 0
}
