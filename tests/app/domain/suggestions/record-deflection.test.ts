import { expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { recordDeflection } from '#app/domain/suggestions/record-deflection.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { Article } from '#db/schema.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db } from '#tests/support/database.ts'

const end = (viewer: Viewer, postId: number, browserKey = 'a-browser') =>
  recordDeflection(db, viewer, { postId, browserKey })
const endings = () =>
  db.selectFrom('deflections').select(['threadId', 'articleId', 'postId', 'userId', 'browserKey']).execute()

async function solvedThread() {
  const asker = await createUser()
  const thread = await createThread({ authorId: asker.id })
  const answer = await createAnswer({ threadId: thread.id })
  await acceptAnswer(db, asker, { answerId: answer.id })
  return { thread, answer, asker, postId: thread.questionId ?? 0 }
}

async function textOf(article: Article) {
  const { postId } = await db
    .selectFrom('articleTranslations')
    .where('articleId', '=', article.id)
    .select('postId')
    .executeTakeFirstOrThrow()
  return postId
}

test('a need that ended at a thread counts for the answer that did it, once a person and once a browser', async () => {
  const { thread, answer, postId } = await solvedThread()
  const reader = await createUser()
  await atOnce(4, () => end(reader, postId))
  await end(null, postId)
  await end(null, answer.id)
  await end(null, postId, 'another-browser')
  expect(await endings()).toEqual([
    { threadId: thread.id, articleId: null, postId: answer.id, userId: reader.id, browserKey: null },
    { threadId: thread.id, articleId: null, postId: answer.id, userId: null, browserKey: 'a-browser' },
    { threadId: thread.id, articleId: null, postId: answer.id, userId: null, browserKey: 'another-browser' },
  ])
  expect((await getThread(db, null, thread.id)).helpedCount).toBe(3)
  expect((await eventsOf(thread)).filter((verb) => verb === 'thread.helped')).toHaveLength(3)
})

test('neither asker nor answerer are helped by their own thread', async () => {
  const { answer, asker, postId } = await solvedThread()
  await end(asker, postId)
  await end(await getActor(db, answer.authorId ?? 0), postId)
  expect(await endings()).toEqual([])
})

test('a need that ended at an article says that it helped, and is worth the point of it once', async () => {
  const { thread, answer } = await solvedThread()
  const article = await createArticle()
  await db
    .updateTable('articles')
    .set({ sourceThreadId: thread.id, sourceAnswerId: answer.id })
    .where('id', '=', article.id)
    .execute()
  const postId = await textOf(article)
  const reader = await createUser()
  await end(reader, postId)
  await end(reader, postId)
  await end(null, postId)
  const { helpfulCount } = await db
    .selectFrom('articles')
    .where('id', '=', article.id)
    .select('helpfulCount')
    .executeTakeFirstOrThrow()
  expect(helpfulCount).toBe(2)
  expect(await endings()).toHaveLength(2)
  const points = await db
    .selectFrom('reputationEntries')
    .where('kind', '=', 'article_helpful')
    .select(['userId', 'points'])
    .execute()
  expect(points).toEqual([{ userId: answer.authorId, points: 1 }])
})

test('who wrote an article may have found it again: counted as an ending, not as helpful', async () => {
  const writer = await createUser({ roles: ['staff'] })
  const article = await createArticle({ draftedBy: writer.id })
  await end(writer, await textOf(article))
  expect(await db.selectFrom('articleRatings').select('id').execute()).toEqual([])
})

test('what one may not see, and suspended people, count nothing', async () => {
  const { thread, postId } = await solvedThread()
  const suspended = await createUser({ suspendedUntil: new Date(Date.now() + 3_600_000) })
  await expect(end(suspended, postId)).rejects.toMatchObject({ code: 'account.suspended' })
  await db.updateTable('threads').set({ audience: 'members' }).where('id', '=', thread.id).execute()
  await expect(end(null, postId)).rejects.toMatchObject({ code: 'post.not_found' })
  const article = await createArticle({ state: 'draft' })
  await expect(end(null, await textOf(article))).rejects.toMatchObject({
    code: 'post.not_found',
  })
  expect(await endings()).toEqual([])
})
