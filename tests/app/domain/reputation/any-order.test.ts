import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { deletePost, restorePost } from '#app/domain/posts/delete-post.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { CAPPED_KINDS, DAILY_CAP } from '#app/domain/reputation/ledger.ts'
import { type Actor, getActor } from '#app/domain/users/actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { inTransaction } from '#db/transaction.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { expectNoDrift, orRefusal } from './no-drift.ts'

const NOON = Date.parse('2026-03-01T12:00:00Z')
const RUNS = 8

type Act = { kind: string; actor: number; post: number; value: -1 | 0 | 1; hour: number }

const acts = fc.array(
  fc.record({
    kind: fc.constantFrom('vote', 'vote', 'vote', 'vote', 'accept', 'unaccept', 'delete', 'restore', 'hide', 'show'),
    actor: fc.nat({ max: 3 }),
    post: fc.nat({ max: 4 }),
    value: fc.constantFrom(-1, 0, 1, 1),
    // Over midnight, so that votes and their changes fall on two days.
    hour: fc.nat({ max: 20 }),
  }) as fc.Arbitrary<Act>,
  { minLength: 10, maxLength: 40 },
)

let people: Actor[]

beforeEach(async () => {
  people = []
  for (let index = 0; index < 4; index++) people.push(await createUser({ roles: ['moderator'] }))
})

async function createPosts(): Promise<number[]> {
  const thread = await createThread({ authorId: people[0]!.id })
  const posts = [thread.questionId!]
  for (const person of people) posts.push((await createAnswer({ threadId: thread.id, authorId: person.id })).id)
  return posts
}

function play(posts: number[], act: Act): Promise<unknown> {
  const [actor, postId] = [people[act.actor]!, posts[act.post]!]
  const at = new Date(NOON + act.hour * 3_600_000)
  const setState = (state: 'hidden' | 'visible') =>
    inTransaction(db, async (trx) => {
      const { state: before } = await trx
        .selectFrom('posts')
        .where('id', '=', postId)
        .select('state')
        .executeTakeFirstOrThrow()
      if (before !== 'deleted' && before !== state) await setPostState(trx, actor, postId, state)
    })
  if (act.kind === 'vote') return castVote(db, actor, postId, { value: act.value, at })
  if (act.kind === 'accept') return acceptAnswer(db, actor, postId, { at })
  if (act.kind === 'unaccept') return unacceptAnswer(db, actor, postId)
  if (act.kind === 'delete') return deletePost(db, actor, postId)
  if (act.kind === 'restore') return restorePost(db, actor, postId)
  return setState(act.kind === 'hide' ? 'hidden' : 'visible')
}

test('whatever happens to posts in whatever order, reputation is what the facts say', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (sequence) => {
      const posts = await createPosts()
      for (const act of sequence) await orRefusal(play(posts, act))

      await expectNoDrift()
      const { rows } = await sql<{ lowest: number; most: number }>`
        select (select min(reputation) from users) as lowest,
          (select coalesce(max(least(${DAILY_CAP}, capped_points)), 0) from reputation_days) as most`.execute(db)
      expect(rows[0]!.lowest).toBeGreaterThanOrEqual(1)
      expect(rows[0]!.most).toBeLessThanOrEqual(DAILY_CAP)
    }),
    { numRuns: RUNS },
  )
}, 60_000)

test('accepting and taking back, in every order, nets to zero', async () => {
  const [asker, ...answerers] = people
  const thread = await createThread({ authorId: asker!.id })
  const answers = []
  for (const person of answerers) answers.push(await createAnswer({ threadId: thread.id, authorId: person.id }))
  const points = async () => Promise.all(people.map(async (person) => (await getActor(db, person.id)).reputation))

  for (const answer of [answers[0]!, answers[1]!, answers[0]!, answers[2]!]) await acceptAnswer(db, asker!, answer.id)
  expect(await points()).toEqual([3, 1, 1, 16])
  await unacceptAnswer(db, asker!, answers[2]!.id)
  expect(await points()).toEqual([1, 1, 1, 1])
  await expectNoDrift()
})

test('a day of 25 upvotes earns 200; what is over the cap comes in when something else goes', async () => {
  const author = people[0]!
  const posts = []
  for (let index = 0; index < 5; index++) posts.push(await createAnswer({ authorId: author.id }))
  const voters = []
  for (let index = 0; index < 5; index++) voters.push(await createUser({ roles: ['moderator'] }))
  const at = new Date(NOON)
  const points = async () => (await getActor(db, author.id)).reputation

  for (const post of posts) for (const voter of voters) await castVote(db, voter, post.id, { value: 1, at })
  expect(await points()).toBe(201)
  const asker = await db
    .selectFrom('threads')
    .where('id', '=', posts[0]!.threadId)
    .select('authorId')
    .executeTakeFirst()
  await acceptAnswer(db, await getActor(db, asker!.authorId!), posts[0]!.id, { at })
  expect(await points()).toBe(216)
  await castVote(db, voters[0]!, posts[1]!.id, { value: 0, at })
  expect(await points()).toBe(216)
  await deletePost(db, author, posts[2]!.id)
  expect(await points()).toBe(206)
  await castVote(db, voters[1]!, posts[3]!.id, { value: 1, at: new Date(NOON + 86_400_000) })
  expect(CAPPED_KINDS).not.toContain('answer_accepted')
  await expectNoDrift()
})

test('nobody falls below 1, and points lost below it are not forgotten', async () => {
  const answer = await createAnswer({ authorId: people[0]!.id })
  const points = async () => (await getActor(db, people[0]!.id)).reputation
  await castVote(db, people[1]!, answer.id, { value: -1 })
  await castVote(db, people[2]!, answer.id, { value: -1 })
  expect(await points()).toBe(1)
  await castVote(db, people[3]!, answer.id, { value: 1 })
  expect(await points()).toBe(7)
  await expectNoDrift()
})
