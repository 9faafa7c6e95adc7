import { beforeEach, describe, expect, test } from 'vitest'
import { editArticle } from '#app/domain/articles/edit-article.ts'
import { obsoleteArticle } from '#app/domain/articles/obsolete-article.ts'
import { rateArticle } from '#app/domain/articles/rate-article.ts'
import { reportArticle } from '#app/domain/articles/report-article.ts'
import { giveReply } from '#app/domain/automatic-replies/give-reply.ts'
import { findReplyOf } from '#app/domain/automatic-replies/queries.ts'
import { reconsiderReply } from '#app/domain/automatic-replies/reconsider-reply.ts'
import { refuseReply } from '#app/domain/automatic-replies/refuse-reply.ts'
import { solveByReply } from '#app/domain/automatic-replies/solve-by-reply.ts'
import { deliverEvent } from '#app/domain/notifications/deliver-event.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { solveThread, unsolveThread } from '#app/domain/questions/solve-thread.ts'
import { listThreads } from '#app/domain/threads/list-threads.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { verify } from '#app/verify/verify.ts'
import type { Article } from '#db/schema.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { escalateOverdue } from '#moderation/escalation/escalate-overdue.ts'
import { scheduleEscalation } from '#moderation/escalation/schedule-escalation.ts'
import { decideReview } from '#moderation/review/decide-review.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'

const TITLE = 'The hub blinks red after a firmware update'
const ARTICLE = {
  title: 'The hub blinks red after a firmware update',
  body: 'When the hub blinks red after an update, hold the side button for ten seconds until the light turns white.',
}

let system: Actor
let staff: Actor

beforeEach(async () => {
  system = await getSystemActor(db)
  // As in a forum of some size, where a word that few documents hold says much.
  await db.insertInto('searchStatistics').values({ documents: 1000, countedAt: new Date() }).execute()
  staff = await createUser({ roles: ['staff'] })
  // Whatever the certainties are fitted to: the same words are certain enough, other words are not.
  await setting({ threshold: 0.6 })
})

const setting = (value: object) =>
  db
    .insertInto('settings')
    .values({ name: 'automaticReply', value: JSON.stringify(value) })
    .onConflict((same) => same.column('name').doUpdateSet({ value: JSON.stringify(value) }))
    .execute()

const createIndexed = async (options: Parameters<typeof createArticle>[0] = {}): Promise<Article> => {
  const article = await createArticle({ ...ARTICLE, draftedBy: staff.id, ...options })
  await searchEngine.index(db, { articleIds: [article.id] })
  return article
}
const reply = (threadId: number) => giveReply(db, system, searchEngine, { threadId })
const replies = () => db.selectFrom('automaticReplies').selectAll().orderBy('id').execute()
const only = async () => (await replies())[0]!
const reconsider = async () => {
  for (const { name, payload } of await pendingJobs()) {
    if (name === 'automatic_replies.reconsider') await reconsiderReply(db, system, payload as { threadId: number })
  }
}
/** In the words of the article, so that it is certain in a forum of any size. */
const QUESTION = 'The hub blinks red. I hold the side button for ten seconds, and the light never turns white.'
const ask = (options: Parameters<typeof createThread>[0] = {}) =>
  createThread({ title: TITLE, body: QUESTION, ...options })
const asker = (thread: { authorId: number | null }) => getActor(db, thread.authorId!)
const threadOf = (id: number) => db.selectFrom('threads').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

