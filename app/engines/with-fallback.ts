import { hostname } from 'node:os'
import { sql } from 'kysely'
import type { Hit, SearchEngine } from '#app/domain/search/engine.ts'
import { type Outage, queueIndexChanges, recordOutage } from '#app/domain/search/index/index-state.ts'
import { codeOf, rootOf } from '#app/engines/meilisearch/connection.ts'
import type { MeilisearchEngine } from '#app/engines/meilisearch/meilisearch-engine.ts'
import { log } from '#app/platform/log.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** After this many answers in a row that came too late, Meilisearch is not used for a while. */
const LATE_MAX = 3
const REST_MIN = 1000
const REST_MAX = 30_000

export type FallbackEngine = SearchEngine & { outage(): Outage | undefined }

/**
 * Uses Meilisearch, and the embedded engine while Meilisearch is down, fails or takes longer than `patience`
 * milliseconds. A server that does not answer is tried again after 1 second, then 2, up to 30, and never while somebody
 * waits for a search: `probe` decides when it is used again. The embedded engine indexes changes at once; a job sends
 * them to Meilisearch.
 */
export function withFallback(
  primary: MeilisearchEngine,
  embedded: SearchEngine,
  {
    probe,
    patience = 300,
    rest = REST_MIN,
  }: { probe: (signal: AbortSignal) => Promise<unknown>; patience?: number; rest?: number },
): FallbackEngine {
  const name = `${hostname()} ${process.pid}`
  let outage: Outage | undefined
  let late = 0

  /** Recorded in the background: a search neither waits for this nor fails with it. */
  const report = (db: Db) => void recordOutage(db, name, outage).catch(() => {})

  function open(db: Db, error: unknown): void {
    const { reason, detail } = explain(error)
    late = reason === 'slow' ? late + 1 : 0
    if (outage || (reason === 'slow' && late < LATE_MAX)) return
    outage = { since: new Date(), reason, detail }
    log.warn({ reason, detail }, 'Meilisearch does not answer: the embedded search engine stands in')
    report(db)
    // When the server has lost the index, a job builds it again at once.
    if (reason === 'missing') void inTransaction(db, (trx) => enqueue(trx, 'search.check', {})).catch(() => {})
    probeLater(db, rest)
  }

  function probeLater(db: Db, wait: number): void {
    setTimeout(async () => {
      try {
        await inTime(probe)
        log.info('Meilisearch answers again')
        outage = undefined
        late = 0
      } catch (error) {
        if (outage) outage = { ...outage, ...explain(error) }
        probeLater(db, Math.min(2 * wait, Math.max(rest, REST_MAX)))
      }
      report(db)
    }, wait).unref()
  }

  async function inTime<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const controller = new AbortController()
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new TooLate())
        controller.abort()
      }, patience)
    })
    return Promise.race([work(controller.signal), tooLate]).finally(() => clearTimeout(timer))
  }

  async function either(
    db: Db,
    ask: (signal: AbortSignal) => Promise<Hit[]>,
    otherwise: () => Promise<Hit[]>,
  ): Promise<Hit[]> {
    if (outage) return otherwise()
    try {
      const hits = await inTime(ask)
      late = 0
      return hits
    } catch (error) {
      open(db, error)
      return otherwise()
    }
  }

  return {
    outage: () => outage,

    async index(db, subjects) {
      await embedded.index(db, subjects)
      await queueIndexChanges(db, subjects)
    },

    async remove(db, postIds) {
      const { rows } = await sql<{ threadIds: number[] | null; articleIds: number[] | null }>`
        select array_agg(distinct thread_id) filter (where thread_id is not null) as "threadIds",
          array_agg(distinct article_id) filter (where article_id is not null) as "articleIds"
        from posts where id = any (${postIds}::bigint[])`.execute(db)
      await embedded.remove(db, postIds)
      await queueIndexChanges(db, { threadIds: rows[0]?.threadIds ?? [], articleIds: rows[0]?.articleIds ?? [] })
    },

    search: (db, query, { limit }) =>
      either(
        db,
        (signal) => primary.search(db, query, { limit, signal }),
        () => embedded.search(db, query, { limit }),
      ),

    suggest: (db, need, { limit }) =>
      either(
        db,
        (signal) => primary.suggest(db, need, { limit, signal }),
        () => embedded.suggest(db, need, { limit }),
      ),

    rebuild: (db) => primary.rebuild(db),
  }
}

class TooLate extends Error {}

function explain(error: unknown): Pick<Outage, 'reason' | 'detail'> {
  const named = error as { name?: string }
  const detail = rootOf(error)
  if (error instanceof TooLate || named.name === 'MeilisearchRequestTimeOutError') return { reason: 'slow', detail: '' }
  if (codeOf(error) === 'index_not_found') return { reason: 'missing', detail: '' }
  if (named.name === 'MeilisearchRequestError') return { reason: 'unreachable', detail }
  return { reason: 'failing', detail }
}
