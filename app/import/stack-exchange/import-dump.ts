import { createHash } from 'node:crypto'
import { open, readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { markLookAlikes } from '#app/domain/users/look-alikes.ts'
import { SetupError } from '#app/platform/setup-error.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { slug as slugOf } from '#app/text/slug.ts'
import { connect } from '#db/connect.ts'
import { isConnectionLoss } from '#db/connection-loss.ts'
import type { Locale } from '#db/schema.ts'
import { type Db, inTransaction } from '#db/transaction.ts'
import { badges } from './badges.ts'
import { comments } from './comments.ts'
import { claimSource, nameOf, readFacts } from './community.ts'
import { deriveFigures } from './derive-figures.ts'
import { add, type Dump, type DumpFile, type Tally } from './dump-file.ts'
import { openHtmlCleaner } from './html-cleaner.ts'
import { finishIndex, indexImported } from './index-imported.ts'
import { postHistory } from './post-history.ts'
import { postLinks } from './post-links.ts'
import { postsFile } from './posts.ts'
import { ahead, BrokenFile, lineOfInvalid, type Row, readRows } from './read-rows.ts'
import { copyRows, type Value } from './stage-rows.ts'
import { tagsFile } from './tags.ts'
import { users } from './users.ts'
import { votes } from './votes.ts'

/**
 * The progress of a file: what happened to its rows up to `row`. It is saved in the transaction that stores the rows.
 */
type FileProgress = Tally & { fingerprint: string; row: number; done: boolean; broken?: string }
type Progress = { files: Record<string, FileProgress> }

export type ImportReport = {
  source: string
  /** Whether this dump was imported before as a whole and has not changed. Then nothing was read. */
  unchanged: boolean
  files: (FileProgress & { name: string })[]
  broken: string[]
}

export type ImportWatcher = {
  /** Bytes read so far, bytes in all, and rows so far. */
  progress?(state: { step: string; bytes: number; total: number; rows: number }): void
}

export type ImportOptions = {
  folder: string
  /** The name under which the community is known again. Default: what its content says, or else that of the folder. */
  source?: string
  /**
   * The category of all imported threads. It is created when there is none. Default: that of most of the community's
   * threads, or else one with its name.
   */
  category?: string
  locale?: Locale
  watcher?: ImportWatcher
}

/**
 * Imports a Stack Exchange dump. Every batch of rows is one transaction, which also saves the progress, so an import
 * that was interrupted continues where it stopped. A complete and unchanged dump is not read a second time. When a file
 * has changed, it and all files after it are read again, and rows that are already stored stay as they are. Which
 * community the dump is of is known by its content; see `claimSource` for what is refused.
 */
export async function importDump(databaseUrl: string, options: ImportOptions): Promise<ImportReport> {
  const folder = resolve(options.folder)
  const excerpts = new Map<number, string>()
  const kinds = [users, tagsFile(excerpts), postsFile(excerpts), postHistory, comments, votes, postLinks, badges]
  const present = await findFiles(folder, kinds)
  const pathOf = (name: string) => present.find((file) => file.kind.name === name)?.path
  const facts = await readFacts({ posts: pathOf('Posts.xml'), users: pathOf('Users.xml') })

  // One connection stores the batches, one transaction each; the other one fills the search index meanwhile.
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'entraide import' })
  // The query that runs on it, or the next one, fails with the lost connection.
  client.on('error', () => {})
  await client.connect()
  const { db } = connect(databaseUrl, { max: 1 })
  try {
    const source = await claimSource(client, { folder, name: options.source, facts })
    await client.query(SETTINGS)

    const { progress, finished } = await openImport(client, source)
    const plan = planFiles(present, progress)
    if (finished && plan.every((file) => file.whole)) return report(source, plan, progress, true)

    await client.query('update imports set finished_at = null where source = $1', [source])
    const cleaner = openHtmlCleaner()
    try {
      const slug = options.category ?? (await findCategory(client, source)) ?? (slugOf(nameOf(source)) || 'imported')
      const categoryId = await findOrCreateCategory(client, slug)
      const everybodyIsThere = present.some((file) => file.kind === users)
      const dump: Dump = { client, source, categoryId, locale: options.locale, cleaner, everybodyIsThere }
      await importFiles(dump, db, plan, progress, watcherOf(plan, options.watcher))
    } finally {
      await cleaner.close()
    }

    const result = report(source, plan, progress, false)
    if (result.broken.length === 0) {
      await inTransaction(db, async (trx) => {
        enqueue(trx, 'threads.relate_all', {})
        // Meilisearch gets the imported posts by comparing its index with the database.
        enqueue(trx, 'search.check', {})
      })
      await client.query('set synchronous_commit = on')
      await client.query('update imports set finished_at = now() where source = $1', [source])
    }
    return result
  } catch (error) {
    if (!isConnectionLoss(error)) throw error
    const sentence = 'The connection to PostgreSQL was lost: start the import again, and it goes on where it stopped.'
    throw new SetupError(sentence, { cause: error })
  } finally {
    await Promise.all([client.end().catch(() => {}), db.destroy()])
  }
}

