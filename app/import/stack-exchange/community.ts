import { createHash } from 'node:crypto'
import { basename, resolve } from 'node:path'
import type pg from 'pg'
import { STORED_TITLE_MAX } from '#app/domain/threads/title.ts'
import { SetupError } from '#app/platform/setup-error.ts'
import { dateOf, idOf, lineOf, tagsOf } from './dump-file.ts'
import { BrokenFile, type Row, readRows } from './read-rows.ts'

/**
 * By what a community is known again: when its first posts and people came into being, which no later dump changes, and
 * a hash of their titles and names, most of which stay. By file, then by id.
 */
export type Facts = Record<'posts' | 'users', Record<string, Fact>>
type Fact = { at: number; words?: string }

/** A folder is called as it pleases whoever unpacked it, so it only proposes a name. */
export type Claim = {
  folder: string
  /** As given with --source. */
  name: string | undefined
  facts: Facts
}

type Verdict = 'same' | 'different' | 'unclear' | 'nothing in common'

/** How many rows of a file are facts. Dumps are in the order of ids, so a newer one begins with the same. */
const FACTS_MAX = 300
/** From and up to these shares of equal dates: rows of one community, rows of two. Between them anything is possible. */
const SAME_FROM = 0.8
const DIFFERENT_TO = 0.2
/** Dates without fractions can be equal by chance; some titles or names must be too. */
const SAME_WORDS_FROM = 0.2
const CLAIM_LOCK = 1_768_842_093
const NAME_MAX = 80

/** Whether this can be the name of a community: a line, as that of a folder. */
export const isSourceName = (text: string): boolean => text !== '' && lineOf(text, NAME_MAX) === text

const PREFIX = 'stackexchange:'
export const nameOf = (source: string): string => source.slice(PREFIX.length)

/** The facts in the files of a dump; what stands before a damage, when one is damaged. */
export async function readFacts(paths: { posts: string | undefined; users: string | undefined }): Promise<Facts> {
  return {
    posts: await readBeginning(paths.posts, ({ PostTypeId, Title }) =>
      PostTypeId === '1' ? lineOf(Title, STORED_TITLE_MAX) : '',
    ),
    users: await readBeginning(paths.users, ({ DisplayName }) => lineOf(DisplayName, NAME_MAX)),
  }
}

async function readBeginning(path: string | undefined, wordsOf: (row: Row) => string): Promise<Record<string, Fact>> {
  const facts: Record<string, Fact> = {}
  if (path === undefined) return facts
  try {
    for await (const { rows } of readRows(path)) {
      for (const row of rows) {
        const [id, date] = [idOf(row.Id), dateOf(row.CreationDate)]
        // The user -1 is the same in every community.
        if (id !== null && id > 0 && date !== null) facts[id] = factOf(new Date(date), wordsOf(row))
        if (Object.keys(facts).length === FACTS_MAX) return facts
      }
    }
  } catch (error) {
    if (!(error instanceof BrokenFile)) throw error
  }
  return facts
}

const factOf = (date: Date, words: string): Fact => ({
  at: date.getTime(),
  ...(words === '' ? {} : { words: createHash('sha256').update(words).digest('base64url').slice(0, 10) }),
})

/** Whether two dumps are of one community. Posts decide: a site and its meta site have the same people. */
export function compareFacts(one: Facts, other: Facts): Verdict {
  const posts = compareRows(one.posts, other.posts)
  const users = compareRows(one.users, other.users)
  for (const verdict of ['different', 'unclear'] as const) if (posts === verdict || users === verdict) return verdict
  if (posts === 'same' || users === 'nothing in common') return posts
  return isEmpty(one.posts) || isEmpty(other.posts) ? 'same' : 'unclear'
}

function compareRows(one: Record<string, Fact>, other: Record<string, Fact>): Verdict {
  const common = Object.entries(one).flatMap(([id, fact]) => {
    const theirs = other[id]
    return theirs ? [[fact, theirs] as const] : []
  })
  if (common.length === 0) return 'nothing in common'
  const together = common.filter(([fact, theirs]) => fact.at === theirs.at)
  const share = together.length / common.length
  if (share <= DIFFERENT_TO) return 'different'
  const worded = together.filter(([fact, theirs]) => fact.words !== undefined && theirs.words !== undefined)
  const equal = worded.filter(([fact, theirs]) => fact.words === theirs.words)
  return share >= SAME_FROM && equal.length >= worded.length * SAME_WORDS_FROM ? 'same' : 'unclear'
}

const isEmpty = (facts: Record<string, unknown>) => Object.keys(facts).length === 0

/**
 * Finds out which community a dump is of, and claims it for the connection until that ends. Before a row is written, it
 * refuses what would mix two communities or bring one in twice, and asks for --source where the content does not tell.
 */
