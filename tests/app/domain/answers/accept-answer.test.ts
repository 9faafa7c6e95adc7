import { expect, test } from 'vitest'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { promoteAnswer } from '#app/domain/articles/promote-answer.ts'
import { deletePost } from '#app/domain/posts/delete-post.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { inTransaction } from '#db/transaction.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'
import { expectNoDrift } from '../reputation/no-drift.ts'

async function createScene() {
  const asker = await createUser()
  const thread = await createThread({ authorId: asker.id, at: new Date('2026-03-01T12:00:00Z') })
  const answer = await createAnswer({ threadId: thread.id })
  const other = await createAnswer({ threadId: thread.id })
  const row = () => db.selectFrom('threads').where('id', '=', thread.id).selectAll().executeTakeFirstOrThrow()
  const points = async (...ids: (number | null)[]) =>
    Promise.all(ids.map(async (id) => (await getActor(db, id!)).reputation))
  return { asker, thread, answer, other, row, points }
}
const jobs = async (name: string) => (await pendingJobs()).filter((job) => job.name === name).map((job) => job.payload)
const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })

test('solves the thread: who and when, points for both, one event and its jobs', async () => {
  const { asker, thread, answer, row, points } = await createScene()
  const at = new Date('2026-03-03T12:00:00Z')
  await acceptAnswer(db, asker, { answerId: answer.id, at })

  expect(await row()).toMatchObject({
    state: 'solved',
    acceptedAnswerId: answer.id,
    acceptedBy: asker.id,
    acceptedAt: at,
  })
  expect(await points(answer.authorId, asker.id)).toEqual([16, 3])
  expect(await eventsOf(thread)).toEqual(['thread.asked', 'answer.posted', 'answer.posted', 'answer.accepted'])
  expect(await jobs('tickets.sync')).toEqual([{ threadId: thread.id }])
  expect(await jobs('badges.evaluate')).toEqual([{ userId: answer.authorId, postId: answer.id }, { userId: asker.id }])
  await expectNoDrift()
})

test('another one instead, then none: everything nets to zero, with an event for each', async () => {
  const { asker, thread, answer, other, row, points } = await createScene()
  await acceptAnswer(db, asker, { answerId: answer.id })
  await acceptAnswer(db, asker, { answerId: other.id })
  expect(await points(answer.authorId, other.authorId, asker.id)).toEqual([1, 16, 3])
  expect(await row()).toMatchObject({ acceptedAnswerId: other.id })

  await unacceptAnswer(db, asker, { answerId: other.id })
  await unacceptAnswer(db, asker, { answerId: other.id })
  expect(await points(answer.authorId, other.authorId, asker.id)).toEqual([1, 1, 1])
  expect(await row()).toMatchObject({ state: 'answered', acceptedAnswerId: null, acceptedBy: null, acceptedAt: null })
  expect((await eventsOf(thread)).slice(3)).toEqual([
    'answer.accepted',
    'answer.unaccepted',
    'answer.accepted',
    'answer.unaccepted',
  ])
  // The badges of all three are looked at again.
  const evaluated = (await jobs('badges.evaluate')) as { userId: number; postId?: number }[]
  const people = evaluated.filter((job) => job.postId === undefined).map((job) => job.userId)
  expect(new Set(people)).toEqual(new Set([answer.authorId, other.authorId, asker.id]))
  await expectNoDrift()
})

test('one’s own answer earns neither side anything; a moderator who accepts is named and earns theirs', async () => {
  const { asker, thread, answer, row, points } = await createScene()
  const own = await createAnswer({ threadId: thread.id, authorId: asker.id })
  await acceptAnswer(db, asker, { answerId: own.id })
  expect(await points(asker.id)).toEqual([1])

  const moderator = await createUser({ roles: ['moderator'] })
  await acceptAnswer(db, moderator, { answerId: answer.id })
  expect(await row()).toMatchObject({ acceptedBy: moderator.id })
  expect(await points(asker.id, answer.authorId, moderator.id)).toEqual([1, 16, 3])
  await expectNoDrift()
})

