import { sql } from 'kysely'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { countWords } from '#app/domain/search/index/count-words.ts'
import { countIndexable, findUnindexed } from '#app/domain/search/index/find-unindexed.ts'
import {
  getIndexState,
  type IndexChange,
  type IndexName,
  listChanges,
  queueIndexChanges,
  removeSentChanges,
  updateIndexState,
} from '#app/domain/search/index/index-state.ts'
import { countDocuments, listPostsOf } from '#app/domain/search/index/outside-documents.ts'
import { readIds, sweepBatches } from '#app/domain/sweeps/sweep-rows.ts'
import { codeOf, type MeilisearchConnection } from '#app/engines/meilisearch/connection.ts'
import { exists, mendIndex, rebuildBeside, syncPosts, syncSynonyms } from '#app/engines/meilisearch/outside-index.ts'
import { FINGERPRINT } from '#app/engines/meilisearch/settings.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

const LOCK = 7_010_520
/** How many changed threads and articles go into one request, and how many threads one statement indexes. */
const CHANGES = 500
const THREADS = 500
/** How many posts without a document are looked up at once. */
const UNINDEXED = 20_000
const LOCK_PATIENCE = 60_000

/**
 * What jobs call to keep the search indexes right: the embedded one, and that of Meilisearch when there is a server.
 */
export function searchIndexes(embedded: SearchEngine, outside: MeilisearchConnection | undefined) {
  /** Sends all changes, many threads in one request. The process that has the lock sends them for all processes. */
  async function sendChanges(db: Db): Promise<void> {
    if (!outside) return
    await recordingFailure(db, 'meilisearch', async () => {
      // Changes that are added while the lock is being released are sent by the first process that sees them.
      while ((await listChanges(db, 1)).length > 0) {
        const gotLock = await locked(db, async () => {
          if (!(await exists(outside))) {
            await inTransaction(db, (trx) => enqueue(trx, 'search.check', {}))
            return false
          }
          const { synonyms } = await getIndexState(db, 'meilisearch')
          const now = await syncSynonyms(db, outside, synonyms)
          if (now !== synonyms) await updateIndexState(db, 'meilisearch', { synonyms: now })
          await send(db, outside)
          return true
        })
        if (!gotLock) return
      }
    })
  }

  /** Sends the listed changes to the index, and returns the ids of the posts. */
  async function send(db: Db, connection: MeilisearchConnection): Promise<number[]> {
    const sent: number[] = []
    for (;;) {
      const changes = await listChanges(db, CHANGES)
      if (changes.length === 0) return sent
      const ids = (subject: IndexChange['subject']) =>
        changes.filter((change) => change.subject === subject).map((change) => change.subjectId)
      const postIds = await listPostsOf(db, { threadIds: ids('thread'), articleIds: ids('article') })
      await syncPosts(db, connection, postIds)
      await removeSentChanges(db, changes)
      sent.push(...postIds)
    }
  }

  /**
   * Compares the indexes with the database and corrects the difference: documents that are missing, old or should not
   * be there, a lost index, settings of another version. A rebuild that is still wanted is made first: a migration wants
   * one when documents have to be prepared in another way.
   */
  async function check(db: Db): Promise<void> {
    await recordingFailure(db, 'postgres', async () => {
      if ((await getIndexState(db, 'postgres')).rebuildWantedAt) return rebuildEmbedded(db)
      const mended = await indexMissing(db)
      await updateIndexState(db, 'postgres', { checkedAt: new Date(), mended })
      if (mended > 0) await countWords(db)
    })
    if (!outside) return
    await recordingFailure(db, 'meilisearch', async () => {
      const state = await getIndexState(db, 'meilisearch')
      if (state.fingerprint !== FINGERPRINT || !(await exists(outside))) return rebuildOutside(db, outside)
      try {
        await withLock(db, async () => {
          const synonyms = await syncSynonyms(db, outside, state.synonyms)
          await send(db, outside)
          const mended = await mendIndex(db, outside)
          await updateIndexState(db, 'meilisearch', { checkedAt: new Date(), mended, synonyms })
        })
      } catch (error) {
        // An index that cannot be filtered by id was not made by us: a server that had lost our index created it for
        // the next document.
        if (codeOf(error) !== 'invalid_document_filter') throw error
        await rebuildOutside(db, outside)
      }
    })
  }

  async function indexMissing(db: Db): Promise<number> {
    let mended = 0
    for (let before = ''; ; ) {
      const { threadIds, articleIds } = await findUnindexed(db, { limit: UNINDEXED })
      const now = [...threadIds, 0, ...articleIds].join(' ')
      // Posts that are found again right after they were indexed would be found every time, so the loop ends.
      if (threadIds.length + articleIds.length === 0 || now === before) return mended
      before = now
      await indexBatches(db, 'search.check', 'thread', inBatches(threadIds))
      await indexBatches(db, 'search.check', 'article', inBatches(articleIds))
      if (outside) await queueIndexChanges(db, { threadIds, articleIds })
      mended += threadIds.length + articleIds.length
    }
  }

  /** One text that cannot be indexed does not keep the others out of the index. */
  function indexBatches(
    db: Db,
    job: string,
    kind: 'thread' | 'article',
    batches: Iterable<number[]> | AsyncIterable<number[]>,
    after?: (ids: number[]) => Promise<void>,
  ) {
    return sweepBatches(db, { name: `${job} ${kind}`, kind }, batches, async (trx, ids) => {
      await embedded.index(trx, kind === 'thread' ? { threadIds: ids } : { articleIds: ids })
      await after?.(ids)
    })
  }

  async function rebuildEmbedded(db: Db): Promise<void> {
    await begin(db, 'postgres', await countIndexable(db))
    let documents = 0
    for (const [table, kind] of [
      ['threads', 'thread'],
      ['articles', 'article'],
    ] as const) {
      const batches = readIds((after) =>
        db.selectFrom(table).select('id').where('id', '>', after).orderBy('id').limit(sql.lit(THREADS)).execute(),
      )
      await indexBatches(db, 'search.rebuild', kind, batches, async (ids) => {
        documents += (await listPostsOf(db, kind === 'thread' ? { threadIds: ids } : { articleIds: ids })).length
        await updateIndexState(db, 'postgres', { documentsDone: documents })
      })
    }
    await indexMissing(db)
    await countWords(db, { always: true })
    await finish(db, 'postgres', {})
  }

  async function rebuildOutside(db: Db, connection: MeilisearchConnection): Promise<void> {
    await withLock(db, async () => {
      await begin(db, 'meilisearch', await countDocuments(db))
      const inUse = await exists(connection)
      const { synonyms } = await rebuildBeside(db, connection, {
        progress: (documentsDone) => updateIndexState(db, 'meilisearch', { documentsDone }),
        // Until there is an index, changes stay on their list.
        keepUp: async () => (inUse ? send(db, connection) : []),
      })
      await send(db, connection)
      await finish(db, 'meilisearch', { fingerprint: FINGERPRINT, synonyms })
    })
  }

  async function rebuild(db: Db, engine: IndexName): Promise<void> {
    if (engine === 'meilisearch' && !outside) return
    await recordingFailure(db, engine, () =>
      engine === 'meilisearch' && outside ? rebuildOutside(db, outside) : rebuildEmbedded(db),
    )
  }

  return { sendChanges, check, rebuild }
}

