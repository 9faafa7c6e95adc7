import { beforeEach, expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { giveReply } from '#app/domain/automatic-replies/give-reply.ts'
import { reconsiderReply } from '#app/domain/automatic-replies/reconsider-reply.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { loader as overview } from '#app/pages/admin/automatic-reply.tsx'
import { action as measure } from '#app/pages/admin/automatic-reply-measurement.ts'
import { action as chooseThreshold } from '#app/pages/admin/automatic-reply-threshold.ts'
import { action as switchCategory } from '#app/pages/admin/category-automatic-reply.ts'
import { action as refuse } from '#app/pages/question/automatic-reply-refusal.ts'
import { action as solve } from '#app/pages/question/automatic-reply-solution.ts'
import type { AnswerHelpData } from '#app/pages/question/help/answer-help.server.ts'
import { loader as help } from '#app/pages/question/help/page.tsx'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, pendingJobs } from '#tests/support/database.ts'
import '#tests/support/messages.ts'
import { get, post } from '#tests/support/requests.ts'

const TITLE = 'The hub blinks red after a firmware update'
const BODY = 'When the hub blinks red after an update, hold the side button for ten seconds until the light is white.'

let admin: Actor

beforeEach(async () => {
  admin = await createUser({ roles: ['admin'] })
  await db.insertInto('searchStatistics').values({ documents: 1000, countedAt: new Date() }).execute()
})

async function shownReply() {
  const article = await createArticle({ title: TITLE, body: BODY })
  await searchEngine.index(db, { articleIds: [article.id] })
  const thread = await createThread({ title: TITLE, body: BODY })
  await giveReply(db, await getSystemActor(db), searchEngine, { threadId: thread.id })
  const { id } = await db.selectFrom('automaticReplies').select('id').executeTakeFirstOrThrow()
  return { article, thread, replyId: id, asker: await getActor(db, thread.authorId!) }
}
const stateOf = async () => (await db.selectFrom('automaticReplies').select('state').executeTakeFirstOrThrow()).state

test('the asker refuses a suggestion or says that it solved it; nobody else does', async () => {
  const { thread, replyId, asker } = await shownReply()
  const params = { replyId }
  const other = await createUser()
  expect(await post(refuse, {}, { params })).toMatchObject({
    status: 302,
    location: expect.stringContaining('/sign-in'),
  })
  for (const action of [refuse, solve]) {
    expect(await post(action, {}, { viewer: other, params })).toMatchObject({ status: 403 })
    expect(await post(action, {}, { viewer: asker, params: { replyId: 99_999 } })).toMatchObject({ status: 404 })
  }
  const back = { status: 302, location: `/questions/${thread.id}` }
  expect(await post(refuse, {}, { viewer: asker, params })).toMatchObject(back)
  expect(await stateOf()).toBe('refused')
  expect(await post(solve, {}, { viewer: asker, params })).toMatchObject(back)
  expect(await stateOf()).toBe('solved')
})

test('who may not see the thread learns nothing of its suggestion', async () => {
  const { thread, replyId } = await shownReply()
  await db.updateTable('threads').set({ audience: 'private' }).where('id', '=', thread.id).execute()
  const viewer = await createUser()
  expect(await post(refuse, {}, { viewer, params: { replyId } })).toMatchObject({ status: 404 })
  expect(await get(help, `/questions/${thread.id}/help`, { viewer, params: { threadId: thread.id } })).toMatchObject({
    status: 404,
  })
})

test('administrators see the figures, have them measured, choose a value and switch categories', async () => {
  const { thread } = await shownReply()
  const staff = await createUser({ roles: ['staff'] })
  const params = { categoryId: thread.categoryId }
  expect(await get(overview, '/admin/automatic-reply', { viewer: staff })).toMatchObject({ status: 403 })
  for (const [action, fields] of [
    [measure, {}],
    [chooseThreshold, { threshold: '0.7' }],
    [switchCategory, { undo: 'on' }],
  ] as const) {
    expect(await post(action, fields, { viewer: staff, params })).toMatchObject({ status: 403 })
  }

  const back = { status: 302, location: '/admin/automatic-reply' }
  expect(await post(measure, {}, { viewer: admin })).toMatchObject(back)
  expect(await pendingJobs()).toContainEqual({ name: 'automatic_replies.measure', payload: { goesOn: true } })
  expect(await post(chooseThreshold, { threshold: '0.7' }, { viewer: admin })).toMatchObject(back)
  expect(await post(chooseThreshold, { threshold: '7' }, { viewer: admin })).toMatchObject({ status: 422 })
  expect(await post(switchCategory, { undo: 'on' }, { viewer: admin, params })).toMatchObject(back)
  expect((await get(overview, '/admin/automatic-reply', { viewer: admin })).data).toMatchObject({
    setting: { threshold: 0.7, enabled: true },
    running: { done: 0, questions: 1 },
    categories: expect.arrayContaining([
      expect.objectContaining({ id: thread.categoryId, repliesAutomatically: false }),
    ]),
  })
  // What stood there goes with it.
  await reconsiderReply(db, await getSystemActor(db), { threadId: thread.id })
  expect(await stateOf()).toBe('withdrawn')
})

