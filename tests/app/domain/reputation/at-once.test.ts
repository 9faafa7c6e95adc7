import { expect, test } from 'vitest'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { DomainError } from '#app/domain/errors.ts'
import { deletePost, restorePost } from '#app/domain/posts/delete-post.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { countView } from '#app/domain/threads/count-view.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { inTransaction } from '#db/transaction.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'
import { expectNoDrift, orRefusal } from './no-drift.ts'

const WORKERS = 16
const STEPS = 14
const TAGS = ['wifi', 'battery', 'screen']

/** The same numbers at every run, so that what fails here fails again. */
function dice(seed: number) {
  let state = seed
  const roll = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return <Item>(items: readonly Item[]): Item => items[Math.floor(roll() * items.length)]!
}

async function createScene() {
  const people = []
  for (let index = 0; index < 5; index++) people.push(await createUser({ roles: ['moderator'] }))
  const categories = [await createCategory(), await createCategory()]
  for (const name of TAGS) await createTag({ name })

  const threads = []
  const posts = []
  for (const [index, asker] of people.slice(0, 3).entries()) {
    const thread = await createThread({ authorId: asker.id, categoryId: categories[index % 2]!.id, tags: TAGS })
    threads.push(thread)
    posts.push(thread.questionId!)
    for (const person of people) posts.push((await createAnswer({ threadId: thread.id, authorId: person.id })).id)
  }
  return { people, categories, threads, posts }
}

const setState = (actor: Actor, postId: number, state: 'visible' | 'hidden') =>
  inTransaction(db, async (trx) => {
    const { post } = await lockPost(trx, actor, postId)
    if (post.state !== 'deleted') await setPostState(trx, actor, postId, state)
  })

test('everything at one moment, by the same people on the same threads: no deadlock, no drift', async () => {
  const { people, categories, threads, posts } = await createScene()
  const days = [new Date('2026-03-01T12:00:00Z'), new Date('2026-03-02T12:00:00Z')]
  let done = 0

  await atOnce(WORKERS, async (worker) => {
    const pick = dice(worker + 1)
    for (let step = 0; step < STEPS; step++) {
      const [actor, postId, thread, category] = [pick(people), pick(posts), pick(threads), pick(categories)]
      const tags = [pick(TAGS), pick(TAGS)].join(' ')
      const acts = [
        () => castVote(db, actor, { postId, value: pick([-1, 0, 1] as const), at: pick(days) }),
        () => castVote(db, actor, { postId, value: pick([-1, 1] as const), at: pick(days) }),
        () => acceptAnswer(db, actor, { answerId: postId }),
        () => unacceptAnswer(db, actor, { answerId: postId }),
        () => deletePost(db, actor, { postId }),
        () => restorePost(db, actor, { postId }),
        () => setState(actor, postId, pick(['visible', 'hidden'] as const)),
        () => postComment(db, actor, { postId, body: 'And what does the lamp say?' }),
        () => countView(db, actor, { threadId: thread.id, viewerKey: `user:${actor.id}` }),
        () =>
          editPost(db, actor, {
            postId: thread.questionId!,
            body: `It still does not work, for the ${worker}-${step}th time.`,
            baseRevision: 0,
            tags,
            categoryId: category.id,
          }),
        () =>
          askQuestion(db, actor, {
            title: 'The same question as everybody else has',
            body: 'It does not work, and it does not work for the others.',
            categoryId: category.id,
            tags: `${tags} new-${step % 3} newer-${step % 2}`,
            locale: 'en',
          }),
      ]
      await orRefusal(pick(acts)())
      done += 1
    }
  })

  expect(done).toBe(WORKERS * STEPS)
  await expectNoDrift()
}, 60_000)

test('50 people vote, take their votes back and accept on one thread at one moment', async () => {
  const people: Actor[] = []
  for (let index = 0; index < 50; index++) people.push(await createUser({ roles: ['moderator'] }))
  const thread = await createThread({ authorId: people[0]!.id })
  const answers: number[] = []
  for (const person of people.slice(0, 6)) {
    answers.push((await createAnswer({ threadId: thread.id, authorId: person.id })).id)
  }
  const posts = [thread.questionId!, ...answers]
  const refusals = new Set<string>()

  // More people than connections: some wait for one, as they would at a busy moment.
  await Promise.all(
    people.map(async (person, index) => {
      const pick = dice(index + 1)
      for (let step = 0; step < 8; step++) {
        const acts = [
          () => castVote(db, person, { postId: pick(posts), value: pick([-1, 1, 1] as const) }),
          () => castVote(db, person, { postId: pick(posts), value: pick([0, 1] as const) }),
          () => acceptAnswer(db, person, { answerId: pick(answers) }),
          () => unacceptAnswer(db, person, { answerId: pick(answers) }),
        ]
        await pick(acts)().catch((error) => {
          if (!(error instanceof DomainError)) throw error
          refusals.add(error.code)
        })
      }
    }),
  )

  expect([...refusals].filter((code) => code !== 'vote.own_post')).toEqual([])
  await expectNoDrift()
  const { lowest } = await db
    .selectFrom('users')
    .select((eb) => eb.fn.min('reputation').as('lowest'))
    .executeTakeFirstOrThrow()
  expect(lowest).toBe(1)
}, 60_000)

test('two people who turn their votes on each other around at one moment', async () => {
  const [one, other] = [await createUser({ roles: ['moderator'] }), await createUser({ roles: ['moderator'] })]
  const pairs: { voter: Actor; postId: number }[] = []
  for (const [author, voter] of [[one, other] as const, [other, one] as const]) {
    for (let index = 0; index < 2; index++) {
      const answer = await createAnswer({ authorId: author.id })
      await castVote(db, voter, { postId: answer.id, value: 1 })
      pairs.push({ voter, postId: answer.id })
    }
  }
  for (const value of [-1, 1, -1, 1] as const) {
    await atOnce(4, (index) => orRefusal(castVote(db, pairs[index]!.voter, { postId: pairs[index]!.postId, value })))
  }
  await expectNoDrift()
})

test('many questions with the same new tags at one moment', async () => {
  const category = await createCategory()
  const people = await Promise.all(Array.from({ length: 12 }, () => createUser({ roles: ['moderator'] })))
  await atOnce(12, (index) =>
    askQuestion(db, people[index]!, {
      title: 'The same question as everybody else has',
      body: 'It does not work, and it does not work for the others.',
      categoryId: category.id,
      tags: index % 2 ? 'alpha beta gamma' : 'gamma beta alpha',
      locale: 'en',
    }),
  )
  const tags = await db.selectFrom('tags').select(['name', 'threadCount']).orderBy('name').execute()
  expect(tags).toEqual(['alpha', 'beta', 'gamma'].map((name) => ({ name, threadCount: 12 })))
  await expectNoDrift()
})
