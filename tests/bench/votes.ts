import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type pg from 'pg'
import { DomainError } from '#app/domain/errors.ts'
import { type Actor, getActor } from '#app/domain/users/actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { connect } from '#db/connect.ts'
import type { Database } from '#db/schema.ts'
import { printResult, withBenchDatabase } from './support.ts'

const CONNECTIONS = [1, 8, 32]
const AIMED_AT = 8
const POSTS = 1000
const AUTHORS = 200
// As many as keep each of them below 20 votes a day, and the hot post in voters for all rounds.
const VOTERS = 3000
const VOTES_A_ROUND = 1500
const ROUNDS = 5
const DAY = 86_400_000

const BARE = `insert into votes (post_id, voter_id, value, created_at, changed_at) values ($1, $2, $3, $4, $4)
  on conflict (post_id, voter_id) do update set value = excluded.value, changed_at = excluded.changed_at`

/** One vote that somebody casts: by which voter, on which post, on which day. */
type Ballot = { actor: Actor; postId: number; at: Date }
type Scene = { db: Kysely<Database>; pool: pg.Pool; voters: Actor[]; posts: number[]; barePosts: number[] }
type Measured = { perSecond: number; refused: number; failed: number }

/**
 * Votes a second through the command, beside a bare insert of the vote's row alone, round by round in turn so that both
 * meet the same machine: spread over 1000 posts (four in ten are questions), then all on one.
 */
export async function bench(): Promise<void> {
  await withBenchDatabase(async (databaseUrl) => {
    const figures: Record<string, number> = {}
    const table: [string, string][] = []
    let ratio = 0
    let hotErrors = 0

    for (const connections of CONNECTIONS) {
      const { db, pool } = connect(databaseUrl, { max: connections })
      try {
        const scene = await setScene(db, pool)
        for (const [name, choose] of [['spread', spread] as const, ['hot', onOne] as const]) {
          const { bare, command } = await compare(scene, connections, choose)
          const own = Number((command.perSecond / bare.perSecond).toFixed(3))
          if (name === 'spread' && connections === AIMED_AT) ratio = own
          if (name === 'hot') hotErrors += command.refused + command.failed
          if (name === 'spread' && command.refused + command.failed > 0) throw new Error('A vote was refused')
          const label = `${name}, ${connections} connection${connections > 1 ? 's' : ''}`
          figures[`${label}: votes/s`] = Math.round(command.perSecond)
          figures[`${label}: bare/s`] = Math.round(bare.perSecond)
          figures[`${label}: ratio`] = own
          table.push([
            label,
            `${Math.round(command.perSecond)} votes/s, bare ${Math.round(bare.perSecond)}/s, ratio ${own}`,
          ])
        }
      } finally {
        await db.destroy()
      }
    }
    printResult(
      {
        bench: 'votes',
        aims: {
          [`votes/s / bare inserts/s, ${POSTS} posts, ${AIMED_AT} connections`]: {
            value: ratio,
            aim: 0.35,
            better: 'higher',
          },
          'errors on the hot post': { value: hotErrors, aim: 0, better: 'lower' },
        },
        figures,
      },
      table,
    )
  })
}

