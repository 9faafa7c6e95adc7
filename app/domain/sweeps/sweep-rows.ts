import { sql } from 'kysely'
import { log } from '#app/platform/log.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

/** What a sweep has done: how many rows it changed, and how many failed. */
export type Swept = { done: number; failed: number }

/** `name` is unique among sweeps. The subject says which row failed, as its kind and its id: `thread 12`. */
type Sweep<Row> = { name: string; subject: (row: Row) => string }

type Rows<Row> = AsyncIterable<Row> | Iterable<Row>

const REASON_LENGTH = 500
/** So many failures of one run are logged one by one: when everything fails, more lines say nothing more. */
const LOGGED = 20

/**
 * Does the work for each row, in a transaction of its own. A row that fails does not stop the others: it is logged, and
 * shown to administrators until a later run of the same sweep goes through without it. Work returns whether it changed
 * something. Everything that goes through many rows by itself (what becomes due, nightly jobs) does it with this.
 */
export function sweepRows<Row>(
  db: Db,
  sweep: Sweep<Row>,
  rows: Rows<Row>,
  work: (trx: Trx, row: Row) => Promise<unknown>,
): Promise<Swept> {
  return sweepEach(db, sweep, rows, (row) => inTransaction(db, (trx) => work(trx, row)))
}

/** The same for work that is no transaction, or several: a search, a file, a step that is itself a sweep. */
export async function sweepEach<Row>(
  db: Db,
  { name, subject }: Sweep<Row>,
  rows: Rows<Row>,
  work: (row: Row) => Promise<unknown>,
): Promise<Swept> {
  const failures = new Map<string, string>()
  let done = 0
  let complete = false
  try {
    for await (const row of rows) {
      try {
        if (await work(row)) done += 1
      } catch (error) {
        // In a transaction of the caller nothing more can be done after an error.
        if (db.isTransaction) throw error
        if (failures.size < LOGGED)
          log.error({ err: error, sweep: name, subject: subject(row) }, 'A row of a sweep failed')
        failures.set(subject(row), reasonOf(error))
      }
    }
    complete = true
  } finally {
    if (!db.isTransaction) await recordFailures(db, name, failures, { complete })
  }
  if (failures.size > 0) log.error({ sweep: name, failed: failures.size, done }, 'A sweep could not do everything')
  return { done, failed: failures.size }
}

/**
 * The same for work on many rows in one statement: when it fails for a batch, it is done for each row of it alone, so
 * that only those that fail by themselves are left.
 */
export async function sweepBatches<Id extends number | string>(
  db: Db,
  { name, kind }: { name: string; kind: string },
  batches: Rows<Id[]>,
  work: (trx: Trx, ids: Id[]) => Promise<unknown>,
): Promise<Swept> {
  let together = 0
  async function* failing() {
    for await (const batch of batches) {
      try {
        await inTransaction(db, (trx) => work(trx, batch))
        together += batch.length
      } catch (error) {
        if (db.isTransaction) throw error
        if (batch.length > 1) log.warn({ err: error, sweep: name }, 'A batch of a sweep is done row by row')
        yield* batch
      }
    }
  }
  const alone = await sweepRows(db, { name, subject: (id: Id) => `${kind} ${id}` }, failing(), async (trx, id) => {
    await work(trx, [id])
    return true
  })
  return { done: together + alone.done, failed: alone.failed }
}

/** Steps of one job that have nothing to do with each other: one that fails does not keep the next from being done. */
export async function sweepSteps(
  db: Db,
  name: string,
  steps: Record<string, () => Promise<{ done?: number; failed: number }>>,
): Promise<Swept> {
  const sum: Swept = { done: 0, failed: 0 }
  const outer = await sweepEach(
    db,
    { name, subject: ([step]) => `step ${step}` },
    Object.entries(steps),
    async ([, run]) => {
      const swept = await run()
      sum.done += swept.done ?? 0
      sum.failed += swept.failed
    },
  )
  return { done: sum.done, failed: sum.failed + outer.failed }
}

type Reader<Row> = (after: number) => Promise<Row[]>

/** Reads rows in batches by their ascending ids, as they are needed. */
async function* readInBatches<Row extends { id: number }>(read: Reader<Row>): AsyncGenerator<Row[]> {
  for (let after = 0; ; ) {
    const rows = await read(after)
    const last = rows.at(-1)
    if (!last) return
    yield rows
    after = last.id
  }
}

/** The rows that a sweep goes through, read in batches: those after an id, in the order of their ids. */
export async function* readRows<Row extends { id: number }>(read: Reader<Row>): AsyncGenerator<Row> {
  for await (const rows of readInBatches(read)) yield* rows
}

/** The ids of the same, batch by batch. */
export async function* readIds(read: Reader<{ id: number }>): AsyncGenerator<number[]> {
  for await (const rows of readInBatches(read)) yield rows.map(({ id }) => id)
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error)
  return (text.split('\n')[0] ?? '').slice(0, REASON_LENGTH)
}

/** Writes down what failed; what failed in an earlier run and not in this one has gone through. */
async function recordFailures(
  db: Db,
  name: string,
  failures: Map<string, string>,
  { complete }: { complete: boolean },
): Promise<void> {
  if (failures.size > 0) {
    await sql`
      insert into sweep_failures as known (sweep, subject, reason, first_failed_at, failed_at)
      select ${name}, subject, reason, now(), now()
      from unnest(${[...failures.keys()]}::text[], ${[...failures.values()]}::text[]) as failure (subject, reason)
      on conflict (sweep, subject) do update
        set reason = excluded.reason, failed_at = excluded.failed_at, times = known.times + 1`.execute(db)
  }
  if (!complete) return
  await db
    .deleteFrom('sweepFailures')
    .where('sweep', '=', name)
    .where(sql<boolean>`subject <> all (${[...failures.keys()]}::text[])`)
    .execute()
}
