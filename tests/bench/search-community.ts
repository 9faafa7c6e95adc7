import pg from 'pg'
import { copyRows, type Value } from '#app/import/stack-exchange/stage-rows.ts'
import type { Locale } from '#db/schema.ts'
import { lengthAt, type TextStatistics } from './search-statistics.ts'
import { itemOf, makeWriter, type Random, randomFrom, type Writer } from './search-texts.ts'

const CATEGORIES = 12
/** Where ids of people and categories begin: migrations have made some already. */
const FIRST_ID = 1001
const BATCH = 4000
const YEARS = 5
const YEAR = 365 * 86_400_000
const LAST = Date.UTC(2026, 5, 1)
const PEOPLE = { first: 'Ada Noé Inès Sam Lea Hugo Mia Paul Zoé Max Eva Tom'.split(' '), threadsEach: 3 }
/** Articles by thread. */
const ARTICLES = 0.02

const COLUMNS = {
  users: ['id', 'name', 'handle', 'reputation_points'],
  categories: ['id', 'slug', 'name', 'position'],
  tags: ['id', 'name'],
  threads: [
    'id', 'category_id', 'author_id', 'title', 'locale', 'audience', 'question_id', 'question_state', 'accepted_answer_id',
    'accepted_at', 'state', 'score', 'answer_count', 'view_count', 'created_at', 'last_activity_at',
  ],
  posts: ['id', 'thread_id', 'article_id', 'kind', 'author_id', 'body', 'html', 'state', 'score', 'created_at'],
  thread_tags: ['thread_id', 'tag_id', 'position'],
  articles: [
    'id', 'category_id', 'state', 'default_locale', 'drafted_by', 'owner_id', 'validated_by', 'validated_at',
    'published_at', 'created_at', 'helpful_count',
  ],
  article_translations: ['article_id', 'locale', 'title', 'post_id'],
} // biome-ignore format: columns side by side

type Table = keyof typeof COLUMNS
type Rows = Partial<Record<Table, Value[][]>>

/**
 * Fills an empty, migrated database with a community of so many threads, by COPY: people, tags, questions and their
 * answers, articles. Foreign keys and indexes are put off until the rows are there, and then checked and built at once.
 */
export async function fillCommunity(
  databaseUrl: string,
  statistics: TextStatistics,
  threads: number,
  seed: number,
): Promise<void> {
  const clients = new Map<string, pg.Client>()
  for (const name of ['posts', 'others']) {
    const client = new pg.Client({ connectionString: databaseUrl, application_name: 'entraide bench' })
    await client.connect()
    clients.set(name, client)
  }
  const [posts, others] = [clients.get('posts') as pg.Client, clients.get('others') as pg.Client]
  try {
    const restore = await putOffChecks(others, Object.keys(COLUMNS))
    let sent: Promise<void> = Promise.resolve()
    for (const rows of makeRows(statistics, threads, seed)) {
      await sent
      sent = send(posts, others, rows)
      sent.catch(() => {})
      // The next rows are made while PostgreSQL takes these in.
      await new Promise(setImmediate)
    }
    await sent
    await restore(posts, others)
    await others.query(`
      update tags set thread_count = counted.threads
      from (select tag_id, count(*) as threads from thread_tags group by tag_id) as counted where counted.tag_id = tags.id`)
    for (const table of ['users', 'categories', 'tags', 'threads', 'posts', 'articles']) {
      await others.query(`select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`)
    }
    await others.query('vacuum analyze')
  } finally {
    for (const client of clients.values()) await client.end()
  }
}

async function send(posts: pg.Client, others: pg.Client, rows: Rows): Promise<void> {
  const copy = (client: pg.Client, table: Table) => copyRows(client, table, COLUMNS[table], rows[table] ?? [])
  await Promise.all([
    copy(posts, 'posts'),
    (async () => {
      for (const table of Object.keys(rows) as Table[]) if (table !== 'posts') await copy(others, table)
    })(),
  ])
}