export async function claimSource(client: pg.Client, claim: Claim): Promise<string> {
  await client.query('begin')
  try {
    // One after the other: of two dumps of one new community, the second finds what the first was called.
    await client.query('select pg_advisory_xact_lock($1)', [CLAIM_LOCK])
    const known = await listKnown(client, claim.facts)
    const source = PREFIX + chooseName(claim, known)
    const lock = await client.query('select pg_try_advisory_lock(hashtext($1)) as got', [source])
    if (!lock.rows[0].got) {
      throw new SetupError(
        `Another import of “${nameOf(source)}” is running. Wait until it has ended, then start this one again; if it is another community, give it a name of its own: --source NAME.`,
      )
    }
    const before = known.find((each) => each.source === source)
    await client.query(
      `insert into imports (source, origin, progress, facts) values ($1, 'stackexchange', '{"files": {}}', $2)
       on conflict (source) do update set facts = excluded.facts`,
      [source, JSON.stringify(before ? merged(before.facts, claim.facts) : claim.facts)],
    )
    await client.query('commit')
    return source
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

type Known = { source: string; facts: Facts; hasRows: boolean; verdict: Verdict }

async function listKnown(client: pg.Client, facts: Facts): Promise<Known[]> {
  const { rows } = await client.query<{ source: string; facts: Partial<Facts> }>(
    `select source, facts from imports where origin = 'stackexchange' order by id`,
  )
  const known: Known[] = []
  for (const { source, facts: stored } of rows) {
    const imported = await readImported(client, source, facts)
    const theirs = { posts: { ...imported.posts, ...stored.posts }, users: { ...imported.users, ...stored.users } }
    const { rows: found } = await client.query(
      `select exists (select from posts where import_source = $1) or exists (select from users where import_source = $1) as rows`,
      [source],
    )
    known.push({ source, facts: theirs, hasRows: found[0].rows, verdict: compareFacts(facts, theirs) })
  }
  return known
}

/**
 * What the forum has of these posts and people: for communities that were imported before facts were kept, and for dumps
 * that begin later. People without a last visit were made up for posts whose author no dump had.
 */
async function readImported(client: pg.Client, source: string, facts: Facts): Promise<Facts> {
  const posts = await client.query(
    `select posts.import_id as id, posts.created_at as at, coalesce(threads.title, '') as words
     from posts left join threads on threads.question_id = posts.id
     where posts.import_source = $1 and posts.import_id = any ($2::bigint[]) and posts.kind in ('question', 'answer')`,
    [source, Object.keys(facts.posts)],
  )
  const users = await client.query(
    `select import_id as id, created_at as at, name as words from users
     where import_source = $1 and import_id = any ($2::bigint[]) and last_seen_at is not null`,
    [source, Object.keys(facts.users)],
  )
  const byId = (rows: { id: number; at: Date; words: string }[]) =>
    Object.fromEntries(rows.map(({ id, at, words }) => [id, factOf(at, words)]))
  return { posts: byId(posts.rows), users: byId(users.rows) }
}

/** A first dump may have been small; what tells it apart grows with the next ones, up to as much as one dump gives. */
function merged(before: Facts, now: Facts): Facts {
  const both = (file: keyof Facts) =>
    Object.fromEntries(Object.entries({ ...now[file], ...before[file] }).slice(0, 2 * FACTS_MAX))
  return { posts: both('posts'), users: both('users') }
}

function chooseName({ folder, name: asked, facts }: Claim, known: Known[]): string {
  const same = known.filter(({ verdict }) => verdict === 'same').map(({ source }) => nameOf(source))
  const name = asked ?? (lineOf(basename(folder), NAME_MAX) || 'imported')
  const namesake = known.find(({ source }) => nameOf(source) === name)

  if (same.includes(name)) return name
  const [only] = same
  if (only !== undefined) {
    if (asked === undefined && same.length === 1) return only
    throw new SetupError(
      `${folder} is a dump of the community that was imported as ${quoted(same)}. Import it as that: --source "${only}".`,
    )
  }
  if (namesake?.verdict === 'different') {
    throw new SetupError(
      `${folder} is a dump of another community than the one that was imported as “${name}”. Nothing was imported: the two would be mixed. To import it as a community of its own, give it ${asked === undefined ? 'a' : 'another'} name: --source NAME.`,
    )
  }
  const doubtful = known.filter(
    (each) =>
      each.verdict === 'unclear' ||
      (each === namesake && (each.hasRows || !isEmpty(each.facts.posts) || !isEmpty(each.facts.users))),
  )
  const [first] = doubtful
  if (first && asked === undefined) {
    const why = isEmpty(facts.posts) && isEmpty(facts.users) ? ' It holds no post and no person with a date.' : ''
    throw new SetupError(
      `It cannot be told whether ${folder} is a dump of the community that was imported as ${quoted(doubtful.map((each) => nameOf(each.source)))}, or of another one.${why} Nothing was imported. Say it: --source "${nameOf(first.source)}" if it is that one, --source and a new name if it is not.`,
    )
  }
  return name
}

const META_NAME = /(^|[ ._-])meta([ ._-]|$)/i
/** Every question of a meta site has one of these tags; its own software asks for it. */
const META_TAGS = ['discussion', 'support', 'feature-request', 'bug']
const META_FROM = 0.9
/** Of fewer questions, some with these tags say nothing. */
const META_QUESTIONS = 10

/**
 * Whether a dump is of the meta site of a community, where people talk about the community itself: its people have the
 * reputation of the community, whose votes are in another dump. Its questions tell, or else its name.
 */
export async function isMetaSite(dump: {
  folder: string
  source: string
  posts: string | undefined
}): Promise<boolean> {
  if ([nameOf(dump.source), basename(resolve(dump.folder))].some((name) => META_NAME.test(name))) return true
  let [questions, about] = [0, 0]
  if (dump.posts !== undefined) {
    for await (const { rows } of readRows(dump.posts)) {
      for (const { PostTypeId, Tags } of rows) {
        if (PostTypeId !== '1') continue
        questions += 1
        if (tagsOf(Tags).some((tag) => META_TAGS.includes(tag))) about += 1
      }
    }
  }
  return questions >= META_QUESTIONS && about >= questions * META_FROM
}

const quoted = (names: string[]) => names.map((name) => `“${name}”`).join(' or ')