describe('a validated article that answers a new question', () => {
  test('is shown under it, with its source and the passage, and is no answer', async () => {
    const article = await createIndexed()
    const thread = await ask()
    expect(await pendingJobs()).toContainEqual({ name: 'automatic_replies.reply', payload: { threadId: thread.id } })
    await reply(thread.id)

    expect(await replies()).toMatchObject([{ threadId: thread.id, articleId: article.id, state: 'shown' }])
    const shown = await findReplyOf(db, null, thread.id)
    expect(shown).toMatchObject({ articleId: article.id, title: ARTICLE.title, locale: 'en', state: 'shown' })
    expect(shown?.validatorName).toEqual(expect.any(String))
    expect(shown?.passage.map(({ text }) => text).join('')).toContain('hold the side button')
    expect(await eventsOf(thread)).toEqual(['thread.asked', 'automatic_reply.shown'])

    expect(await threadOf(thread.id)).toMatchObject({
      answerCount: 0,
      state: 'needs_attention',
      lastActivityAt: thread.lastActivityAt,
      lastActivityBy: thread.authorId,
    })
    const unanswered = await listThreads(db, null, { filter: 'unanswered' })
    expect(unanswered.items.map(({ id }) => id)).toEqual([thread.id])
    expect(await db.selectFrom('posts').where('kind', '=', 'answer').selectAll().execute()).toEqual([])
  })

  test('is the best together with the thread it was made from, and with its duplicates', async () => {
    const article = await createIndexed()
    const source = await createThread({ title: TITLE })
    const twin = await createThread({ title: TITLE })
    const moderator = await createUser({ roles: ['moderator'] })
    await closeThread(db, moderator, { threadId: twin.id, reason: 'duplicate', note: '', duplicateOf: source.id })
    await searchEngine.index(db, { threadIds: [source.id, twin.id] })
    await db.updateTable('articles').set({ sourceThreadId: source.id }).where('id', '=', article.id).execute()
    await reply((await ask()).id)
    expect(await replies()).toMatchObject([{ articleId: article.id, state: 'shown' }])
  })

  test('is told to the asker, once', async () => {
    await createIndexed()
    const thread = await ask()
    await reply(thread.id)
    const { id: eventId } = await db
      .selectFrom('events')
      .where('verb', '=', 'automatic_reply.shown')
      .select('id')
      .executeTakeFirstOrThrow()
    await deliverEvent(db, { eventId })
    await deliverEvent(db, { eventId })
    const told = await db.selectFrom('notifications').select(['userId', 'kind', 'threadId']).execute()
    expect(told).toEqual([{ userId: thread.authorId, kind: 'automatic_reply', threadId: thread.id }])
  })

  test('is shown once, however often and however many at a time the job runs', async () => {
    await createIndexed()
    const thread = await ask()
    await atOnce(8, () => reply(thread.id))
    await reply(thread.id)
    expect(await replies()).toHaveLength(1)
    expect(await eventsOf(thread)).toEqual(['thread.asked', 'automatic_reply.shown'])
  })

  test('does not stop the escalation clock: the question goes to staff when it would have', async () => {
    const at = (time: string) => new Date(`2026-06-01T${time}:00Z`)
    const categoryId = (await createCategory({ policyId: (await createPolicy()).id })).id
    await createIndexed()
    const thread = await ask({ categoryId, at: at('10:00') })
    await scheduleEscalation(db, thread.id)
    const { escalationDueAt } = await threadOf(thread.id)
    expect(escalationDueAt).toEqual(at('11:00'))

    await reply(thread.id)
    await refuseReply(db, await asker(thread), { replyId: (await only()).id })
    await scheduleEscalation(db, thread.id)
    expect((await threadOf(thread.id)).escalationDueAt).toEqual(escalationDueAt)
    expect(await escalateOverdue(db, system, { now: at('10:59') })).toEqual({ done: 0, failed: 0 })
    expect(await escalateOverdue(db, system, { now: at('11:00') })).toEqual({ done: 1, failed: 0 })
  })
})