const helpFor = async (viewer: Actor, threadId: number) =>
  (await get(help, `/questions/${threadId}/help`, { viewer, params: { threadId } })).data as AnswerHelpData

test('whoever answers gets solved threads, articles and passages to put in', async () => {
  const article = await createArticle({ title: TITLE, body: BODY })
  const similar = await createThread({ title: `${TITLE} on a terrace`, body: BODY })
  const answer = await createAnswer({ threadId: similar.id, body: 'Hold the side button until the hub blinks white.' })
  await acceptAnswer(db, await getActor(db, similar.authorId!), { answerId: answer.id })
  const thread = await createThread({ title: TITLE, body: BODY })
  await searchEngine.index(db, { articleIds: [article.id], threadIds: [similar.id, thread.id] })
  const setting = JSON.stringify({ duplicatePercent: 100 })
  await db.insertInto('settings').values({ name: 'suggestions', value: setting }).execute()

  const found = await helpFor(await createUser(), thread.id)
  expect(found.articles).toMatchObject([
    { title: TITLE, link: expect.stringMatching(/^\[The hub.*\]\(\/kb\/articles\//) },
  ])
  expect(found.articles[0]?.quote).toMatch(/^> From \[The hub.*:\n>\n> .*side button/)
  expect(found.threads).toMatchObject([{ threadId: similar.id, solved: true, link: `#${similar.id}` }])
  expect(found).toMatchObject({ canned: [], duplicates: [], closes: null })
})

test('likely duplicates are offered, to close for who may and to vote on for who has earned it', async () => {
  const original = await createThread({ title: TITLE, body: BODY })
  const thread = await createThread({ title: TITLE, body: BODY })
  await searchEngine.index(db, { threadIds: [original.id, thread.id] })
  const setting = JSON.stringify({ duplicatePercent: 50 })
  await db.insertInto('settings').values({ name: 'suggestions', value: setting }).execute()

  const moderator = await createUser({ roles: ['moderator'] })
  expect(await helpFor(moderator, thread.id)).toMatchObject({
    duplicates: [{ threadId: original.id }],
    closes: 'decides',
  })
  expect(await helpFor(await createUser({ reputation: 1000 }), thread.id)).toMatchObject({ closes: 'votes' })
  expect(await helpFor(await createUser(), thread.id)).toMatchObject({ closes: null })
  await closeThread(db, moderator, { threadId: thread.id, reason: 'duplicate', note: '', duplicateOf: original.id })
  expect(
    await get(help, `/questions/${thread.id}/help`, { viewer: moderator, params: { threadId: thread.id } }),
  ).toMatchObject({ status: 403 })
})

test('canned texts are for staff of the category, and words for fewer eyes are not put into what more people read', async () => {
  const thread = await createThread({ title: TITLE, body: BODY })
  const canned = await createArticle({ title: TITLE, body: BODY, audience: 'staff' })
  const others = await createArticle({ title: 'What we say of refunds', body: BODY, audience: 'staff' })
  const ofCategory = await createArticle({
    title: 'What we always say in this topic',
    body: BODY,
    audience: 'staff',
    categoryId: thread.categoryId,
  })
  const unpublished = await createArticle({ title: TITLE, body: BODY, audience: 'staff', state: 'in_review' })
  const members = await createArticle({ title: `${TITLE} for members`, body: BODY, audience: 'members' })
  const articleIds = [canned.id, ofCategory.id, unpublished.id, members.id]
  await searchEngine.index(db, { articleIds })

  const member = await helpFor(await createUser(), thread.id)
  expect(member.canned).toEqual([])
  expect(member.articles).toMatchObject([{ title: `${TITLE} for members`, link: null, quote: null }])

  const elsewhere = await createUser({ roles: ['staff'], categoryId: others.categoryId })
  expect((await helpFor(elsewhere, thread.id)).canned).toEqual([])
  const staff = await createUser({ roles: ['staff'] })
  expect((await helpFor(staff, thread.id)).canned).toMatchObject([
    { id: canned.id, text: BODY },
    { id: ofCategory.id, text: BODY },
  ])

  await db.updateTable('threads').set({ audience: 'members' }).where('id', '=', thread.id).execute()
  expect((await helpFor(staff, thread.id)).articles).toMatchObject([{ link: expect.stringContaining('for members') }])
})