test('an expert of a tag accepts after 7 days without a word of the asker', async () => {
  const { asker, thread, answer } = await createScene()
  const tags = await db.selectFrom('threadTags').where('threadId', '=', thread.id).select('tagId').execute()
  const expert = await createUser({ expertOf: tags.map((tag) => tag.tagId) })
  await createComment({ postId: answer.id, authorId: asker.id, at: new Date('2026-03-02T12:00:00Z') })
  await refused(
    acceptAnswer(db, expert, { answerId: answer.id, at: new Date('2026-03-09T11:59:59Z') }),
    'answer.accept',
  )
  await acceptAnswer(db, expert, { answerId: answer.id, at: new Date('2026-03-09T12:00:00Z') })
})

test('deleting or hiding the accepted answer takes the acceptance back', async () => {
  for (const withdraw of [
    (actor: Actor, postId: number) => deletePost(db, actor, { postId }),
    (actor: Actor, postId: number) => inTransaction(db, (trx) => setPostState(trx, actor, postId, 'hidden')),
  ]) {
    const { asker, answer, row, points } = await createScene()
    await acceptAnswer(db, asker, { answerId: answer.id })
    await withdraw(await createUser({ roles: ['moderator'] }), answer.id)
    expect(await row()).toMatchObject({ state: 'answered', acceptedAnswerId: null, answerCount: 1 })
    expect(await points(answer.authorId, asker.id)).toEqual([1, 1])
  }
  await expectNoDrift()
})

test('the article made from it is looked at again', async () => {
  const { asker, answer } = await createScene()
  await acceptAnswer(db, asker, { answerId: answer.id })
  const { articleId } = await promoteAnswer(db, await createUser({ roles: ['staff'] }), { answerId: answer.id })
  await unacceptAnswer(db, asker, { answerId: answer.id })
  expect(await jobs('articles.recheck')).toEqual([{ articleId }])
})

test('refusals', async () => {
  const { asker, thread, answer, other } = await createScene()
  const stranger = await createUser({ reputation: 5000 })
  const moderator = await createUser({ roles: ['moderator'] })
  await refused(acceptAnswer(db, stranger, { answerId: answer.id }), 'answer.accept')
  await refused(unacceptAnswer(db, stranger, { answerId: answer.id }), 'answer.accept')
  await refused(acceptAnswer(db, asker, { answerId: thread.questionId! }), 'answer.not_an_answer')
  await refused(acceptAnswer(db, asker, { answerId: 999_999 }), 'post.not_found')
  await deletePost(db, moderator, { postId: other.id })
  await refused(acceptAnswer(db, moderator, { answerId: other.id }), 'answer.not_visible')
  await refused(acceptAnswer(db, asker, { answerId: other.id }), 'post.not_found')
  await acceptAnswer(db, asker, { answerId: answer.id })
  await closeThread(db, moderator, { threadId: thread.id, reason: 'off_topic', note: '' })
  await refused(acceptAnswer(db, asker, { answerId: answer.id }), 'thread.closed')
  await refused(unacceptAnswer(db, asker, { answerId: answer.id }), 'thread.closed')
})

test('accepting many times at one moment announces the answer once', async () => {
  const { asker, thread, answer, points } = await createScene()
  await atOnce(8, () => acceptAnswer(db, asker, { answerId: answer.id }))
  expect((await eventsOf(thread)).slice(3)).toEqual(['answer.accepted'])
  expect(await points(answer.authorId, asker.id)).toEqual([16, 3])
  await atOnce(8, () => unacceptAnswer(db, asker, { answerId: answer.id }))
  expect((await eventsOf(thread)).slice(3)).toEqual(['answer.accepted', 'answer.unaccepted'])
  await expectNoDrift()
})

test('one person who accepts in many threads of the same people at one moment', async () => {
  const moderator = await createUser({ roles: ['moderator'] })
  const [one, other] = [await createUser(), await createUser()]
  const threads: Record<'first' | 'second', { id: number }>[] = []
  for (let index = 0; index < 6; index++) {
    const [asker, author] = index % 2 ? [one, other] : [other, one]
    const thread = await createThread({ authorId: asker.id })
    const first = await createAnswer({ threadId: thread.id, authorId: author.id })
    const second = await createAnswer({ threadId: thread.id, authorId: asker.id })
    await acceptAnswer(db, asker, { answerId: first.id })
    threads.push({ first, second })
  }
  for (const which of ['second', 'first', 'second'] as const) {
    await atOnce(6, (index) => acceptAnswer(db, moderator, { answerId: threads[index]![which].id }))
  }
  await expectNoDrift()
})
