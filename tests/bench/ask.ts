import { parseArgs } from 'node:util'
import pg from 'pg'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { connect } from '#db/connect.ts'
import { migrateToLatest } from '#db/migrate.ts'
import { type Forum, fillForum, openForum } from './ask-forum.ts'
import { type BenchResult, printResult, withBenchDatabase } from './support.ts'

const CONNECTIONS = 3
const ROUNDS = 20
const A_ROUND = 60
const TYPED_SECONDS = 90
const BODY =
  'Since the update of this morning the lamp in the hall stays dark. I have tried another socket and another bulb, and ' +
  'started the bridge again. What else can I look at?'

type Deed = 'ask' | 'answer'
const DEEDS: Deed[] = ['ask', 'answer']
const AIMED_STATEMENTS = { ask: 20, answer: 12 }

/**
 * Asking and answering as the pages do it, in a small forum and in a large one whose threads are all in one topic, round
 * by round in turn so that both meet the same machine; then the statements that one of each sends.
 */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      small: { type: 'string', default: '10000' },
      large: { type: 'string', default: '1000000' },
    },
  })
  const sizes = [Number(values.small), Number(values.large)]
  await withBenchDatabase((databaseUrl) =>
    withDatabases(databaseUrl, sizes.length, async (urls) => {
      for (const [index, url] of urls.entries()) {
        const began = performance.now()
        await fillForum(url, { threads: sizes[index] ?? 0, people: (ROUNDS + 2) * A_ROUND * DEEDS.length })
        console.error(`${sizes[index]} threads built in ${Math.round((performance.now() - began) / 1000)} s`)
      }
      await measure(urls)
    }),
  )
}

/** Databases of their own beside the given one, migrated, and gone afterwards. */
async function withDatabases(
  databaseUrl: string,
  count: number,
  work: (urls: string[]) => Promise<void>,
): Promise<void> {
  const server = new pg.Client({ connectionString: databaseUrl })
  await server.connect()
  const names = Array.from({ length: count }, (_, index) => `entraide_bench_ask_${process.pid}_${index}`)
  try {
    const urls: string[] = []
    for (const name of names) {
      await server.query(`create database ${name}`)
      const url = new URL(databaseUrl)
      url.pathname = `/${name}`
      await migrateToLatest(url.href)
      urls.push(url.href)
    }
    await work(urls)
  } finally {
    for (const name of names) await server.query(`drop database if exists ${name} with (force)`)
    await server.end()
  }
}

async function measure(urls: string[]): Promise<void> {
  const forums = await Promise.all(urls.map((url) => openForum(url, { connections: CONNECTIONS })))
  const aims: BenchResult['aims'] = {}
  const figures: BenchResult['figures'] = {}
  const table: [string, string][] = []
  try {
    const times = forums.map(() => ({ ask: [] as number[], answer: [] as number[] }))
    for (let round = 0; round <= ROUNDS; round++) {
      for (const deed of DEEDS) {
        for (const [index, forum] of forums.entries()) {
          const taken = await run(forum, deed)
          // The first round opens connections and prepares statements.
          if (round > 0) times[index]?.[deed].push(...taken)
        }
      }
    }

    for (const deed of DEEDS) {
      const p95s = forums.map((forum, index) => {
        const [p50, p95] = [0.5, 0.95].map((share) => percentile(times[index]?.[deed] ?? [], share))
        const label = `${deed}, ${forum.threads} threads`
        figures[`${label}: p50 ms`] = p50 ?? 0
        figures[`${label}: p95 ms`] = p95 ?? 0
        table.push([label, `p50 ${p50} ms, p95 ${p95} ms`])
        return p95 ?? 0
      })
      const ratio = Number(((p95s[1] ?? 0) / (p95s[0] ?? 1)).toFixed(3))
      aims[`p95 ${deed} 1 million / 10 k`] = { value: ratio, aim: 1.3, better: 'lower' }
    }
    for (const deed of DEEDS) {
      const statements = await listStatements(urls[0] ?? '', forums[0] as Forum, deed)
      aims[`statements of one ${deed}`] = { value: statements.length, aim: AIMED_STATEMENTS[deed], better: 'lower' }
      for (const [index, text] of statements.entries()) table.push([`${deed}, statement ${index + 1}`, text])
    }
    printResult({ bench: 'ask', aims, figures }, table)
  } finally {
    for (const { db } of forums) await db.destroy()
  }
}

/** Everybody once, some at a time; how long each took in milliseconds. */
async function run(forum: Forum, deed: Deed): Promise<number[]> {
  const taken: number[] = []
  let left = A_ROUND
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (left-- > 0) {
        const began = performance.now()
        await DO[deed](forum)
        taken.push(performance.now() - began)
      }
    }),
  )
  return taken
}

let number = 0
/** Far apart from one to the next, and none twice. */
const threadOf = (forum: Forum, turn: number) => 1 + ((turn * 7919) % forum.threads)

const DO: Record<Deed, (forum: Forum) => Promise<unknown>> = {
  ask: (forum) => {
    const actor = nextOf(forum)
    return askQuestion(forum.db, actor, {
      title: `The lamp in the hall stays dark, number ${++number}`,
      body: BODY,
      categoryId: forum.categoryId,
      tags: `tag-0 tag-${1 + (number % 50)} tag-${2 + (number % 50)}`,
      locale: 'en',
      typedSeconds: TYPED_SECONDS,
    })
  },
  answer: (forum) => {
    const actor = nextOf(forum)
    const threadId = threadOf(forum, ++number)
    return postAnswer(forum.db, actor, { threadId, body: BODY, typedSeconds: TYPED_SECONDS })
  },
}

/** Somebody who has not written yet: nobody is held back for being too quick. */
function nextOf(forum: Forum) {
  const actor = forum.people.pop()
  if (!actor) throw new Error('Nobody is left who has not written yet')
  return actor
}

/** The beginning of each statement that one of them sends, in their order. */
async function listStatements(databaseUrl: string, forum: Forum, deed: Deed): Promise<string[]> {
  const statements: string[] = []
  const { db, pool } = connect(databaseUrl, { max: 1 })
  try {
    pool.on('connect', (client) => {
      const query = client.query.bind(client) as (...args: unknown[]) => unknown
      client.query = ((statement: string | { text: string }, ...rest: unknown[]) => {
        statements.push(beginningOf(typeof statement === 'string' ? statement : statement.text))
        return query(statement, ...rest)
      }) as typeof client.query
    })
    await DO[deed]({ ...forum, db })
    return statements
  } finally {
    await db.destroy()
  }
}

const beginningOf = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 100)

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2))
}
