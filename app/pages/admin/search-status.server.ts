import { sql } from 'kysely'
import { countIndexable } from '#app/domain/search/index/find-unindexed.ts'
import { getIndexState, type IndexState, listOutages } from '#app/domain/search/index/index-state.ts'
import { countDocuments } from '#app/domain/search/index/outside-documents.ts'
import { codeOf, type MeilisearchConnection, rootOf } from '#app/engines/meilisearch/connection.ts'
import type { Db } from '#db/transaction.ts'

/** In milliseconds: the page does not wait longer for a server that does not answer. */
const PATIENCE = 1500
const FAILED_SHOWN = 5

/** The state of the search for an administrator: which engine answers, and how complete each index is. */
export async function readSearchStatus(db: Db, outside: MeilisearchConnection | undefined) {
  const [postgres, meilisearch, expected, documents, outages, waiting, live] = await Promise.all([
    getIndexState(db, 'postgres'),
    getIndexState(db, 'meilisearch'),
    countIndexable(db),
    countDocuments(db),
    listOutages(db),
    countWaiting(db),
    outside && ask(outside),
  ])
  const down = live && live.state !== 'ready'
  return {
    answering: !live || down || outages.length > 0 ? ('postgres' as const) : ('meilisearch' as const),
    /**
     * Processes that reported that they do without Meilisearch. If this page finds it down, it knows that earlier than
     * they do.
     */
    outages: outages.map(({ process, since, reason, detail }) => ({ process, since, reason, detail })),
    postgres: { ...shown(postgres), documents, expected },
    meilisearch:
      live && outside ? { ...shown(meilisearch), expected: documents, waiting, uid: outside.uid, ...live } : null,
  }
}
export type SearchStatus = Awaited<ReturnType<typeof readSearchStatus>>

function shown(state: IndexState) {
  const { builtAt, checkedAt, mended, failedAt, failure, rebuildWantedAt, rebuildStartedAt } = state
  const rebuilding = rebuildStartedAt
    ? { since: rebuildStartedAt, done: state.documentsDone, total: state.documentsTotal }
    : null
  return { builtAt, checkedAt, mended, failedAt, failure, rebuilding, wanted: rebuildWantedAt !== null }
}

async function countWaiting(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count from search_changes`.execute(db)
  return rows[0]?.count ?? 0
}

type Live =
  | { state: 'unreachable'; reason: string; version: null; documents: null; failedTasks: FailedTask[] }
  | { state: 'ready' | 'missing'; reason: null; version: string; documents: number; failedTasks: FailedTask[] }
type FailedTask = { uid: number; type: string; error: string; at: Date | null }

async function ask({ client, uid }: MeilisearchConnection): Promise<Live> {
  const work = async (): Promise<Live> => {
    const [{ pkgVersion: version }, documents, failed] = await Promise.all([
      client.getVersion(),
      client
        .index(uid)
        .getStats()
        .then((stats) => stats.numberOfDocuments)
        .catch((error: unknown) => {
          if (codeOf(error) === 'index_not_found') return undefined
          throw error
        }),
      client.tasks.getTasks({ statuses: ['failed'], indexUids: [uid, `${uid}_next`], limit: FAILED_SHOWN }),
    ])
    const failedTasks = failed.results.map((task) => ({
      uid: task.uid,
      type: task.type,
      error: task.error?.message ?? '',
      at: task.finishedAt ? new Date(task.finishedAt) : null,
    }))
    return {
      state: documents === undefined ? 'missing' : 'ready',
      reason: null,
      version,
      documents: documents ?? 0,
      failedTasks,
    }
  }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE} ms`)), PATIENCE)
  })
  try {
    return await Promise.race([work(), late])
  } catch (error) {
    return {
      state: 'unreachable',
      reason: rootOf(error),
      version: null,
      documents: null,
      failedTasks: [],
    }
  } finally {
    clearTimeout(timer)
  }
}
