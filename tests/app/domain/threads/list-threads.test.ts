import { expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import type { Cursor } from '#app/domain/cursor.ts'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import { inOrder } from '#app/domain/threads/answer-order.ts'
import { THREAD_SORTS } from '#app/domain/threads/list-options.ts'
import { listPosts } from '#app/domain/threads/list-posts.ts'
import { listThreads } from '#app/domain/threads/list-threads.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { requestInfo } from '#moderation/curation/request-info.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

test.each(THREAD_SORTS)('pages by %s show each thread once, and what arrives meanwhile moves nothing', async (sort) => {
  const voter = await createUser({ roles: ['moderator'] })
  const at = new Date('2026-03-01T12:00:00Z')
  for (let index = 0; index < 7; index++) {
    // Some share their moment and their score, as what was imported does.
    const thread = await createThread({ at: new Date(at.getTime() + Math.floor(index / 3) * 1000) })
    if (index % 3 === 0) await castVote(db, voter, { postId: thread.questionId!, value: 1 })
  }
  const whole = (await listThreads(db, null, { sort })).items.map((item) => item.id)
  expect(whole).toHaveLength(7)

  const seen: number[] = []
  let after: Cursor | undefined
  for (let page = 0; page < 4; page++) {
    const { items, next } = await listThreads(db, null, { sort, limit: 2, ...(after ? { after } : {}) })
    seen.push(...items.map((item) => item.id))
    expect(next === null).toBe(page === 3)
    after = next ?? undefined
    if (page === 0) {
      const late = await createThread()
      await castVote(db, voter, { postId: late.questionId!, value: 1 })
    }
  }
  expect(seen).toEqual(whole)
})

test.each(THREAD_SORTS)('by %s, those in the reader’s language come first, page after page', async (sort) => {
  const voter = await createUser({ roles: ['moderator'] })
  const at = new Date('2026-03-01T12:00:00Z')
  for (let index = 0; index < 7; index++) {
    const locale = index % 2 === 0 ? 'fr' : 'en'
    const thread = await createThread({ locale, at: new Date(at.getTime() + Math.floor(index / 3) * 1000) })
    // One is in neither language of the forum, so it comes first for nobody.
    if (index === 4) {
      await db.updateTable('threads').set({ otherLanguage: 'de' }).where('id', '=', thread.id).execute()
    }
    if (index % 3 === 0) await castVote(db, voter, { postId: thread.questionId!, value: 1 })
  }
  const mixed = (await listThreads(db, null, { sort })).items
  const ids = (locale: string) => mixed.filter((item) => item.locale === locale).map((item) => item.id)
  const others = (locale: string) => mixed.filter((item) => item.locale !== locale).map((item) => item.id)
  expect(ids('de')).toHaveLength(1)

  for (const first of ['fr', 'en'] as const) {
    const wanted = [...ids(first), ...others(first)]
    expect((await listThreads(db, null, { sort, first })).items.map((item) => item.id)).toEqual(wanted)
    // Pages that end within a part, and pages that end with it.
    for (const limit of [1, 2, 3, 4]) {
      const seen: number[] = []
      let after: Cursor | undefined
      do {
        const { items, next } = await listThreads(db, null, { sort, first, limit, ...(after ? { after } : {}) })
        seen.push(...items.map((item) => item.id))
        after = next ?? undefined
      } while (after && seen.length < 20)
      expect(seen, `${first}, ${limit} a page`).toEqual(wanted)
    }
  }
  const onlyEnglish = await listThreads(db, null, { sort, first: 'fr', locale: 'en' })
  expect(onlyEnglish.items.map((item) => item.id)).toEqual(ids('en'))
  const onlyFrench = await listThreads(db, null, { sort, first: 'fr', locale: 'fr' })
  expect(onlyFrench.items.map((item) => item.id)).toEqual(ids('fr'))
})

test('filters, category, tag, author and language', async () => {
  const moderator = await createUser({ roles: ['moderator'] })
  const asker = await createUser()
  const category = await createCategory()
  const names = new Map<number, string>()
  const ask = async (name: string, options = {}) => {
    const thread = await createThread({ authorId: asker.id, ...options })
    names.set(thread.id, name)
    return thread
  }
  await ask('open')
  const answered = await ask('answered', { tags: ['wifi'], locale: 'fr' })
  await createAnswer({ threadId: answered.id })
  const accepted = await ask('accepted', { categoryId: category.id })
  await acceptAnswer(db, asker, { answerId: (await createAnswer({ threadId: accepted.id })).id })
  const solved = await ask('solved')
  await solveThread(db, asker, { threadId: solved.id, reason: 'It works.' })
  const waiting = await ask('waiting')
  await requestInfo(db, moderator, { threadId: waiting.id, details: 'Which version?' })
  const closed = await ask('closed', { authorId: moderator.id })
  await closeThread(db, moderator, { threadId: closed.id, reason: 'off_topic', note: '' })

  const wifi = await db.selectFrom('tags').where('name', '=', 'wifi').select('id').executeTakeFirstOrThrow()
  const general = await db.selectFrom('tags').where('name', '=', 'general').select('id').executeTakeFirstOrThrow()
  const list = async (options: Parameters<typeof listThreads>[2]) =>
    new Set((await listThreads(db, null, options)).items.map((item) => names.get(item.id)))

  expect(await list({})).toEqual(new Set(names.values()))
  expect(await list({ filter: 'unanswered' })).toEqual(new Set(['open', 'waiting']))
  expect(await list({ filter: 'needs_attention' })).toEqual(new Set(['open']))
  expect(await list({ filter: 'answered' })).toEqual(new Set(['answered']))
  expect(await list({ filter: 'closed' })).toEqual(new Set(['closed']))
  expect(await list({ filter: 'unsolved' })).toEqual(new Set(['open', 'answered', 'waiting']))
  expect(await list({ filter: 'solved' })).toEqual(new Set(['accepted', 'solved']))
  expect(await list({ filter: 'needs_info' })).toEqual(new Set(['waiting']))
  expect(await list({ categoryId: category.id })).toEqual(new Set(['accepted']))
  expect(await list({ tagIds: [wifi.id] })).toEqual(new Set(['answered']))
  expect(await list({ tagIds: [wifi.id, general.id] })).toEqual(new Set())
  expect(await list({ authorIds: [moderator.id] })).toEqual(new Set(['closed']))
  expect(await list({ locale: 'fr' })).toEqual(new Set(['answered']))
})

test('answers stand in their order: accepted, score, official, newest; with the reader’s own vote', async () => {
  const thread = await createThread()
  const voter = await createUser({ roles: ['moderator'] })
  const day = (number: number) => new Date(Date.UTC(2026, 2, number))
  const staff = await createUser({ roles: ['staff'] })
  const old = await createAnswer({ threadId: thread.id, at: day(1) })
  const recent = await createAnswer({ threadId: thread.id, at: day(3) })
  const official = await createAnswer({ threadId: thread.id, authorId: staff.id, official: true, at: day(2) })
  const good = await createAnswer({ threadId: thread.id, at: day(1) })
  const bad = await createAnswer({ threadId: thread.id, at: day(4) })
  const accepted = await createAnswer({ threadId: thread.id, at: day(1) })
  await castVote(db, voter, { postId: good.id, value: 1 })
  await castVote(db, voter, { postId: bad.id, value: -1 })
  await acceptAnswer(db, await getActor(db, thread.authorId!), { answerId: accepted.id })

  const posts = await listPosts(db, voter, await getThread(db, voter, thread.id))
  const listed = posts.filter((post) => post.kind === 'answer')
  const answers = inOrder(listed, 'best', accepted.id)
  expect(answers.map((post) => post.id)).toEqual([accepted, good, official, recent, old, bad].map((post) => post.id))
  expect(answers.map((post) => post.myVote)).toEqual([null, 1, null, null, null, -1])
  expect(answers.map((post) => post.byStaff)).toEqual([false, false, true, false, false, false])
})

test('the list by last activity says what that was, by whom and when', async () => {
  const [asker, helper] = [await createUser({ name: 'Asker' }), await createUser({ name: 'Helper', reputation: 500 })]
  const moment = (hour: number) => new Date(Date.UTC(2026, 2, 1, hour))
  const asked = await createThread({ authorId: asker.id, at: moment(3) })
  const answered = await createThread({ authorId: asker.id, at: moment(1) })
  await createAnswer({ threadId: answered.id, authorId: helper.id, at: moment(4) })
  const commented = await createThread({ authorId: asker.id, at: moment(2) })
  await postComment(db, helper, { postId: commented.questionId!, body: 'Which one is it?', at: moment(5) })

  const { items } = await listThreads(db, null, { sort: 'active' })
  expect(items.map(({ id, lastActivityAt, last }) => [id, lastActivityAt, last?.kind, last?.name])).toEqual([
    [commented.id, moment(5), 'comment', 'Helper'],
    [answered.id, moment(4), 'answer', 'Helper'],
    [asked.id, moment(3), 'question', 'Asker'],
  ])
  // Lists in another order speak of the question.
  expect((await listThreads(db, null)).items.map((item) => item.last)).toEqual([undefined, undefined, undefined])
})