describe('nothing is shown', () => {
  const nothingFor = async (threadId: number) => {
    await reply(threadId)
    expect(await replies()).toEqual([])
  }
  test('when nothing is certain enough', async () => {
    await createIndexed()
    await nothingFor((await ask({ title: 'Which fertiliser do tomatoes like best?' })).id)
  })

  test('below the certainty that the setting asks for', async () => {
    await createIndexed()
    const { id } = await ask({ title: 'After a firmware update, lights of many colours' })
    await setting({ threshold: 0.99 })
    await nothingFor(id)
  })

  test('when it is switched off, in the whole forum or in the category', async () => {
    await createIndexed()
    const thread = await ask()
    await setting({ enabled: false })
    await nothingFor(thread.id)
    await setting({ threshold: 0.6 })
    await db
      .updateTable('categories')
      .set({ repliesAutomatically: false })
      .where('id', '=', thread.categoryId)
      .execute()
    await nothingFor(thread.id)
    await db.updateTable('categories').set({ repliesAutomatically: true }).execute()
    await reply(thread.id)
    expect(await replies()).toHaveLength(1)
  })

  test('of an article that not everybody who reads the thread may read', async () => {
    await createIndexed({ audience: 'members' })
    await nothingFor((await ask()).id)
    const among = await ask({ audience: 'members', title: `${TITLE} again` })
    await reply(among.id)
    expect(await replies()).toHaveLength(1)
    expect(await findReplyOf(db, null, among.id)).toBeUndefined()
  })

  test.each(['staff', 'members'] as const)(
    'of an article for %s under a question that everybody reads',
    async (audience) => {
      await createIndexed({ audience })
      const own = await createUser({ roles: ['moderator'] })
      await nothingFor((await ask({ authorId: own.id })).id)
    },
  )

  test('in a private thread, or to a question of staff', async () => {
    await createIndexed()
    await nothingFor((await ask({ audience: 'private' })).id)
    await nothingFor((await ask({ authorId: staff.id })).id)
  })

  test('in a language that the asker does not read', async () => {
    await createIndexed({ locale: 'fr' })
    const english = await createUser({ locale: 'en' })
    await nothingFor((await ask({ authorId: english.id })).id)
    const french = await createUser({ locale: 'fr' })
    await reply((await ask({ authorId: french.id, title: `${TITLE} again` })).id)
    expect(await replies()).toHaveLength(1)
  })

  test('of an article that is in doubt, obsolete, or not validated yet', async () => {
    const article = await createIndexed()
    const thread = await ask()
    await reportArticle(db, await createUser({ reputation: 2000 }), { articleId: article.id, note: 'No longer so.' })
    await nothingFor(thread.id)
    await obsoleteArticle(db, staff, { articleId: article.id })
    await nothingFor(thread.id)
    await createArticle({ ...ARTICLE, state: 'in_review' })
    await nothingFor(thread.id)
  })

  test('of an article of which the asker said before asking that it does not help', async () => {
    const article = await createIndexed()
    const { postId } = await db.selectFrom('articleTranslations').select('postId').executeTakeFirstOrThrow()
    const other = await ask({ title: 'Some other question, with a tag' })
    const asked = await askQuestion(db, await createUser(), {
      title: TITLE,
      body: QUESTION,
      categoryId: other.categoryId,
      tags: 'general',
      locale: 'en',
      declinedPostIds: [postId, other.questionId!, 99_999],
    })
    expect(await db.selectFrom('declinedArticles').selectAll().execute()).toEqual([
      { threadId: asked.id, articleId: article.id },
    ])
    await nothingFor(asked.id)
  })

  test('once somebody has answered, it is solved or closed', async () => {
    await createIndexed()
    const answered = await ask()
    await createAnswer({ threadId: answered.id })
    await nothingFor(answered.id)
    const solved = await ask({ title: `${TITLE} again` })
    await solveThread(db, await asker(solved), { threadId: solved.id, reason: 'I restarted it.' })
    await nothingFor(solved.id)
  })

  test('of a thread that is the better match and has no article', async () => {
    await createIndexed({ title: 'Updates of the firmware', body: 'How updates work, and why a hub restarts then.' })
    const other = await createThread({ title: TITLE })
    await searchEngine.index(db, { threadIds: [other.id] })
    await nothingFor((await ask()).id)
  })
})

test('a held first post is replied to when it is shown', async () => {
  await createIndexed()
  const newcomer = await createUser()
  const { id } = await askQuestion(db, newcomer, {
    title: TITLE,
    body: QUESTION,
    categoryId: (await createCategory()).id,
    tags: (await ask({ title: 'Some other question, with a tag' })) && 'general',
    locale: 'en',
    typedSeconds: 1,
  })
  const waits = async () =>
    (await pendingJobs()).some(
      ({ name, payload }) => name === 'automatic_replies.reply' && (payload as { threadId: number }).threadId === id,
    )
  expect(await waits()).toBe(false)
  await reply(id)
  expect(await replies()).toEqual([])

  const review = await db.selectFrom('reviews').select('id').executeTakeFirstOrThrow()
  const moderator = await createUser({ roles: ['moderator'] })
  const { claimReview } = await import('#moderation/review/claim-review.ts')
  await claimReview(db, moderator, { reviewId: review.id })
  const { version } = await db.selectFrom('reviews').select('version').executeTakeFirstOrThrow()
  await decideReview(db, moderator, { reviewId: review.id, version, decision: 'keep', note: 'A fine question.' })
  expect(await waits()).toBe(true)
  await reply(id)
  expect(await replies()).toMatchObject([{ threadId: id, state: 'shown' }])
})