async function importFiles(dump: Dump, db: Db, plan: PlannedFile[], progress: Progress, watch: Watch): Promise<void> {
  await sql.raw(SETTINGS).execute(db)

  // While one batch is stored, two more are read and cleaned.
  for await (const part of ahead(takeFiles(dump, plan, progress), 2)) {
    if ('batch' in part) await storePart(dump, part, progress, watch)
    else await finishFile(dump, part, progress)
  }
  await Promise.all([
    deriveFigures(dump, watch.step).then(() => dump.client.query(ANALYZE)),
    indexImported(db, dump.source).then(() => finishIndex(db)),
  ])
  await markLookAlikes(db)
}

// A batch that is lost in a crash is imported again, so no commit waits for the disk. Adding many entries to an index
// of words at once is much faster than adding them one by one. The rows that a batch looks up were written shortly
// before and are in memory, so index scans are cheap and scans of a whole table are not.
const SETTINGS = `select ${Object.entries({
  TimeZone: 'UTC',
  synchronous_commit: 'off',
  gin_pending_list_limit: '64MB',
  work_mem: '64MB',
  random_page_cost: '0.1',
  enable_mergejoin: 'off',
}).map(([name, value]) => `set_config('${name}', '${value}', false)`)}`
const ANALYZE = `
  analyze users, tags, threads, posts, thread_tags, votes, awards, revisions, reputation_entries, reputation_days`
// Only the columns by which batches look up rows.
const ANALYZE_LOOKED_UP = `
  analyze users (id, import_source, import_id), tags (id, name), threads (id, import_source, accepted_answer_id),
    posts (id, thread_id, parent_id, kind, import_source, import_id), thread_tags`

type PresentFile = { kind: DumpFile; path: string; size: number; fingerprint: string }
type PlannedFile = PresentFile & { whole: boolean }

async function findFiles(folder: string, kinds: DumpFile[]): Promise<PresentFile[]> {
  const names = await readdir(folder).catch((error) => {
    throw new SetupError(`The folder ${folder} cannot be read (${error.code ?? error.message}).`)
  })
  const files: PresentFile[] = []
  for (const kind of kinds) {
    const name = names.find((found) => found.toLowerCase() === kind.name.toLowerCase())
    if (!name) continue
    const path = join(folder, name)
    files.push({ kind, path, ...(await fingerprintOf(path)) })
  }
  if (!files.some((file) => file.kind.name === 'Posts.xml')) {
    throw new SetupError(`${folder} is not a Stack Exchange dump: it has no Posts.xml.`)
  }
  return files
}

/** Size, beginning and end of the file: enough to recognize a repaired or newer file without reading all of it. */
async function fingerprintOf(path: string): Promise<{ size: number; fingerprint: string }> {
  const { size } = await stat(path)
  const file = await open(path)
  try {
    const hash = createHash('sha256').update(String(size))
    for (const position of [0, Math.max(0, size - 65_536)]) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, position)
      hash.update(buffer.subarray(0, bytesRead))
    }
    return { size, fingerprint: hash.digest('base64url') }
  } finally {
    await file.close()
  }
}

async function openImport(client: pg.Client, source: string): Promise<{ progress: Progress; finished: boolean }> {
  const { rows } = await client.query('select progress, finished_at from imports where source = $1', [source])
  return { progress: rows[0].progress, finished: rows[0].finished_at !== null }
}

/**
 * Plans which files are read. Files are read in order, and a row that one file lacks can make the next file leave out
 * rows, so all files after a changed one are read again.
 */
function planFiles(present: PresentFile[], progress: Progress): PlannedFile[] {
  let again = false
  return present.map((file) => {
    const before = progress.files[file.kind.name]
    const goesOn = !again && before?.fingerprint === file.fingerprint && !before.broken
    if (!goesOn) delete progress.files[file.kind.name]
    const whole = goesOn && before.done
    if (!whole) again = true
    return { ...file, whole }
  })
}

async function noticeRows(path: string, kind: DumpFile): Promise<void> {
  for await (const batch of readRows(path)) for (const row of batch.rows) kind.notice?.(row)
}

type TakenBatch = { to: number; bytes: number; staged: Value[][]; reasons: string[] }
type Part = { file: PlannedFile; state: FileProgress; first: boolean; batch: TakenBatch }
type End = { file: PlannedFile; state: FileProgress; broken: BrokenFile | undefined }

