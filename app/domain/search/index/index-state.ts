import { sql } from 'kysely'
import { enqueue } from '#app/queue/enqueue.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

export const INDEXES = ['postgres', 'meilisearch'] as const
export type IndexName = (typeof INDEXES)[number]
export type IndexSubjects = { threadIds?: number[] | undefined; articleIds?: number[] | undefined }
export type IndexChange = { subject: 'thread' | 'article'; subjectId: number; sequence: number }

/** Stores which changes must be sent to the search server, and enqueues one job for all of them. */
export async function queueIndexChanges(db: Db, { threadIds = [], articleIds = [] }: IndexSubjects): Promise<void> {
  if (threadIds.length + articleIds.length === 0) return
  await inTransaction(db, async (trx) => {
    await sql`
      insert into search_changes (subject, subject_id)
      select 'thread', id from unnest(${threadIds}::bigint[]) as id
      union all select 'article', id from unnest(${articleIds}::bigint[]) as id
      order by 1, 2
      on conflict (subject, subject_id) do update set sequence = default, changed_at = now()`.execute(trx)
    enqueue(trx, 'search.send_changes', {})
  })
}

/** The oldest changes. */
export function listChanges(db: Db, limit: number): Promise<IndexChange[]> {
  return db
    .selectFrom('searchChanges')
    .select(['subject', 'subjectId', 'sequence'])
    .orderBy('sequence')
    .limit(sql.lit(limit))
    .execute()
}

/** Removes changes that were sent; those that changed again meanwhile stay. */
export async function removeSentChanges(db: Db, changes: IndexChange[]): Promise<void> {
  await sql`
    delete from search_changes
    using unnest(${changes.map((one) => one.subject)}::text[], ${changes.map((one) => one.subjectId)}::bigint[],
      ${changes.map((one) => one.sequence)}::bigint[]) as sent (subject, subject_id, sequence)
    where search_changes.subject = sent.subject and search_changes.subject_id = sent.subject_id
      and search_changes.sequence = sent.sequence`.execute(db)
}

export function getIndexState(db: Db, engine: IndexName) {
  return db.selectFrom('searchIndexes').where('engine', '=', engine).selectAll().executeTakeFirstOrThrow()
}
export type IndexState = Awaited<ReturnType<typeof getIndexState>>

export async function updateIndexState(
  db: Db,
  engine: IndexName,
  facts: Partial<Omit<IndexState, 'engine' | 'documentsDone' | 'documentsTotal' | 'mended'>> & {
    documentsDone?: number
    documentsTotal?: number
    mended?: number
  },
): Promise<void> {
  await db.updateTable('searchIndexes').set(facts).where('engine', '=', engine).execute()
}

/** The processes that use the embedded engine in place of Meilisearch, and said so within the last minutes. */
export function listOutages(db: Db) {
  return db
    .selectFrom('searchOutages')
    .where('seenAt', '>', sql<Date>`now() - interval '3 minutes'`)
    .select(['process', 'since', 'reason', 'detail', 'seenAt'])
    .orderBy('since')
    .execute()
}

export type Outage = { since: Date; reason: 'unreachable' | 'slow' | 'failing' | 'missing'; detail: string }

/**
 * Records that a process works without Meilisearch, since when and why; or, without an outage, that it uses it again.
 */
export async function recordOutage(db: Db, process: string, outage: Outage | undefined): Promise<void> {
  await sql`delete from search_outages where ${outage ? sql`seen_at < now() - interval '1 hour'` : sql`process = ${process}`}`.execute(
    db,
  )
  if (!outage) return
  await sql`
    insert into search_outages (process, since, reason, detail, seen_at)
    values (${process}, ${outage.since}, ${outage.reason}, ${outage.detail}, now())
    on conflict (process) do update set since = excluded.since, reason = excluded.reason,
      detail = excluded.detail, seen_at = now()`.execute(db)
}