describe('the reply is withdrawn', () => {
  const shown = async () => {
    const article = await createIndexed()
    const thread = await ask()
    await reply(thread.id)
    return { article, thread }
  }
  const withdrawnBecause = async (because: string, thread: { id: number }) => {
    // Gone from the page before the job has run.
    if (because === 'article') expect(await findReplyOf(db, null, thread.id)).toBeUndefined()
    await reconsider()
    await reconsider()
    expect(await replies()).toMatchObject([{ state: 'withdrawn', withdrawnBecause: because }])
    expect(await findReplyOf(db, staff, thread.id)).toBeUndefined()
    expect((await eventsOf(thread)).filter((verb) => verb === 'automatic_reply.withdrawn')).toHaveLength(1)
    await reply(thread.id)
    expect(await replies()).toHaveLength(1)
  }

  test('when its article becomes obsolete', async () => {
    const { article, thread } = await shown()
    await obsoleteArticle(db, staff, { articleId: article.id })
    await withdrawnBecause('article', thread)
  })

  test('when its article is doubted', async () => {
    const { article, thread } = await shown()
    await reportArticle(db, await createUser({ reputation: 2000 }), { articleId: article.id, note: 'No longer so.' })
    await withdrawnBecause('article', thread)
  })

  test('when its article changes, and nobody has checked that yet', async () => {
    const { article, thread } = await shown()
    const edit = {
      articleId: article.id,
      locale: 'en' as const,
      title: ARTICLE.title,
      body: 'Something else entirely.',
    }
    await editArticle(db, staff, { ...edit, weight: 'major' })
    await withdrawnBecause('article', thread)
  })

  test('when its article is for fewer eyes', async () => {
    const { article, thread } = await shown()
    await editArticle(db, staff, { articleId: article.id, locale: 'en', ...ARTICLE, weight: 'typo', audience: 'staff' })
    await withdrawnBecause('article', thread)
  })

  test('when the question says something else by now', async () => {
    const { thread } = await shown()
    const { questionId } = await threadOf(thread.id)
    await editPost(db, await asker(thread), {
      postId: questionId!,
      title: 'Which fertiliser do tomatoes like best?',
      body: 'I have asked about the wrong thing altogether.',
      baseRevision: await getTextVersion(db, questionId!),
      reason: '',
    })
    await withdrawnBecause('question', thread)
  })

  test('but not when only a letter changes: the passage follows', async () => {
    const { article, thread } = await shown()
    const body = ARTICLE.body.replace('ten', 'twelve')
    await editArticle(db, staff, { articleId: article.id, locale: 'en', title: ARTICLE.title, body, weight: 'typo' })
    await reconsider()
    const found = await findReplyOf(db, null, thread.id)
    expect(found?.passage.map(({ text }) => text).join('')).toContain('twelve seconds')
  })

  test('whatever happens first when a question is asked as the article becomes obsolete', async () => {
    for (let round = 0; round < 4; round++) {
      const article = await createIndexed()
      const thread = await ask({ title: `${TITLE}, ${round}` })
      await atOnce(4, (index) =>
        index === 0 ? obsoleteArticle(db, staff, { articleId: article.id }) : reply(thread.id),
      )
      await reconsider()
      expect(await findReplyOf(db, null, thread.id)).toBeUndefined()
      const left = (await replies()).filter(({ state }) => state === 'shown')
      expect(left).toEqual([])
    }
  })
})

