import {
  listFingerprints,
  listPostsOf,
  listTagSynonyms,
  type OutsideDocument,
  readOutsideDocuments,
} from '#app/domain/search/index/outside-documents.ts'
import { codeOf, done, type MeilisearchConnection } from '#app/engines/meilisearch/connection.ts'
import { hashOf, SETTINGS } from '#app/engines/meilisearch/settings.ts'
import type { Db } from '#db/transaction.ts'

/** The number of documents that are read, sent and compared at once. */
const BATCH = 1000
/** The largest request in characters: servers accept 100 MB by default. */
const REQUEST_MAX = 10_000_000

/** Makes the index agree with the database for these posts, and waits until it does. */
export async function syncPosts(db: Db, { client, uid }: MeilisearchConnection, postIds: number[]): Promise<void> {
  const index = client.index(uid)
  for (let from = 0; from < postIds.length; from += BATCH) {
    const ids = postIds.slice(from, from + BATCH)
    const documents = await readOutsideDocuments(db, ids)
    const kept = new Set(documents.map((document) => document.id))
    const gone = ids.filter((id) => !kept.has(id))
    // The server does the tasks of an index in order: when the last one is done, all are. But each of them may have
    // failed.
    const tasks = []
    for (const part of parts(documents)) tasks.push(await index.addDocuments(part, { primaryKey: 'id' }))
    if (gone.length > 0) tasks.push(await index.deleteDocuments(gone))
    for (const task of tasks) await done({ waitTask: () => client.tasks.waitForTask(task.taskUid) })
  }
}

/** The same for all posts of some threads and articles. */
export async function syncSubjects(
  db: Db,
  connection: MeilisearchConnection,
  subjects: { threadIds?: number[]; articleIds?: number[] },
): Promise<void> {
  await syncPosts(db, connection, await listPostsOf(db, subjects))
}

function parts(documents: OutsideDocument[]): OutsideDocument[][] {
  const all: OutsideDocument[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const document of documents) {
    const more = document.title.length + document.body.length * 2 + document.accepted.length * 2 + 500
    if (size + more > REQUEST_MAX) {
      all.push([])
      size = 0
    }
    all.at(-1)?.push(document)
    size += more
  }
  return all
}

/**
 * Builds a new index beside the one in use and then swaps the two at one moment. No change is lost when changes are
 * sent to the old index meanwhile and to the new one again afterwards: `keepUp` is called between two batches and
 * returns which posts it sent.
 */
export async function rebuildBeside(
  db: Db,
  connection: MeilisearchConnection,
  {
    progress = async () => {},
    keepUp = async () => [],
  }: { progress?: (documents: number) => Promise<void>; keepUp?: () => Promise<number[]> } = {},
): Promise<{ synonyms: string }> {
  const { client, uid } = connection
  const beside = { client, uid: `${uid}_next` }
  await drop(beside)
  await done(await enqueued(client, client.createIndex(beside.uid, { primaryKey: 'id' })))
  const synonyms = await listTagSynonyms(db)
  await done(await enqueued(client, client.index(beside.uid).updateSettings({ ...SETTINGS, synonyms })))

  const changed = new Set<number>()
  let documents = 0
  for (let after = 0; ; ) {
    const next = await listFingerprints(db, { after, limit: BATCH })
    if (next.length === 0) break
    const ids = next.map((document) => document.id)
    await syncPosts(db, beside, ids)
    documents += ids.length
    after = ids.at(-1) ?? after
    for (const id of await keepUp()) changed.add(id)
    await progress(documents)
  }
  for (const id of await keepUp()) changed.add(id)
  await syncPosts(db, beside, [...changed])

  if (!(await exists(connection))) {
    // A swap needs two indexes, so the first time an empty one is created.
    await done(await enqueued(client, client.createIndex(uid, { primaryKey: 'id' })))
  }
  await done(await enqueued(client, client.swapIndexes([{ indexes: [uid, beside.uid], rename: false }])))
  await drop(beside)
  return { synonyms: hashOf(synonyms) }
}

async function enqueued(
  client: MeilisearchConnection['client'],
  task: PromiseLike<{ taskUid: number }>,
): Promise<Parameters<typeof done>[0]> {
  const { taskUid } = await task
  return { waitTask: () => client.tasks.waitForTask(taskUid) }
}

async function drop(connection: MeilisearchConnection): Promise<void> {
  if (await exists(connection))
    await done(await enqueued(connection.client, connection.client.deleteIndex(connection.uid)))
}

export async function exists({ client, uid }: MeilisearchConnection): Promise<boolean> {
  try {
    await client.getRawIndex(uid)
    return true
  } catch (error) {
    if (codeOf(error) === 'index_not_found') return false
    throw error
  }
}

/** Sends the synonyms of tags to the index, and returns their fingerprint. */
export async function syncSynonyms(
  db: Db,
  { client, uid }: MeilisearchConnection,
  known: string | null,
): Promise<string> {
  const synonyms = await listTagSynonyms(db)
  const hash = hashOf(synonyms)
  if (hash !== known) await done(await enqueued(client, client.index(uid).updateSynonyms(synonyms)))
  return hash
}

/**
 * Compares the index with the database, document by document, and corrects what is missing, old or should not be there.
 * Returns how many documents were wrong.
 */
export async function mendIndex(db: Db, connection: MeilisearchConnection): Promise<number> {
  const index = connection.client.index<{ id: number; fingerprint: string }>(connection.uid)
  let mended = 0
  for (let after = 0; ; ) {
    const wanted = await listFingerprints(db, { after, limit: BATCH })
    const last = wanted.at(-1)?.id
    const range = last === undefined ? `id > ${after}` : `id > ${after} AND id <= ${last}`
    const known = new Map<number, string>()
    for (;;) {
      const { results } = await index.getDocuments({
        fields: ['id', 'fingerprint'],
        filter: range,
        limit: BATCH,
        offset: known.size,
      })
      for (const { id, fingerprint } of results) known.set(id, fingerprint)
      if (results.length < BATCH) break
    }
    const wrong = wanted.filter(({ id, fingerprint }) => known.get(id) !== fingerprint).map(({ id }) => id)
    const expected = new Set(wanted.map(({ id }) => id))
    wrong.push(...[...known.keys()].filter((id) => !expected.has(id)))
    await syncPosts(db, connection, wrong)
    mended += wrong.length
    if (last === undefined) return mended
    after = last
  }
}
