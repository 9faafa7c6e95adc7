import { expect, test } from 'vitest'
import { isFollowing } from '#app/domain/follows/queries.ts'
import { action as bookmark } from '#app/pages/post/bookmark.tsx'
import { loader as shortLink } from '#app/pages/question/answer-permalink.ts'
import { action as answering } from '#app/pages/question/answering.ts'
import { action as follow } from '#app/pages/question/follow.ts'
import { action as meToo } from '#app/pages/question/me-too.ts'
import { loader as threadPage } from '#app/pages/question/page.tsx'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

type Page = { reader: Record<string, unknown>; thread: { meTooCount: number }; question?: { bookmarked: boolean } }
const pageOf = async (threadId: number, viewer: Awaited<ReturnType<typeof createUser>> | null) =>
  (await get(threadPage, `/questions/${threadId}`, { viewer, params: { threadId } })).data as Page

test('the page of a thread shows the me-too, the follow and the bookmark of its reader, and of nobody else', async () => {
  const thread = await createThread()
  const [member, other] = [await createUser(), await createUser()]
  const asked = { viewer: member, params: { threadId: thread.id } }
  expect(await post(follow, {}, asked)).toMatchObject({ status: 302, location: `/questions/${thread.id}` })
  expect(await post(meToo, {}, asked)).toMatchObject({ status: 302, location: `/questions/${thread.id}` })
  expect(await post(answering, {}, asked)).toMatchObject({ status: 204 })
  await post(bookmark, { note: 'later' }, { viewer: member, params: { postId: thread.questionId! } })

  const own = await pageOf(thread.id, member)
  expect(own.reader).toMatchObject({ following: true, meToo: true, answering: [] })
  expect([own.thread.meTooCount, own.question?.bookmarked]).toEqual([1, true])
  const others = await pageOf(thread.id, other)
  expect(others.reader).toMatchObject({ following: false, meToo: false, answering: [{ name: member.name }] })
  expect([others.thread.meTooCount, others.question?.bookmarked]).toEqual([1, false])

  await post(follow, { undo: 'on' }, asked)
  await post(meToo, { undo: 'on' }, asked)
  expect(await isFollowing(db, member, 'threads', thread.id)).toBe(false)
  expect((await pageOf(thread.id, member)).thread.meTooCount).toBe(0)
})

test('a visitor has the same problem once a browser, and sees that it was said; following takes an account', async () => {
  const thread = await createThread()
  const asked = { params: { threadId: thread.id } }
  await post(meToo, {}, asked)
  await post(meToo, {}, asked)
  const page = await pageOf(thread.id, null)
  expect([page.thread.meTooCount, page.reader.meToo, page.reader.answering]).toEqual([1, true, []])
  expect((await post(follow, {}, asked)).location).toMatch(/^\/sign-in/)
})

test('a page whose session has ended is not led away from what is typed on it: it is told, and stays', async () => {
  const params = { threadId: (await createThread()).id }
  expect(await post(follow, {}, { params, byScript: true })).toMatchObject({
    status: 401,
    location: null,
    data: { code: 'session.ended' },
  })
})

test('the short link of an answer leads to its place, for who may see it', async () => {
  const answer = await createAnswer()
  const params = { answerId: answer.id }
  expect(await get(shortLink, '/', { params })).toMatchObject({
    status: 302,
    location: `/questions/${answer.threadId}#post-${answer.id}`,
  })
  await db.updateTable('posts').set({ state: 'hidden' }).where('id', '=', answer.id).execute()
  expect(await get(shortLink, '/', { params })).toMatchObject({ status: 404 })
})