/** All batches to be stored, file by file, each file followed by its end. */
async function* takeFiles(dump: Dump, plan: PlannedFile[], progress: Progress): AsyncGenerator<Part | End> {
  for (const file of plan) {
    if (file.whole) {
      if (file.kind.notice && plan.some((other) => !other.whole)) await noticeRows(file.path, file.kind)
      continue
    }
    const { kind, fingerprint } = file
    let state = progress.files[kind.name]
    // Only the run that read the questions knows which answers came before them.
    if (!state || (kind.unsettled && state.skipped[kind.unsettled])) {
      state = { fingerprint, row: 0, done: false, kept: 0, known: 0, skipped: {} }
    }
    let first = true
    let broken: BrokenFile | undefined
    try {
      for await (const batch of takeRows(dump, file, state.row)) {
        yield { file, state, first, batch }
        first = false
      }
    } catch (error) {
      if (!(error instanceof BrokenFile)) throw error
      broken = error
    }
    yield { file, state, broken }
  }
}

async function* takeRows(dump: Dump, { kind, path }: PlannedFile, done: number): AsyncGenerator<TakenBatch> {
  for await (const { rows, from, to, bytes } of ahead(readRows(path))) {
    if (kind.notice) for (const row of rows) if (lineOfInvalid(row) === undefined) kind.notice(row)
    if (to <= done) continue
    const fresh = from < done ? rows.slice(done - from) : rows
    const lines = fresh.flatMap((row) => lineOfInvalid(row) ?? [])
    const valid = lines.length > 0 ? fresh.filter((row) => lineOfInvalid(row) === undefined) : fresh
    const taken = await kind.take(valid, dump)
    yield {
      to,
      bytes,
      staged: taken.filter((row) => typeof row !== 'string'),
      reasons: [
        ...taken.filter((row) => typeof row === 'string'),
        ...lines.map((line) => `not valid XML: the row in line ${line}`),
      ],
    }
  }
}

async function storePart(
  dump: Dump,
  { file, state, first, batch }: Part,
  progress: Progress,
  watch: Watch,
): Promise<void> {
  if (first) {
    progress.files[file.kind.name] = state
    await createStage(dump, file.kind)
    watch.file(file)
  }
  await storeBatch(dump, file.kind, batch, progress, state)
  watch.rows(batch.bytes, batch.staged.length + batch.reasons.length)
  if (file.kind.name !== 'Posts.xml') return
  // The table was empty before: PostgreSQL needs new statistics before it plans the next ten thousand batches.
  if (first) await dump.client.query(ANALYZE_LOOKED_UP)
}

async function finishFile(dump: Dump, { file, state, broken }: End, progress: Progress): Promise<void> {
  const { kind } = file
  progress.files[kind.name] = state
  if (broken) {
    state.broken = broken.message
    if (kind === users) dump.everybodyIsThere = false
  } else {
    const secondLook = kind.secondLook?.()
    if (secondLook) await lookAgain(dump, file, secondLook, progress, state)
  }
  if (kind.name === 'Posts.xml') await dump.client.query(ANALYZE_LOOKED_UP)
  await kind.finish?.(dump)
  state.done = true
  await saveProgress(dump, progress)
  await dump.client.query(`drop table if exists pg_temp.${kind.stage}`)
}

async function createStage(dump: Dump, kind: DumpFile): Promise<void> {
  const columns = Object.entries(kind.columns).map(([name, type]) => `${name} ${type}`)
  await dump.client.query(
    `drop table if exists pg_temp.${kind.stage};
     create temporary table ${kind.stage} (${columns.join(', ')}) on commit delete rows`,
  )
}

async function storeBatch(
  dump: Dump,
  kind: DumpFile,
  batch: TakenBatch,
  progress: Progress,
  state: FileProgress,
): Promise<void> {
  const before = { ...state, skipped: { ...state.skipped } }
  await dump.client.query('begin')
  try {
    const tally = await storeRows(dump, kind, batch.staged)
    state.row = batch.to
    state.kept += tally.kept
    state.known += tally.known
    for (const [reason, count] of Object.entries(tally.skipped)) addReason(state.skipped, reason, count)
    for (const reason of batch.reasons) addReason(state.skipped, reason)
    await saveProgress(dump, progress)
    await dump.client.query('commit')
  } catch (error) {
    Object.assign(state, before)
    await dump.client.query('rollback').catch(() => {})
    throw error
  }
}

// Of PostgreSQL: the data are not as a column, a rule or an index wants them. Anything else is no matter of one row.
const REFUSED = /^(21|22|23|54|P0)/
/** Of one row there are as many reasons as rows: after so many, the others are counted together. */
const REASONS_MAX = 30

function addReason(skipped: Record<string, number>, reason: string, count = 1): void {
  const known = Object.hasOwn(skipped, reason) || Object.keys(skipped).length < REASONS_MAX
  add(skipped, known ? reason : 'not valid XML or refused by the database, in other lines', count)
}

