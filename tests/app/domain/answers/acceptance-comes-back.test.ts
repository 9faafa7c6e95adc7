import { describe, expect, test } from 'vitest'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { deletePost, restorePost } from '#app/domain/posts/delete-post.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { inTransaction } from '#db/transaction.ts'
import { expectNoDrift } from '#tests/app/domain/reputation/no-drift.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, pendingJobs } from '#tests/support/database.ts'

const moderator = () => createUser({ roles: ['moderator'] })
const row = (id: number) => db.selectFrom('threads').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
const points = async (id: number | null) => (await getActor(db, id ?? 0)).reputation
const at = new Date('2026-05-05T12:00:00Z')

async function accepted() {
  const thread = await createThread()
  const answer = await createAnswer({ threadId: thread.id })
  const asker = await getActor(db, thread.authorId!)
  await acceptAnswer(db, asker, { answerId: answer.id, at })
  return { thread, answer, asker }
}

describe('an accepted answer that was deleted and is restored', () => {
  test('is accepted again, by whom and when it was, with the points of both', async () => {
    const { thread, answer, asker } = await accepted()
    const actor = await moderator()
    await deletePost(db, actor, { postId: answer.id })
    expect(await row(thread.id)).toMatchObject({ acceptedAnswerId: null, state: 'needs_attention' })
    expect([await points(answer.authorId), await points(asker.id)]).toEqual([1, 1])

    await restorePost(db, actor, { postId: answer.id })
    expect(await row(thread.id)).toMatchObject({
      acceptedAnswerId: answer.id,
      acceptedBy: asker.id,
      acceptedAt: at,
      state: 'solved',
    })
    expect([await points(answer.authorId), await points(asker.id)]).toEqual([16, 3])
    expect(await pendingJobs()).toContainEqual({ name: 'tickets.sync', payload: { threadId: thread.id } })
    await expectNoDrift()
  })

  test('is accepted again in the very transaction that deleted it', async () => {
    const { thread, answer, asker } = await accepted()
    const actor = await moderator()
    await inTransaction(db, async (trx) => {
      await deletePost(trx, actor, { postId: answer.id })
      await restorePost(trx, actor, { postId: answer.id })
    })
    expect(await row(thread.id)).toMatchObject({ acceptedAnswerId: answer.id, acceptedBy: asker.id, acceptedAt: at })
    await expectNoDrift()
  })

  test('is not when another one was accepted meanwhile, or the acceptance was taken back', async () => {
    const { thread, answer, asker } = await accepted()
    const actor = await moderator()
    const other = await createAnswer({ threadId: thread.id })
    await deletePost(db, actor, { postId: answer.id })
    await acceptAnswer(db, asker, { answerId: other.id })
    await restorePost(db, actor, { postId: answer.id })
    expect(await row(thread.id)).toMatchObject({ acceptedAnswerId: other.id })

    await unacceptAnswer(db, asker, { answerId: other.id })
    await deletePost(db, actor, { postId: other.id })
    await restorePost(db, actor, { postId: other.id })
    expect(await row(thread.id)).toMatchObject({ acceptedAnswerId: null })
    await expectNoDrift()
  })
})

test("accepting the asker's own answer earns nobody anything, whoever accepts it", async () => {
  const thread = await createThread()
  const answer = await createAnswer({ threadId: thread.id, authorId: thread.authorId! })
  const actor = await moderator()
  await acceptAnswer(db, actor, { answerId: answer.id })
  expect([await points(thread.authorId), await points(actor.id)]).toEqual([1, 1])
  await expectNoDrift()
  await deletePost(db, actor, { postId: answer.id })
  await restorePost(db, actor, { postId: answer.id })
  expect(await points(thread.authorId)).toBe(1)
  await expectNoDrift()
})

test('accepting one, then another, then none nets to zero', async () => {
  const { thread, answer, asker } = await accepted()
  const other = await createAnswer({ threadId: thread.id })
  await acceptAnswer(db, asker, { answerId: other.id })
  await unacceptAnswer(db, asker, { answerId: other.id })
  expect(await Promise.all([asker.id, answer.authorId, other.authorId].map(points))).toEqual([1, 1, 1])
  await expectNoDrift()
})

test('an asker deletes a question that only they answered, not one that others did', async () => {
  const thread = await createThread()
  const asker = await getActor(db, thread.authorId!)
  await createAnswer({ threadId: thread.id, authorId: asker.id })
  await deletePost(db, asker, { postId: thread.questionId! })
  await restorePost(db, asker, { postId: thread.questionId! })
  await createAnswer({ threadId: thread.id })
  await expect(deletePost(db, asker, { postId: thread.questionId! })).rejects.toMatchObject({
    code: 'question.has_answers',
  })
})
