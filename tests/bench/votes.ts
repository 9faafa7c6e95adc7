import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type pg from 'pg'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { connect } from '#db/connect.ts'
import type { Database } from '#db/schema.ts'
import { type BenchResult, printResult, withBenchDatabase } from './support.ts'

const CONNECTIONS = [1, 8, 32]
const AIMED_AT = 8
const POSTS = 1000
const AUTHORS = 200
// So many that nobody casts more than two votes a round, of which each has a day of its own.
const VOTERS = 3000
const VOTES_A_ROUND = 1000
const ROUNDS = 5
const DAY = 86_400_000

const BARE = `insert into votes (post_id, voter_id, value, created_at, changed_at) values ($1, $2, $3, $4, $4)
  on conflict (post_id, voter_id) do update set value = excluded.value, changed_at = excluded.changed_at`

/** One vote that somebody casts: by which voter, on which post, on which day. */
type Ballot = { actor: Actor; postId: number; at: Date }
type Scene = { db: Kysely<Database>; pool: pg.Pool; voters: Actor[]; posts: number[] }
type Measured = { perSecond: number; failures: unknown[] }
type Choose = (scene: Scene, from: number, turn: number) => Ballot[]

/**
 * Votes a second through the command, beside a bare insert of the vote's row alone, round by round in turn so that both
 * meet the same machine: spread over 1000 posts (two in five are questions), then all on one.
 */
export async function bench(): Promise<void> {
  await withBenchDatabase(async (databaseUrl) => {
    const aims: BenchResult['aims'] = {}
    const figures: BenchResult['figures'] = {}
    const table: [string, string][] = []
    let hotErrors = 0
    const setUp = connect(databaseUrl, { max: 1 })
    await fill(setUp.db)
    await setUp.db.destroy()

    for (const [at, connections] of CONNECTIONS.entries()) {
      const { db, pool } = connect(databaseUrl, { max: connections })
      try {
        const scene = await findScene(db, pool)
        for (const [name, choose] of [['spread', spread] as const, ['hot', onOne] as const]) {
          const { bare, command } = await compare(scene, connections, choose, at * (ROUNDS + 1))
          const failures = [...bare.failures, ...command.failures]
          if (name === 'hot') hotErrors += failures.length
          else if (failures.length > 0) throw failures[0]

          const ratio = Number((command.perSecond / bare.perSecond).toFixed(3))
          const label = `${name}, ${connections} connection${connections > 1 ? 's' : ''}`
          const [votes, inserts] = [Math.round(command.perSecond), Math.round(bare.perSecond)]
          figures[`${label}: votes/s`] = votes
          figures[`${label}: bare inserts/s`] = inserts
          if (name === 'spread' && connections === AIMED_AT) {
            aims['votes/s / bare inserts/s, 1000 posts, 8 connections'] = { value: ratio, aim: 0.35, better: 'higher' }
          } else {
            figures[`${label}: ratio`] = ratio
          }
          table.push([label, `${votes} votes/s, bare ${inserts}/s, ratio ${ratio}`])
        }
      } finally {
        await db.destroy()
      }
    }
    aims['errors on the hot post'] = { value: hotErrors, aim: 0, better: 'lower' }
    printResult({ bench: 'votes', aims, figures }, table)
  })
}

/**
 * People, 1000 posts for the command, 1000 for the bare insert and some to be hot, each with 50 votes of earlier:
 * PostgreSQL plans by what it knows of its tables.
 */
