import { describe, expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { saveDraft } from '#app/domain/drafts/save-draft.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { settings } from '#app/domain/settings/settings.ts'
import { listPosts } from '#app/domain/threads/list-posts.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { loader as threadPage } from '#app/pages/question/page.tsx'
import { decideReview } from '#moderation/review/decide-review.ts'
import { expectNoDrift } from '#tests/app/domain/reputation/no-drift.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { db, pendingJobs, settleAtOnce } from '#tests/support/database.ts'
import { get } from '#tests/support/requests.ts'

const body = 'Turn it off, wait for a moment, then turn it on again.'
const stateOf = async (id: number) =>
  (await db.selectFrom('posts').where('id', '=', id).select('state').executeTakeFirstOrThrow()).state
const review = () => db.selectFrom('reviews').selectAll().executeTakeFirstOrThrow()
const moderator = () => createUser({ roles: ['moderator'] })
const decide = async (by: Actor, decision: 'hide' | 'keep', now = new Date()) => {
  const { id, version } = await review()
  return decideReview(db, by, { reviewId: id, version, decision, note: '', at: now })
}

async function queued() {
  const thread = await createThread({ at: new Date('2026-01-01') })
  const author = await createUser()
  const { id } = await postAnswer(db, author, {
    threadId: thread.id,
    body,
    typedSeconds: 1,
    at: new Date('2026-01-02'),
  })
  return { thread, author, id }
}

describe('a first post waits', () => {
  test.each([
    ['typed in 2 s', 2.9, 'pending'],
    ['typed in 3 s', 3, 'visible'],
    ['from a form that does not say when it was opened', null, 'pending'],
    ['from no form', undefined, 'visible'],
  ])('%s', async (_, typedSeconds, state) => {
    const thread = await createThread()
    const { id } = await postAnswer(db, await createUser(), { threadId: thread.id, body, typedSeconds })
    expect(await stateOf(id)).toBe(state)
  })

  test('but not a text that was restored from a draft: it was typed while the draft was', async () => {
    const thread = await createThread()
    const post = async (begun: number, typedSeconds: number | null) => {
      const author = await createUser()
      const key = { kind: 'answer', subjectId: thread.id } as const
      const at = new Date(Date.now() - begun * 1000)
      await saveDraft(db, author, { ...key, fields: { body }, version: 0, at })
      // Saved again as the form opens: what counts is when it was begun.
      const { version } = (await findDraft(db, author, key)) ?? { version: 0 }
      await saveDraft(db, author, { ...key, fields: { body }, version })
      return stateOf((await postAnswer(db, author, { threadId: thread.id, body, typedSeconds })).id)
    }
    expect([await post(60, 1), await post(60, null), await post(1, 1)]).toEqual(['visible', 'visible', 'pending'])
  })

  test('with more links than the setting allows', async () => {
    const admin = await createUser({ roles: ['admin'] })
    await changeSetting(db, admin, { name: 'newMembers', value: { ...settings.newMembers.parse({}), links: 1 } })
    const thread = await createThread()
    const post = (links: string) => async () =>
      stateOf(
        (await postAnswer(db, await createUser(), { threadId: thread.id, body: body + links, typedSeconds: 60 })).id,
      )
    expect(await post(' https://one.example')()).toBe('visible')
    expect(await post(' https://one.example https://two.example')()).toBe('pending')
  })

  test.each([
    [
      'somebody who has posted before',
      async () => {
        const author = await createUser()
        await createThread({ authorId: author.id })
        return author
      },
    ],
    ['somebody with points', () => createUser({ reputation: 10 })],
    ['a moderator', moderator],
  ])('but not that of %s', async (_, who) => {
    const thread = await createThread()
    const { id } = await postAnswer(db, await who(), { threadId: thread.id, body, typedSeconds: 0 })
    expect(await stateOf(id)).toBe('visible')
  })

  test('nor when the forum does not want it', async () => {
    const admin = await createUser({ roles: ['admin'] })
    await changeSetting(db, admin, {
      name: 'newMembers',
      value: { ...settings.newMembers.parse({}), reviewFirstPost: false },
    })
    const { id } = await postAnswer(db, await createUser(), {
      threadId: (await createThread()).id,
      body,
      typedSeconds: 0,
    })
    expect(await stateOf(id)).toBe('visible')
  })
})

describe('its author reads', () => {
  const heldOn = async (author: Actor, threadId: number) => {
    const { data } = await get(threadPage, `/questions/${threadId}`, { viewer: author, params: { threadId } })
    return (data as { answers: { held?: unknown }[] }).answers.map(({ held }) => held)
  }

  test('why it waits, and how long that usually takes here', async () => {
    const { thread, author } = await queued()
    expect(await heldOn(author, thread.id)).toEqual([{ reason: 'speed', usualMinutes: null }])
    const before = await createAnswer({ threadId: thread.id })
    const yesterday = Date.now() - 86_400_000
    const at = (minutes: number) => new Date(yesterday + minutes * 60_000)
    for (const minutes of [10, 20, 30, 40, 50]) {
      const decided = { cause: 'new_member', state: 'rejected', openedAt: at(0), decidedAt: at(minutes) } as const
      await db
        .insertInto('reviews')
        .values({ postId: before.id, decidedBy: author.id, ...decided })
        .execute()
    }
    // Three of four took no longer; the other answer waits for nobody.
    expect(await heldOn(author, thread.id)).toEqual([undefined, { reason: 'speed', usualMinutes: 40 }])
  })

  test('that many links are why', async () => {
    const thread = await createThread()
    const author = await createUser()
    const links = [1, 2, 3].map((number) => `https://example${number}.org`).join(' ')
    await postAnswer(db, author, { threadId: thread.id, body: `${body} ${links}`, typedSeconds: 60 })
    expect(await heldOn(author, thread.id)).toEqual([{ reason: 'links', usualMinutes: null }])
    const anybody = await get(threadPage, '/', { viewer: await moderator(), params: { threadId: thread.id } })
    expect(JSON.stringify(anybody.data)).not.toContain('usualMinutes')
  })
})

describe('while it waits', () => {
  test('it has happened for nobody but its author and moderators', async () => {
    const { thread, author, id } = await queued()
    const seen = async (viewer: Actor | null) => {
      const posts = await listPosts(db, viewer, await getThread(db, viewer, thread.id))
      return posts.some((post) => post.id === id)
    }
    expect([await seen(null), await seen(await createUser()), await seen(author)]).toEqual([false, false, true])
    expect(await seen(await moderator())).toBe(true)
    expect(await getThread(db, null, thread.id)).toMatchObject({ answerCount: 0, state: 'needs_attention' })
    expect(await eventsOf(thread)).toEqual(['thread.asked', 'post.queued'])
    expect(await review()).toMatchObject({ postId: id, cause: 'new_member', state: 'open' })
    await expectNoDrift()
  })

  test('a question is nowhere, and sent twice it waits once', async () => {
    const author = await createUser()
    await createTag({ name: 'lamp' })
    const category = await createCategory()
    const question = {
      title: 'Why is the lamp dark today?',
      body,
      categoryId: category.id,
      tags: 'lamp',
      locale: 'en' as const,
    }
    const first = await askQuestion(db, author, { ...question, typedSeconds: 0 })
    expect(await askQuestion(db, author, { ...question, typedSeconds: 0 })).toEqual(first)
    await expect(getThread(db, await createUser(), first.id)).rejects.toMatchObject({ code: 'thread.not_found' })
    expect((await pendingJobs()).map((job) => job.name)).not.toContain('experts.ask')
    const now = new Date(Date.now() + 60_000)
    await decide(await moderator(), 'keep', now)
    expect(await getThread(db, null, first.id)).toMatchObject({ createdAt: now, questionState: 'visible' })
    expect(await pendingJobs()).toContainEqual({ name: 'experts.ask', payload: { threadId: first.id } })
    await expectNoDrift()
  })
})

describe('the decision', () => {
  test('publishes it as if it were posted now, in the name of its author', async () => {
    const { thread, author, id } = await queued()
    const actor = await moderator()
    const now = new Date('2026-01-05T08:00:00Z')
    await decide(actor, 'keep', now)
    const post = await db.selectFrom('posts').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
    expect(post).toMatchObject({ state: 'visible', createdAt: now })
    const events = await db.selectFrom('events').select(['verb', 'actorId', 'postId']).orderBy('id').execute()
    expect(events.slice(-2)).toMatchObject([
      { verb: 'answer.posted', actorId: author.id, postId: id },
      { verb: 'review.rejected', actorId: actor.id },
    ])
    expect(await getThread(db, null, thread.id)).toMatchObject({
      answerCount: 1,
      state: 'answered',
      lastActivityAt: now,
    })
    await expectNoDrift()
  })

  test('counts a comment once', async () => {
    const thread = await createThread()
    const author = await getActor(db, thread.authorId!)
    const answer = await createAnswer({ threadId: thread.id })
    await db.updateTable('posts').set({ state: 'pending' }).where('id', '=', thread.questionId).execute()
    const { id } = await postComment(db, author, { postId: answer.id, body: 'Thanks!', typedSeconds: 0 })
    await db.updateTable('posts').set({ state: 'visible' }).where('id', '=', thread.questionId).execute()
    const countOf = async () =>
      (await db.selectFrom('posts').where('id', '=', answer.id).select('commentCount').executeTakeFirstOrThrow())
        .commentCount
    expect([await stateOf(id), await countOf()]).toEqual(['pending', 0])
    await decide(await moderator(), 'keep')
    expect(await countOf()).toBe(1)
  })

  test('removes it, and its author cannot bring it back', async () => {
    const { author, id } = await queued()
    await decide(await moderator(), 'hide')
    expect(await stateOf(id)).toBe('deleted')
    expect(await getActor(db, author.id)).toMatchObject({ reputation: 1 })
  })

  test('is made once', async () => {
    await queued()
    const people = await Promise.all([1, 2, 3, 4].map(moderator))
    const outcomes = await settleAtOnce(4, (index) => decide(people[index]!, index % 2 ? 'keep' : 'hide'))
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    await expectNoDrift()
  })
})