function* inBatches(ids: number[]): Generator<number[]> {
  for (let from = 0; from < ids.length; from += THREADS) yield ids.slice(from, from + THREADS)
}

const begin = (db: Db, engine: IndexName, documentsTotal: number) =>
  updateIndexState(db, engine, { rebuildStartedAt: new Date(), documentsDone: 0, documentsTotal })

const finish = (db: Db, engine: IndexName, facts: { fingerprint?: string; synonyms?: string }) =>
  updateIndexState(db, engine, {
    ...facts,
    builtAt: new Date(),
    checkedAt: new Date(),
    mended: 0,
    rebuildWantedAt: null,
    rebuildStartedAt: null,
  })

/** Records that a job failed, and why, and records later that it works again. */
async function recordingFailure(db: Db, engine: IndexName, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const failure = String((error as Error).message ?? error).slice(0, 500)
    await updateIndexState(db, engine, { failedAt: new Date(), failure, rebuildStartedAt: null })
    throw error
  }
  await db
    .updateTable('searchIndexes')
    .set({ failedAt: null, failure: null })
    .where('engine', '=', engine)
    .where('failedAt', 'is not', null)
    .execute()
}

/**
 * Runs work while no other process writes to the Meilisearch index; returns undefined when another one does. The lock
 * ends with its process.
 */
async function locked<Result>(db: Db, work: () => Promise<Result>): Promise<Result | undefined> {
  return db.connection().execute(async (connection) => {
    const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${LOCK}) as got`.execute(connection)
    if (!rows[0]?.got) return undefined
    try {
      return await work()
    } finally {
      await sql`select pg_advisory_unlock(${LOCK})`.execute(connection)
    }
  })
}

async function withLock(db: Db, work: () => Promise<void>): Promise<void> {
  for (const until = Date.now() + LOCK_PATIENCE; ; ) {
    const gotLock = await locked(db, async () => {
      await work()
      return true
    })
    if (gotLock) return
    if (Date.now() > until) throw new Error('Another process is writing to the Meilisearch index')
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