describe('the asker', () => {
  const shown = async () => {
    const author = await createUser()
    const { promoteAnswer } = await import('#app/domain/articles/promote-answer.ts')
    const { acceptAnswer } = await import('#app/domain/answers/accept-answer.ts')
    const { submitArticle } = await import('#app/domain/articles/submit-article.ts')
    const { publishArticle } = await import('#app/domain/articles/publish-article.ts')
    const source = await createThread({ title: TITLE })
    const answer = await createAnswer({ threadId: source.id, authorId: author.id, body: ARTICLE.body })
    await acceptAnswer(db, await asker(source), { answerId: answer.id })
    const { articleId } = await promoteAnswer(db, staff, { answerId: answer.id })
    await submitArticle(db, staff, { articleId })
    await publishArticle(db, await createUser({ roles: ['staff'] }), { articleId })
    await searchEngine.index(db, { articleIds: [articleId], threadIds: [source.id] })
    const thread = await ask()
    await reply(thread.id)
    return { author, articleId, thread, replyId: (await only()).id }
  }
  const points = async (person: Actor) => (await getActor(db, person.id)).reputation
  const article = (id: number) => db.selectFrom('articles').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

  test('is helped: solved without an answer, helpful for the article and a point for its author', async () => {
    const { author, articleId, thread, replyId } = await shown()
    const before = await points(author)
    const actor = await asker(thread)
    await atOnce(4, () => solveByReply(db, actor, { replyId }))

    const solved = await threadOf(thread.id)
    expect(solved).toMatchObject({ state: 'solved', acceptedAnswerId: null, answerCount: 0 })
    expect(solved.solvedReason).toContain(ARTICLE.title)
    expect(await only()).toMatchObject({ state: 'solved', rated: true })
    expect((await article(articleId)).helpfulCount).toBe(1)
    expect(await points(author)).toBe(before + 1)
    expect(await eventsOf(thread)).toEqual(['thread.asked', 'automatic_reply.shown', 'thread.solved'])
    expect(await pendingJobs()).toContainEqual({ name: 'tickets.sync', payload: { threadId: thread.id } })
  })

  test('takes all of it back by reopening', async () => {
    const { author, articleId, thread, replyId } = await shown()
    const before = await points(author)
    const actor = await asker(thread)
    await solveByReply(db, actor, { replyId })
    await unsolveThread(db, actor, { threadId: thread.id })

    expect(await threadOf(thread.id)).toMatchObject({ state: 'needs_attention', solvedAt: null })
    expect(await only()).toMatchObject({ state: 'shown', rated: false, decidedAt: null })
    expect(await article(articleId)).toMatchObject({ helpfulCount: 0, unhelpfulCount: 0 })
    expect(await points(author)).toBe(before)
    await solveByReply(db, actor, { replyId })
    expect(await points(author)).toBe(before + 1)
    expect((await verify(db)).filter(({ drifted }) => drifted > 0)).toEqual([])
  })

  test('keeps what they said of the article themselves', async () => {
    const { articleId, thread, replyId } = await shown()
    const actor = await asker(thread)
    await rateArticle(db, actor, { articleId, helpful: true, reason: 'Very clear.' })
    await solveByReply(db, actor, { replyId })
    await unsolveThread(db, actor, { threadId: thread.id })
    expect((await article(articleId)).helpfulCount).toBe(1)
  })

  test('refuses it: folded away, and nothing held against the article; it can turn out to have solved it', async () => {
    const { articleId, thread, replyId } = await shown()
    const actor = await asker(thread)
    await refuseReply(db, actor, { replyId })
    await refuseReply(db, actor, { replyId })
    expect(await only()).toMatchObject({ state: 'refused' })
    expect(await article(articleId)).toMatchObject({ helpfulCount: 0, unhelpfulCount: 0 })
    expect(await threadOf(thread.id)).toMatchObject({ state: 'needs_attention', lastActivityAt: thread.lastActivityAt })
    expect(await eventsOf(thread)).toEqual(['thread.asked', 'automatic_reply.shown', 'automatic_reply.refused'])
    await reply(thread.id)
    expect(await replies()).toHaveLength(1)
    await solveByReply(db, actor, { replyId })
    expect((await threadOf(thread.id)).state).toBe('solved')
  })

  test('alone decides, and only about what is still there', async () => {
    const { articleId, thread, replyId } = await shown()
    const moderator = await createUser({ roles: ['moderator'] })
    for (const decide of [solveByReply, refuseReply]) {
      await expect(decide(db, moderator, { replyId })).rejects.toMatchObject({ code: 'automatic_reply.decide' })
      await expect(decide(db, moderator, { replyId: replyId + 100 })).rejects.toMatchObject({
        code: 'automatic_reply.not_found',
      })
    }
    const actor = await asker(thread)
    await solveByReply(db, actor, { replyId })
    await expect(refuseReply(db, actor, { replyId })).rejects.toMatchObject({ code: 'thread.solved' })
    await unsolveThread(db, actor, { threadId: thread.id })
    await obsoleteArticle(db, staff, { articleId })
    await expect(solveByReply(db, actor, { replyId })).rejects.toMatchObject({ code: 'automatic_reply.withdrawn' })
    await reconsider()
    await expect(refuseReply(db, actor, { replyId })).rejects.toMatchObject({ code: 'automatic_reply.withdrawn' })

    await db.updateTable('automaticReplies').set({ state: 'shown', withdrawnBecause: null, decidedAt: null }).execute()
    await db
      .updateTable('threads')
      .set({ closedAt: new Date(), closeReason: 'other', closedBy: moderator.id })
      .where('id', '=', thread.id)
      .execute()
    for (const decide of [solveByReply, refuseReply]) {
      await expect(decide(db, actor, { replyId })).rejects.toMatchObject({ code: 'thread.closed' })
    }
  })

  test('is not solved twice: whoever was solved by an answer meanwhile keeps that', async () => {
    const { thread, replyId } = await shown()
    const actor = await asker(thread)
    const answer = await createAnswer({ threadId: thread.id })
    const { acceptAnswer } = await import('#app/domain/answers/accept-answer.ts')
    await acceptAnswer(db, actor, { answerId: answer.id })
    await expect(solveByReply(db, actor, { replyId })).rejects.toMatchObject({ code: 'thread.solved' })
  })
})