/** People, and posts for both, made anew for each number of connections so that no run inherits the rows of another. */
async function setScene(db: Kysely<Database>, pool: pg.Pool): Promise<Scene> {
  await sql`truncate users, threads, posts, votes, reputation_entries, reputation_days, categories restart identity cascade`.execute(
    db,
  )
  await sql`insert into categories (slug, name) values ('bench', 'Bench')`.execute(db)
  await sql`
    insert into users (name, email, reputation_points)
    select 'Person ' || number, 'person-' || number || '@example.org', 500 from generate_series(1, ${AUTHORS + VOTERS}) number`.execute(
    db,
  )
  const ids = await db.selectFrom('users').select('id').where('kind', '=', 'person').orderBy('id').execute()
  const authors = ids.slice(0, AUTHORS).map(({ id }) => id)
  await sql`
    with asked as (
      insert into threads (category_id, author_id, title)
      select (select id from categories), (${authors}::bigint[])[1 + number % ${AUTHORS}], 'Question ' || number
      from generate_series(1, ${0.8 * POSTS}) number returning id, author_id
    ), questions as (
      insert into posts (thread_id, kind, author_id, body, html)
      select id, 'question', author_id, 'Why?', '<p>Why?</p>' from asked returning id, thread_id
    )
    insert into posts (thread_id, kind, author_id, body, html)
    select id, 'answer', (${authors}::bigint[])[1 + (id + number) % ${AUTHORS}], 'So.', '<p>So.</p>'
    from asked cross join generate_series(1, 2) number where number = 1 or id % 2 = 0`.execute(db)
  await sql`update threads set question_id = posts.id from posts where posts.thread_id = threads.id and posts.kind = 'question'`.execute(
    db,
  )
  await sql`vacuum analyze`.execute(db)

  const all = await db.selectFrom('posts').select('id').orderBy('threadId').orderBy('id').execute()
  const posts = all.map(({ id }) => id)
  const someone = await getActor(db, ids[0]?.id ?? 0)
  const voters = ids.slice(AUTHORS).map(({ id }) => ({ ...someone, id }))
  return { db, pool, voters, posts: posts.slice(0, POSTS), barePosts: posts.slice(POSTS, 2 * POSTS) }
}

/** Nobody votes twice on a post, more than ten times a day or more than once a day on the posts of one author. */
function spread(scene: Scene, posts: number[], round: number): Ballot[] {
  return Array.from({ length: VOTES_A_ROUND }, (_, index) => ({
    actor: itemOf(scene.voters, index % (VOTES_A_ROUND / 2)),
    postId: itemOf(posts, index * 7 + round * 131 + Math.floor((2 * index) / VOTES_A_ROUND) * 3),
    at: new Date(Date.UTC(2026, 0, 1) + round * DAY),
  }))
}

/** Everybody votes on one post; in every round on another. */
function onOne(scene: Scene, posts: number[], round: number): Ballot[] {
  return Array.from({ length: VOTES_A_ROUND }, (_, index) => ({
    actor: itemOf(scene.voters, scene.voters.length - 1 - index),
    postId: itemOf(posts, round),
    at: new Date(Date.UTC(2027, 0, 1) + round * DAY),
  }))
}

async function compare(
  scene: Scene,
  connections: number,
  choose: (scene: Scene, posts: number[], round: number) => Ballot[],
): Promise<{ bare: Measured; command: Measured }> {
  const bareRounds: Measured[] = []
  const commandRounds: Measured[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const bare = await measure(connections, choose(scene, scene.barePosts, round), ({ actor, postId, at }) =>
      scene.pool.query({ name: 'bare vote', text: BARE, values: [postId, actor.id, 1, at] }),
    )
    const command = await measure(connections, choose(scene, scene.posts, round), ({ actor, postId, at }) =>
      castVote(scene.db, actor, postId, { value: 1, at }),
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
  let refused = 0
  let failed = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let ballot = ballots[next++]; ballot; ballot = ballots[next++]) {
        await cast(ballot).catch((error) => {
          if (error instanceof DomainError) refused += 1
          else failed += 1
        })
      }
    }),
  )
  return { perSecond: ballots.length / ((performance.now() - started) / 1000), refused, failed }
}

const itemOf = <Item>(items: Item[], index: number): Item => items[index % items.length] as Item

/** The round in the middle by speed, with the refusals and failures of all of them. */
function middle(rounds: Measured[]): Measured {
  const sorted = [...rounds].sort((a, b) => a.perSecond - b.perSecond)
  const sum = (count: (round: Measured) => number) => rounds.reduce((all, round) => all + count(round), 0)
  return {
    perSecond: sorted[Math.floor(sorted.length / 2)]?.perSecond ?? 0,
    refused: sum((round) => round.refused),
    failed: sum((round) => round.failed),
  }
}