/** Takes foreign keys and indexes away from the tables that are filled; what it gives puts them back. */
export async function putOffChecks(client: pg.Client, tables: string[]) {
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and conrelid = any ($1::regclass[])`,
    [tables],
  )
  const { rows: indexes } = await client.query<{ table: string; name: string; definition: string }>(
    `select indrelid::regclass::text as table, indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index where indrelid = any ($1::regclass[])
       and not exists (select from pg_constraint where conindid = indexrelid)`,
    [tables],
  )
  for (const { table, name } of keys) await client.query(`alter table ${table} drop constraint ${name}`)
  for (const { name } of indexes) await client.query(`drop index ${name}`)

  return async (posts: pg.Client, others: pg.Client) => {
    const build = async (builder: pg.Client, definitions: string[]) => {
      await builder.query(`set maintenance_work_mem = '256MB'`)
      for (const definition of definitions) await builder.query(definition)
    }
    const definitionsOf = (ofPosts: boolean) =>
      indexes.filter((index) => (index.table === 'posts') === ofPosts).map((index) => index.definition)
    await Promise.all([build(posts, definitionsOf(true)), build(others, definitionsOf(false))])
    await build(
      others,
      keys.map(({ table, name, definition }) => `alter table ${table} add constraint ${name} ${definition}`),
    )
  }
}

function* makeRows(statistics: TextStatistics, threads: number, seed: number): Generator<Rows> {
  const writer = makeWriter(statistics, threads, seed)
  const random = randomFrom(seed)
  const people = Math.max(20, Math.round(threads / PEOPLE.threadsEach))
  const scene: Scene = { writer, random, statistics, people, post: 0 }

  yield {
    users: Array.from({ length: people }, (_, at) => [
      FIRST_ID + at,
      `${itemOf(PEOPLE.first, random)} ${at + 1}`,
      `person-${at + 1}`,
      1 + Math.floor(20 / (random() + 0.001)),
    ]),
    categories: Array.from({ length: CATEGORIES }, (_, at) => [
      FIRST_ID + at,
      `category-${at + 1}`,
      `Category ${at + 1}`,
      at,
    ]),
    tags: Array.from({ length: writer.topics }, (_, at) => [at + 1, tagName(at)]),
  }
  for (let from = 0; from < threads; from += BATCH) {
    const rows = { threads: [] as Value[][], thread_tags: [] as Value[][], posts: [] as Value[][] }
    for (let at = from; at < Math.min(threads, from + BATCH); at++) {
      addThread(scene, rows, at + 1, new Date(LAST - YEARS * YEAR * (1 - at / threads)).toISOString())
    }
    yield rows
  }
  const articles = Math.max(5, Math.round(threads * ARTICLES))
  for (let from = 0; from < articles; from += BATCH) {
    const rows = { articles: [] as Value[][], article_translations: [] as Value[][], posts: [] as Value[][] }
    for (let at = from; at < Math.min(articles, from + BATCH); at++) addArticle(scene, rows, at + 1)
    yield rows
  }
}

type Scene = { writer: Writer; random: Random; statistics: TextStatistics; people: number; post: number }

/** The name of a topic's tag. */
export const tagName = (topic: number): string => `topic-${topic + 1}`

const person = ({ random, people }: Scene): number => FIRST_ID + Math.floor(people * random() ** 2)
const someScore = (random: Random): number => Math.floor(random() ** 6 * 30) - (random() < 0.03 ? 1 : 0)

function addThread(
  scene: Scene,
  rows: { threads: Value[][]; thread_tags: Value[][]; posts: Value[][] },
  id: number,
  at: string,
): void {
  const { writer, random, statistics } = scene
  const need = writer.drawNeed(random)
  const [questionWords, answerWords] = [statistics.questionWords, statistics.answerWords]
  const question = ++scene.post
  const answers = drawFrom(statistics.answers, random)
  const accepted = answers > 0 && random() < statistics.accepted / (1 - (statistics.answers[0] ?? 0))
  const audience = random() < 0.03 ? 'members' : random() < 0.01 ? 'private' : 'public'
  const questionState = random() < 0.01 ? 'hidden' : 'visible'
  const score = someScore(random)
  const state = accepted ? 'solved' : answers > 0 ? 'answered' : 'needs_attention'

  const { body, html } = writer.text(need, random, lengthAt(questionWords, random()))
  rows.posts.push([question, id, null, 'question', person(scene), body, html, questionState, score, at])
  for (let answer = 0; answer < answers; answer++) {
    const text = writer.text(need, random, lengthAt(answerWords, random()))
    const row = [
      ++scene.post,
      id,
      null,
      'answer',
      person(scene),
      text.body,
      text.html,
      'visible',
      someScore(random),
      at,
    ]
    rows.posts.push(row)
  }
  rows.threads.push([
    id, FIRST_ID + (need.topic % CATEGORIES), person(scene), writer.title(need, random), need.locale, audience, question,
    questionState, accepted ? question + 1 : null, accepted ? at : null, state, score, answers,
    Math.floor(20 / (random() + 0.01)), at, at,
  ]) // biome-ignore format: in the order of the columns

  const tags = new Set([need.topic])
  const wanted = 1 + drawFrom(statistics.tags, random)
  for (let other = 1; other < wanted; other++) tags.add((need.topic * 31 + other * 17) % writer.topics)
  for (const [position, topic] of [...tags].entries()) rows.thread_tags.push([id, topic + 1, position])
}

function addArticle(
  scene: Scene,
  rows: { articles: Value[][]; article_translations: Value[][]; posts: Value[][] },
  id: number,
): void {
  const { writer, random, statistics } = scene
  const need = writer.drawNeed(random)
  const at = new Date(LAST - YEARS * YEAR * random()).toISOString()
  const [author, validator] = [FIRST_ID + (id % scene.people), FIRST_ID + ((id + 1) % scene.people)]
  const category = FIRST_ID + (need.topic % CATEGORIES)
  const helpful = Math.floor(random() ** 4 * 200)
  rows.articles.push([id, category, 'published', need.locale, author, author, validator, at, at, at, helpful])
  const other: Locale = need.locale === 'fr' ? 'en' : 'fr'
  for (const locale of random() < 0.2 ? [need.locale, other] : [need.locale]) {
    const translated = { ...need, locale }
    const text = writer.text(translated, random, 100 + lengthAt(statistics.answerWords, random()))
    rows.posts.push([++scene.post, null, id, 'article', author, text.body, text.html, 'visible', 0, at])
    rows.article_translations.push([id, locale, writer.title(translated, random), scene.post])
  }
}

/** The place in a histogram of shares that chance falls on. */
function drawFrom(shares: number[], random: Random): number {
  let left = random() * shares.reduce((sum, share) => sum + share, 0)
  return Math.max(
    0,
    shares.findIndex((share) => {
      left -= share
      return left < 0
    }),
  )
}
