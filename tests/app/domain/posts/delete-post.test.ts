import { expect, test } from 'vitest'
import { deletePost, restorePost } from '#app/domain/posts/delete-post.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import type { PostState } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { decideReview } from '#moderation/review/decide-review.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db } from '#tests/support/database.ts'
import { expectNoDrift } from '../reputation/no-drift.ts'

const post = (id: number) => db.selectFrom('posts').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
const thread = (id: number) => db.selectFrom('threads').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })
const setState = (actor: Actor, postId: number, state: PostState) =>
  inTransaction(db, (trx) => setPostState(trx, actor, postId, state))

async function createScene() {
  const answer = await createAnswer()
  return {
    answer,
    threadId: answer.threadId!,
    author: await getActor(db, answer.authorId!),
    moderator: await createUser({ roles: ['moderator'] }),
  }
}

test('an answer goes with its points and counts, and comes back with them', async () => {
  const { answer, threadId, author, moderator } = await createScene()
  await castVote(db, moderator, { postId: answer.id, value: 1 })
  await deletePost(db, author, { postId: answer.id })
  expect(await post(answer.id)).toMatchObject({ state: 'deleted', deletedBy: author.id, score: 1 })
  expect(await thread(threadId)).toMatchObject({ answerCount: 0, state: 'needs_attention' })
  expect((await getActor(db, author.id)).reputation).toBe(1)
  await expectNoDrift()

  await restorePost(db, author, { postId: answer.id })
  expect(await post(answer.id)).toMatchObject({ state: 'visible', deletedBy: null, deletedAt: null })
  expect(await thread(threadId)).toMatchObject({ answerCount: 1, state: 'answered' })
  expect((await getActor(db, author.id)).reputation).toBe(11)
  expect(await eventsOf({ id: threadId })).toEqual(['thread.asked', 'answer.posted', 'post.deleted', 'post.restored'])
  await expectNoDrift()
})

test('a comment goes from the count of its post, a question from those of its tags and category', async () => {
  const question = await createThread()
  const asker = await getActor(db, question.authorId!)
  const comment = await createComment({ postId: question.questionId!, authorId: asker.id })
  await deletePost(db, asker, { postId: comment.id })
  expect((await post(question.questionId!)).commentCount).toBe(0)

  const counts = async () => [
    (await db.selectFrom('tags').select('threadCount').executeTakeFirst())?.threadCount,
    (await db.selectFrom('categories').where('id', '=', question.categoryId).select('threadCount').executeTakeFirst())
      ?.threadCount,
  ]
  expect(await counts()).toEqual([1, 1])
  await deletePost(db, asker, { postId: question.questionId! })
  expect(await counts()).toEqual([0, 0])
  expect(await thread(question.id)).toMatchObject({ questionState: 'deleted' })
  await restorePost(db, asker, { postId: question.questionId! })
  expect(await counts()).toEqual([1, 1])
  await expectNoDrift()
})

test('refusals', async () => {
  const { answer, threadId, author, moderator } = await createScene()
  const stranger = await createUser({ reputation: 5000 })
  const question = await thread(threadId)
  const asker = await getActor(db, question.authorId!)
  await refused(deletePost(db, stranger, { postId: answer.id }), 'post.delete')
  await refused(deletePost(db, asker, { postId: question.questionId! }), 'question.has_answers')
  await refused(deletePost(db, author, { postId: 999_999 }), 'post.not_found')
  await refused(restorePost(db, author, { postId: 999_999 }), 'post.not_found')
  await deletePost(db, moderator, { postId: question.questionId! })
  await refused(restorePost(db, asker, { postId: question.questionId! }), 'post.restore')
  await restorePost(db, moderator, { postId: question.questionId! })

  await setState(moderator, answer.id, 'hidden')
  await refused(restorePost(db, author, { postId: answer.id }), 'post.restore')
  await refused(restorePost(db, stranger, { postId: answer.id }), 'post.not_found')
})

test('deleting and restoring washes nothing off', async () => {
  const { answer, author, moderator } = await createScene()
  await setState(moderator, answer.id, 'hidden')
  await deletePost(db, author, { postId: answer.id })
  await restorePost(db, author, { postId: answer.id })
  expect((await post(answer.id)).state).toBe('hidden')

  await deletePost(db, author, { postId: answer.id })
  await restorePost(db, moderator, { postId: answer.id })
  expect(await post(answer.id)).toMatchObject({ state: 'visible', hiddenAt: null })

  await setState(moderator, answer.id, 'pending')
  await db.insertInto('reviews').values({ postId: answer.id, cause: 'new_member' }).execute()
  await deletePost(db, author, { postId: answer.id })
  await restorePost(db, author, { postId: answer.id })
  expect((await post(answer.id)).state).toBe('pending')
})

test('what reviewers kept while it was deleted comes back visible', async () => {
  const { answer, author, moderator } = await createScene()
  const staff = await createUser({ roles: ['staff'] })
  const { reviewId } = await raiseFlag(db, staff, { postId: answer.id, reason: 'not_an_answer', note: '' })
  expect((await post(answer.id)).state).toBe('hidden')
  await deletePost(db, author, { postId: answer.id })
  await decideReview(db, moderator, { reviewId, version: 1, decision: 'keep', note: '' })
  await restorePost(db, author, { postId: answer.id })
  expect((await post(answer.id)).state).toBe('visible')
  await expectNoDrift()
})

test.each(['visible', 'pending', 'hidden', 'deleted'] as const)(
  'set to %s, everything derived follows',
  async (state) => {
    const { answer, author, moderator } = await createScene()
    await castVote(db, moderator, { postId: answer.id, value: 1 })
    await setState(moderator, answer.id, state)
    expect((await getActor(db, author.id)).reputation).toBe(state === 'visible' || state === 'pending' ? 11 : 1)
    await expectNoDrift()
  },
)

test('deleted or restored by many at one moment, it is once', async () => {
  const { answer, threadId, author, moderator } = await createScene()
  await atOnce(8, (index) => deletePost(db, index % 2 ? author : moderator, { postId: answer.id }))
  await atOnce(8, () => restorePost(db, moderator, { postId: answer.id }))
  expect((await eventsOf({ id: threadId })).slice(2)).toEqual(['post.deleted', 'post.restored'])
  await expectNoDrift()
})