async function fill(db: Kysely<Database>): Promise<void> {
  await sql`insert into categories (slug, name) values ('bench', 'Bench')`.execute(db)
  await sql`
    insert into users (name, email, reputation_points)
    select 'Person ' || number, 'person-' || number || '@bench.example.org', 500
    from generate_series(1, ${AUTHORS + VOTERS}) number`.execute(db)
  await sql`
    with authors as materialized (
      select id, row_number() over (order by id) as number from users where email like '%@bench.example.org'
    ), asked as (
      insert into threads (category_id, author_id, title)
      select (select id from categories where slug = 'bench'), authors.id, 'Question ' || question
      from generate_series(1, ${POSTS}) question join authors on authors.number = 1 + question % ${AUTHORS}
      returning id, author_id
    ), questions as (
      insert into posts (thread_id, kind, author_id, body, html)
      select id, 'question', author_id, 'Why?', '<p>Why?</p>' from asked
    )
    insert into posts (thread_id, kind, author_id, body, html)
    select asked.id, 'answer', authors.id, 'So.', '<p>So.</p>'
    from asked cross join generate_series(1, 2) answer
    join authors on authors.number = 1 + (asked.id + answer) % ${AUTHORS}
    where answer = 1 or asked.id % 2 = 0`.execute(db)
  await sql`
    update threads set question_id = posts.id from posts
    where posts.thread_id = threads.id and posts.kind = 'question'`.execute(db)
  await sql`
    insert into votes (post_id, voter_id, value, created_at, changed_at)
    select posts.id, users.id, 1, '2025-01-01', '2025-01-01'
    from posts join users on users.id % 4 = posts.id % 4 and users.id <= ${AUTHORS}`.execute(db)
  await sql`
    insert into reputation_entries (user_id, kind, points, day, vote_id, post_id, created_at)
    select posts.author_id, posts.kind || '_upvoted', 10, '2025-01-01', votes.id, posts.id, '2025-01-01'
    from votes join posts on posts.id = votes.post_id`.execute(db)
  await sql`vacuum analyze`.execute(db)
}

async function findScene(db: Kysely<Database>, pool: pg.Pool): Promise<Scene> {
  const people = await db.selectFrom('users').where('kind', '=', 'person').select('id').orderBy('id').execute()
  const posts = await db.selectFrom('posts').select('id').orderBy('threadId').orderBy('id').execute()
  const someone = await getActor(db, people[0]?.id ?? 0)
  return {
    db,
    pool,
    voters: people.slice(AUTHORS).map(({ id }) => ({ ...someone, id })),
    posts: posts.map(({ id }) => id),
  }
}

/** Two votes of each of 500 people, on posts of different authors; no turn repeats a vote of another one. */
function spread(scene: Scene, from: number, turn: number): Ballot[] {
  const people = VOTES_A_ROUND / 2
  return Array.from({ length: VOTES_A_ROUND }, (_, index) => ({
    actor: itemOf(scene.voters, (turn % 6) * people + (index % people)),
    postId: itemOf(scene.posts, from + ((index * 7 + turn * 131 + Math.floor(index / people) * 3) % POSTS)),
    at: new Date(Date.UTC(2026, 0, 1) + turn * DAY),
  }))
}

/** One vote of each of 1000 people on a post that nobody else votes on. */
function onOne(scene: Scene, from: number, turn: number): Ballot[] {
  return Array.from({ length: VOTES_A_ROUND }, (_, index) => ({
    actor: itemOf(scene.voters, index),
    postId: itemOf(scene.posts, 2 * POSTS + from / 10 + turn),
    at: new Date(Date.UTC(2027, 0, 1) + turn * DAY),
  }))
}

async function compare(
  scene: Scene,
  connections: number,
  choose: Choose,
  firstTurn: number,
): Promise<{ bare: Measured; command: Measured }> {
  const bareRounds: Measured[] = []
  const commandRounds: Measured[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const turn = firstTurn + round
    const command = await measure(connections, choose(scene, 0, turn), ({ actor, postId, at }) =>
      castVote(scene.db, actor, { postId, value: 1, at }),
    )
    const bare = await measure(connections, choose(scene, POSTS, turn), ({ actor, postId, at }) =>
      scene.pool.query({ name: 'bare vote', text: BARE, values: [postId, actor.id, 1, at] }),
    )
    // The first round opens connections and prepares statements.
    if (round === 0) continue
    bareRounds.push(bare)
    commandRounds.push(command)
  }
  return { bare: middle(bareRounds), command: middle(commandRounds) }
}

async function measure(
  connections: number,
  ballots: Ballot[],
  cast: (ballot: Ballot) => Promise<unknown>,
): Promise<Measured> {
  let next = 0
  const failures: unknown[] = []
  const started = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let ballot = ballots[next++]; ballot; ballot = ballots[next++]) {
        await cast(ballot).catch((error) => failures.push(error))
      }
    }),
  )
  return { perSecond: ballots.length / ((performance.now() - started) / 1000), failures }
}

const itemOf = <Item>(items: Item[], index: number): Item => items[index % items.length] as Item

/** The round in the middle by speed, with the failures of all of them. */
function middle(rounds: Measured[]): Measured {
  const sorted = [...rounds].sort((a, b) => a.perSecond - b.perSecond)
  return {
    perSecond: sorted[Math.floor(sorted.length / 2)]?.perSecond ?? 0,
    failures: rounds.flatMap((round) => round.failures),
  }
}