/**
 * Stores rows in the transaction of the caller. When the database refuses them, each half is tried by itself, until only
 * the rows are left out that are refused alone.
 */
async function storeRows(dump: Dump, kind: DumpFile, staged: Value[][], { part = false } = {}): Promise<Tally> {
  const { client } = dump
  await client.query('savepoint rows')
  try {
    await copyRows(client, kind.stage, Object.keys(kind.columns), staged)
    const tally = await kind.store(dump)
    // The commit empties the table for the next batch, but the other half must not find these rows.
    await client.query(part ? `delete from ${kind.stage}; release savepoint rows` : 'release savepoint rows')
    return tally
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string }
    if (!REFUSED.test(code)) throw error
    await client.query('rollback to savepoint rows; release savepoint rows')
    if (staged.length <= 1) {
      return {
        kept: 0,
        known: 0,
        skipped: { [`refused by the database (row ${staged[0]?.[0]}: ${message})`]: staged.length },
      }
    }
    const middle = staged.length >> 1
    const first = await storeRows(dump, kind, staged.slice(0, middle), { part: true })
    const second = await storeRows(dump, kind, staged.slice(middle), { part: true })
    const skipped = { ...first.skipped }
    for (const [reason, count] of Object.entries(second.skipped)) add(skipped, reason, count)
    return { kept: first.kept + second.kept, known: first.known + second.known, skipped }
  }
}

/** Stores rows that were left out before, and counts them as kept. */
async function lookAgain(
  dump: Dump,
  { kind, path }: PlannedFile,
  wanted: (row: Row) => boolean,
  progress: Progress,
  state: FileProgress,
): Promise<void> {
  for await (const batch of readRows(path)) {
    const rows = batch.rows.filter(wanted)
    if (rows.length === 0) continue
    const taken = await kind.take(rows, dump)
    const staged = taken.filter((row) => typeof row !== 'string')
    await dump.client.query('begin')
    try {
      const tally = await storeRows(dump, kind, staged)
      state.kept += tally.kept
      state.known += tally.known
      if (kind.unsettled) add(state.skipped, kind.unsettled, -tally.kept - tally.known)
      await saveProgress(dump, progress)
      await dump.client.query('commit')
    } catch (error) {
      await dump.client.query('rollback').catch(() => {})
      throw error
    }
  }
}

async function saveProgress(dump: Dump, progress: Progress): Promise<void> {
  await dump.client.query('update imports set progress = $2 where source = $1', [dump.source, JSON.stringify(progress)])
}

/** Where most threads of the community are. */
async function findCategory(client: pg.Client, source: string): Promise<string | undefined> {
  const { rows } = await client.query<{ slug: string }>(
    `select categories.slug from threads join categories on categories.id = threads.category_id
     where threads.import_source = $1 group by categories.id order by count(*) desc, categories.id limit 1`,
    [source],
  )
  return rows[0]?.slug
}

async function findOrCreateCategory(client: pg.Client, slug: string): Promise<number> {
  const name = slug.replace(/-+/g, ' ')
  await client.query(
    `insert into categories (slug, name, position)
     select $1, $2, coalesce(max(position), 0) + 1 from categories
     where not exists (select from categories where slug = $1) on conflict do nothing`,
    [slug, name.charAt(0).toUpperCase() + name.slice(1)],
  )
  const { rows } = await client.query('select id from categories where slug = $1', [slug])
  return rows[0].id
}

function report(source: string, plan: PlannedFile[], progress: Progress, unchanged: boolean): ImportReport {
  const files = plan.flatMap(({ kind }) => {
    const state = progress.files[kind.name]
    if (!state) return []
    // An earlier run read this file: all rows that it kept are stored already.
    return [{ name: kind.name, ...state, ...(unchanged ? { kept: 0, known: state.kept + state.known } : {}) }]
  })
  return { source, unchanged, files, broken: files.flatMap((file) => file.broken ?? []) }
}

type Watch = { file(file: PlannedFile): void; rows(bytes: number, rows: number): void; step(name: string): void }

function watcherOf(plan: PlannedFile[], watcher: ImportWatcher | undefined): Watch {
  const total = plan.filter((file) => !file.whole).reduce((sum, file) => sum + file.size, 0)
  let behind = 0
  let here = 0
  let rows = 0
  let step = ''
  const tell = (bytes: number) => watcher?.progress?.({ step, bytes: behind + bytes, total, rows })
  return {
    file(file) {
      behind += here
      here = file.size
      step = file.kind.name
      tell(0)
    },
    rows(bytes, count) {
      rows += count
      tell(bytes)
    },
    step(name) {
      behind = total
      step = name
      tell(0)
    },
  }
}
