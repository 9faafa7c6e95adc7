import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { solveByReply } from '#app/domain/automatic-replies/solve-by-reply.ts'
import { countFunnel, type Funnel, type Outcome } from '#app/domain/journeys/count-funnel.ts'
import { periodOfDays } from '#app/domain/journeys/period.ts'
import { type RecordedStep, recordStep } from '#app/domain/journeys/record-step.ts'
import { deletePost, restorePost } from '#app/domain/posts/delete-post.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { solveThread, unsolveThread } from '#app/domain/questions/solve-thread.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import { solveTicket } from '#app/domain/tickets/solve-ticket.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { inTransaction } from '#db/transaction.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { mergeThreads } from '#moderation/curation/merge-threads.ts'
import { reopenThread } from '#moderation/curation/reopen-thread.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const MONDAY = new Date('2026-11-02T08:00:00Z')
const WEEK = { from: new Date('2026-11-02T00:00:00Z'), until: new Date('2026-11-09T00:00:00Z') }
const LATER = new Date('2026-11-20T08:00:00Z')

let staff: Actor
let moderator: Actor
let categoryId = 0
let articleId = 0

// Everything happens at the hours of the test: the commands look at the clock.
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: MONDAY })
  staff = await createUser({ roles: ['staff'] })
  moderator = await createUser({ roles: ['moderator'] })
  categoryId = (await createCategory({ policyId: (await createPolicy()).id })).id
})
afterEach(() => {
  vi.useRealTimers()
})

const pass = (minutes: number) => vi.setSystemTime(Date.now() + minutes * 60_000)

/** A browser with a need of its own, and somebody in front of it. */
async function need() {
  const key = crypto.randomUUID()
  const person = await createUser()
  const note = (step: RecordedStep['step'], subject = {}) =>
    recordStep(db, { key, step, locale: 'en', member: true, at: new Date(), ...subject })
  return {
    note,
    asker: person,
    /** Asks, one minute later. */
    ask: async () => {
      pass(1)
      const thread = await createThread({ authorId: person.id, categoryId, at: new Date() })
      await note('ask', { threadId: thread.id })
      pass(1)
      return thread
    },
  }
}

const answer = (threadId: number, by?: Actor, official = false) =>
  createAnswer({ threadId, at: new Date(), ...(by ? { authorId: by.id } : {}), ...(official ? { official } : {}) })

type Case = { why: string; outcome: Outcome; also?: string[]; play: () => Promise<unknown> }

/** What one need comes to, as its title says. `also` names what else it counts for. */
const CASES: Case[] = [
  {
    why: 'a search, and nothing more',
    outcome: 'left',
    also: ['search', 'leftAtOnce'],
    play: async () => (await need()).note('search'),
  },
  {
    why: 'a search and an article, and nothing more',
    outcome: 'left',
    also: ['search', 'article'],
    play: async () => {
      const { note } = await need()
      await note('search')
      await note('article', { articleId })
    },
  },
  {
    why: 'a search and an article that solved it',
    outcome: 'solved_alone',
    also: ['search', 'article', 'solved_alone'],
    play: async () => {
      const { note } = await need()
      await note('search')
      await note('article', { articleId })
      await note('solved_alone', { articleId })
    },
  },
  {
    why: 'a suggestion that solved it, until that was taken back',
    outcome: 'left',
    also: ['suggestion_shown', 'suggestion_opened'],
    play: async () => {
      const { note } = await need()
      await note('suggestion_shown')
      await note('suggestion_opened', { articleId })
      await note('solved_alone', { articleId })
      await note('taken_back', { articleId })
    },
  },
  {
    why: 'asked after opening a suggestion',
    outcome: 'waiting',
    also: ['suggestion_shown', 'suggestion_opened', 'article', 'ask', 'askedAfterSuggestion', 'askedAfterArticle'],
    play: async () => {
      const { note, ask } = await need()
      await note('suggestion_shown')
      await note('suggestion_opened', { articleId })
      await note('article', { articleId })
      await ask()
    },
  },
  {
    why: 'asked although it was said to be solved',
    outcome: 'waiting',
    also: ['suggestion_opened', 'solved_alone', 'ask', 'askedAfterSuggestion'],
    play: async () => {
      const { note, ask } = await need()
      await note('suggestion_opened', { articleId })
      await note('solved_alone', { articleId })
      await ask()
    },
  },
  {
    why: 'asked first, read afterwards',
    outcome: 'waiting',
    also: ['ask', 'article'],
    play: async () => {
      const { note, ask } = await need()
      await ask()
      await note('article', { articleId })
    },
  },
  {
    why: 'asked and answered',
    outcome: 'waiting',
    also: ['ask', 'first_reply'],
    play: async () => answer((await (await need()).ask()).id),
  },
  {
    why: 'asked, and answered by the asker alone',
    outcome: 'waiting',
    also: ['ask'],
    play: async () => {
      const { ask, asker } = await need()
      await answer((await ask()).id, asker)
    },
  },
  {
    why: 'asked, and the answer was hidden',
    outcome: 'waiting',
    also: ['ask'],
    play: async () => {
      const post = await answer((await (await need()).ask()).id)
      await inTransaction(db, (trx) => setPostState(trx, staff, post.id, 'hidden'))
    },
  },
  {
    why: 'the answer of a member accepted',
    outcome: 'solved_by_community',
    also: ['ask', 'first_reply', 'accepted'],
    play: async () => {
      const { ask, asker } = await need()
      await acceptAnswer(db, asker, { answerId: (await answer((await ask()).id)).id })
    },
  },
  {
    why: 'the word of the staff accepted, without a ticket',
    outcome: 'solved_by_staff',
    also: ['ask', 'first_reply', 'accepted'],
    play: async () => {
      const { ask, asker } = await need()
      await acceptAnswer(db, asker, { answerId: (await answer((await ask()).id, staff, true)).id })
    },
  },
  {
    why: 'accepted and taken back',
    outcome: 'waiting',
    also: ['ask', 'first_reply'],
    play: async () => {
      const { ask, asker } = await need()
      const post = await answer((await ask()).id)
      await acceptAnswer(db, asker, { answerId: post.id })
      await unacceptAnswer(db, asker, { answerId: post.id })
    },
  },
  {
    why: 'one accepted, then that of the staff instead',
    outcome: 'solved_by_staff',
    also: ['ask', 'first_reply', 'accepted'],
    play: async () => {
      const { ask, asker } = await need()
      const { id } = await ask()
      await acceptAnswer(db, asker, { answerId: (await answer(id)).id })
      await acceptAnswer(db, asker, { answerId: (await answer(id, staff, true)).id })
    },
  },
  {
    why: 'the accepted answer deleted',
    outcome: 'waiting',
    also: ['ask'],
    play: async () => {
      const { ask, asker } = await need()
      const post = await answer((await ask()).id)
      await acceptAnswer(db, asker, { answerId: post.id })
      await deletePost(db, moderator, { postId: post.id })
    },
  },
  {
    why: 'the accepted answer deleted and restored',
    outcome: 'solved_by_community',
    also: ['ask', 'first_reply', 'accepted'],
    play: async () => {
      const { ask, asker } = await need()
      const post = await answer((await ask()).id)
      await acceptAnswer(db, asker, { answerId: post.id })
      await deletePost(db, moderator, { postId: post.id })
      await restorePost(db, moderator, { postId: post.id })
    },
  },
  {
    why: 'the own answer accepted, nobody else had a word',
    outcome: 'solved_by_asker',
    also: ['ask', 'accepted'],
    play: async () => {
      const { ask, asker } = await need()
      await acceptAnswer(db, asker, { answerId: (await answer((await ask()).id, asker)).id })
    },
  },
  {
    why: 'the own answer accepted, after a comment that led there',
    outcome: 'solved_by_community',
    also: ['ask', 'accepted'],
    play: async () => {
      const { ask, asker } = await need()
      const { id, questionId } = await ask()
      await createComment({ postId: questionId ?? 0, at: new Date() })
      await acceptAnswer(db, asker, { answerId: (await answer(id, asker)).id })
    },
  },
  {
    why: 'solved without an answer, by the asker alone',
    outcome: 'solved_by_asker',
    also: ['ask'],
    play: async () => {
      const { ask, asker } = await need()
      await solveThread(db, asker, { threadId: (await ask()).id, reason: 'It was the cable.' })
    },
  },
  {
    why: 'solved without an answer, and taken back',
    outcome: 'waiting',
    also: ['ask'],
    play: async () => {
      const { ask, asker } = await need()
      const { id } = await ask()
      await solveThread(db, asker, { threadId: id, reason: 'It was the cable.' })
      await unsolveThread(db, asker, { threadId: id })
    },
  },
  {
    why: 'solved on the desk, in private',
    outcome: 'solved_by_staff',
    also: ['ask', 'first_reply', 'escalated'],
    play: async () => {
      const { id } = await (await need()).ask()
      const ticket = await createTicket({ threadId: id, escalatedBy: staff.id, at: new Date() })
      pass(30)
      await replyPrivately(db, staff, {
        threadId: id,
        at: new Date(),
        body: 'We have reset your account, try once more.',
      })
      await solveTicket(db, staff, { ticketId: ticket.id, reason: 'The account was reset.' })
    },
  },
  {
    why: 'with the staff, but a member solved it',
    outcome: 'solved_by_community',
    also: ['ask', 'first_reply', 'escalated', 'accepted'],
    play: async () => {
      const { ask, asker } = await need()
      const { id } = await ask()
      await createTicket({ threadId: id, escalatedBy: staff.id, at: new Date() })
      await acceptAnswer(db, asker, { answerId: (await answer(id)).id })
    },
  },
  {
    why: 'the article shown under the question solved it',
    outcome: 'solved_alone',
    also: ['ask', 'solved_alone'],
    play: async () => {
      const { ask, asker, note } = await need()
      const { id } = await ask()
      const reply = await showReply(id)
      await solveByReply(db, asker, { replyId: reply })
      await note('solved_alone', { threadId: id, articleId })
    },
  },
  {
    why: 'the article shown under the question solved it, which was taken back',
    outcome: 'waiting',
    also: ['ask', 'solved_alone'],
    play: async () => {
      const { ask, asker, note } = await need()
      const { id } = await ask()
      await solveByReply(db, asker, { replyId: await showReply(id) })
      await note('solved_alone', { threadId: id, articleId })
      await unsolveThread(db, asker, { threadId: id })
    },
  },
  {
    why: 'the question deleted by its asker',
    outcome: 'withdrawn',
    also: ['ask'],
    play: async () => {
      const { ask, asker } = await need()
      await deletePost(db, asker, { postId: (await ask()).questionId ?? 0 })
    },
  },
  {
    why: 'the question hidden by moderators',
    outcome: 'withdrawn',
    also: ['ask'],
    play: async () => {
      const { questionId } = await (await need()).ask()
      await inTransaction(db, (trx) => setPostState(trx, moderator, questionId ?? 0, 'hidden'))
    },
  },
  {
    why: 'the question deleted and restored',
    outcome: 'waiting',
    also: ['ask'],
    play: async () => {
      const { questionId } = await (await need()).ask()
      await deletePost(db, moderator, { postId: questionId ?? 0 })
      await restorePost(db, moderator, { postId: questionId ?? 0 })
    },
  },
  {
    why: 'closed as off topic',
    outcome: 'unsolved',
    also: ['ask'],
    play: async () => close((await (await need()).ask()).id, null),
  },
  {
    why: 'closed and reopened',
    outcome: 'waiting',
    also: ['ask'],
    play: async () => {
      const { id } = await (await need()).ask()
      await close(id, null)
      await reopenThread(db, moderator, { threadId: id })
    },
  },
  {
    why: 'closed as a duplicate of what was solved before',
    outcome: 'solved_by_community',
    also: ['ask', 'first_reply', 'accepted'],
    play: async () => {
      const original = await solved()
      await close((await (await need()).ask()).id, original.id)
    },
  },
  {
    why: 'closed as a duplicate of what nobody has solved',
    outcome: 'waiting',
    also: ['ask'],
    play: async () => {
      const original = await createThread({ categoryId, at: new Date() })
      await close((await (await need()).ask()).id, original.id)
    },
  },
  {
    why: 'merged into another question, where the asker of that one accepts the answer given here',
    outcome: 'solved_by_community',
    also: ['ask', 'first_reply', 'accepted'],
    play: async () => {
      const target = await createThread({ categoryId, at: new Date() })
      const { id } = await (await need()).ask()
      const post = await answer(id)
      await mergeThreads(db, moderator, { threadId: id, into: target.id, at: new Date() })
      await acceptAnswer(db, await getActor(db, target.authorId ?? 0), { answerId: post.id })
    },
  },
  {
    why: 'merged into another question, which is merged on and closed',
    outcome: 'unsolved',
    also: ['ask'],
    play: async () => {
      const { id } = await (await need()).ask()
      const [one, two] = [await createThread({ categoryId }), await createThread({ categoryId })]
      await mergeThreads(db, moderator, { threadId: id, into: one.id })
      await mergeThreads(db, moderator, { threadId: one.id, into: two.id })
      await close(two.id, null)
    },
  },
  {
    why: 'the same problem as one that nobody has solved',
    outcome: 'waiting',
    also: ['search', 'joined'],
    play: async () => {
      const thread = await createThread({ categoryId, at: new Date() })
      const { note } = await need()
      await note('search')
      await note('joined', { threadId: thread.id })
    },
  },
  {
    why: 'the same problem as one that is solved afterwards',
    outcome: 'solved_by_community',
    also: ['joined', 'first_reply', 'accepted'],
    play: async () => {
      const thread = await createThread({ categoryId, at: new Date() })
      const { note } = await need()
      await note('joined', { threadId: thread.id })
      pass(5)
      await acceptAnswer(db, await getActor(db, thread.authorId ?? 0), { answerId: (await answer(thread.id)).id })
    },
  },
  {
    why: 'the same problem as one that was solved before',
    outcome: 'solved_alone',
    also: ['joined', 'first_reply', 'accepted'],
    play: async () => {
      const thread = await solved()
      pass(5)
      await (await need()).note('joined', { threadId: thread.id })
    },
  },
]

async function close(threadId: number, duplicateOf: number | null) {
  const reason = duplicateOf === null ? ('off_topic' as const) : ('duplicate' as const)
  await closeThread(db, moderator, { threadId, reason, note: '', duplicateOf, at: new Date() })
}

/** A question that somebody else asked and got solved, without a journey. */
async function solved() {
  const thread = await createThread({ categoryId, at: new Date() })
  await acceptAnswer(db, await getActor(db, thread.authorId ?? 0), { answerId: (await answer(thread.id)).id })
  pass(5)
  return thread
}

async function showReply(threadId: number): Promise<number> {
  const { postId } = await db
    .selectFrom('articleTranslations')
    .where('articleId', '=', articleId)
    .select('postId')
    .executeTakeFirstOrThrow()
  const reply = await db
    .insertInto('automaticReplies')
    .values({ threadId, articleId, postId, certainty: 0.95, passage: '[]', shownAt: new Date() })
    .returning('id')
    .executeTakeFirstOrThrow()
  return reply.id
}

/** What a funnel counts, without what is nought. */
function counted({ steps, outcomes, leftAtOnce, askedAfterSuggestion, askedAfterArticle }: Funnel) {
  const all = { ...steps, leftAtOnce, askedAfterSuggestion, askedAfterArticle }
  const names = (counts: Record<string, number>) => Object.keys(counts).filter((name) => counts[name] !== 0)
  return { outcomes: names(outcomes), also: names(all).sort() }
}

test('every way that a need can take is counted for what it was, and all of them together', async () => {
  articleId = (await createArticle()).id
  const sums: Record<string, number> = {}
  const found: unknown[] = []
  for (const [index, { play, outcome, also = [] }] of CASES.entries()) {
    // An hour for each of them, so that each is counted alone as well.
    const from = new Date(MONDAY.getTime() + index * 3_600_000)
    vi.setSystemTime(from)
    await play()
    const alone = await countFunnel(db, { from, until: new Date(from.getTime() + 3_600_000) }, { now: LATER })
    found.push({ why: CASES[index]?.why, journeys: alone.journeys, ...counted(alone) })
    for (const name of ['journeys', outcome, ...also]) sums[name] = (sums[name] ?? 0) + 1
  }
  expect(found).toEqual(
    CASES.map(({ why, outcome, also = [] }) => ({ why, journeys: 1, outcomes: [outcome], also: [...also].sort() })),
  )

  const { journeys, steps, outcomes, leftAtOnce, askedAfterSuggestion, askedAfterArticle, solved } = await countFunnel(
    db,
    WEEK,
    { now: LATER },
  )
  const all: Record<string, number> = {
    journeys,
    ...outcomes,
    ...steps,
    leftAtOnce,
    askedAfterSuggestion,
    askedAfterArticle,
  }
  // `solved_alone` is a step and an outcome.
  const { solved_alone: _, ...unlike } = sums
  expect(all).toMatchObject(unlike)
  expect(outcomes.solved_alone).toBe(CASES.filter((one) => one.outcome === 'solved_alone').length)
  expect(steps.solved_alone).toBe(CASES.filter((one) => one.also?.includes('solved_alone')).length)
  expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(CASES.length)
  expect(solved).toEqual({
    alone: outcomes.solved_alone,
    community: outcomes.solved_by_community + outcomes.solved_by_asker,
    staff: outcomes.solved_by_staff,
  })
}, 60_000)

test('a need is open for half an hour after its last step', async () => {
  const { note } = await need()
  await note('search')
  const outcomes = async (minutes: number) =>
    counted(await countFunnel(db, WEEK, { now: new Date(MONDAY.getTime() + minutes * 60_000) })).outcomes
  expect(await outcomes(29)).toEqual(['open'])
  expect(await outcomes(31)).toEqual(['left'])
})

test('times are medians in seconds, since the question where there is one', async () => {
  const solvedAfter = async (minutes: number) => {
    const { note } = await need()
    await note('search')
    pass(minutes)
    await note('solved_alone')
  }
  for (const minutes of [1, 2, 9]) await solvedAfter(minutes)

  const { ask, asker, note } = await need()
  await note('search')
  pass(3)
  const { id } = await ask()
  pass(10)
  const post = await answer(id)
  pass(20)
  await createTicket({ threadId: id, escalatedBy: staff.id, at: new Date() })
  pass(30)
  await acceptAnswer(db, asker, { answerId: post.id })
  const { seconds } = await countFunnel(db, WEEK)
  expect(seconds).toEqual({
    untilSolvedAlone: 120,
    untilAsked: 240,
    untilFirstReply: 660,
    untilEscalated: 1860,
    untilSolved: 3660,
  })
})

test('what led elsewhere is late from the moment it led there', async () => {
  const original = await solved()
  const { id } = await (await need()).ask()
  pass(59)
  await close(id, original.id)
  const { seconds } = await countFunnel(db, WEEK)
  expect(seconds).toMatchObject({ untilFirstReply: 3600, untilSolved: 3600 })
})

test('what was said in a question before it was merged counts from when it was said', async () => {
  const target = await createThread({ categoryId, at: new Date() })
  pass(30)
  await answer(target.id)
  const { id } = await (await need()).ask()
  pass(9)
  const post = await answer(id)
  pass(20)
  await mergeThreads(db, moderator, { threadId: id, into: target.id, at: new Date() })
  pass(30)
  await acceptAnswer(db, await getActor(db, target.authorId ?? 0), { answerId: post.id })
  expect((await countFunnel(db, WEEK)).seconds).toMatchObject({ untilFirstReply: 600, untilSolved: 3600 })
})

test('an empty period is all noughts', async () => {
  const funnel = await countFunnel(db, { from: LATER, until: LATER })
  expect([funnel.journeys, funnel.questions, counted(funnel)]).toEqual([0, 0, { outcomes: [], also: [] }])
  expect(Object.values(funnel.seconds)).toEqual([null, null, null, null, null])
})

test('a need counts in the period in which it began, and can be told by language and by being signed in', async () => {
  const at = async (iso: string, said: Partial<RecordedStep> = {}) =>
    recordStep(db, {
      key: crypto.randomUUID(),
      step: 'search',
      locale: 'en',
      member: false,
      at: new Date(iso),
      ...said,
    })
  await at('2026-11-01T23:59:59.999Z')
  await at('2026-11-02T00:00:00Z', { locale: 'fr' })
  await at('2026-11-08T23:59:59.999Z', { member: true })
  await at('2026-11-09T00:00:00Z')
  const count = async (narrow = {}) => (await countFunnel(db, { ...WEEK, ...narrow })).journeys
  expect(await count()).toBe(2)
  expect(await count({ locale: 'fr' })).toBe(1)
  expect(await count({ locale: 'en' })).toBe(1)
  expect(await count({ member: true })).toBe(1)
  expect(await count({ member: false, locale: 'en' })).toBe(0)
})

test('questions are counted however they came, save imported and withheld ones', async () => {
  await createThread({ at: new Date() })
  const imported = await createThread({ at: new Date() })
  await db
    .updateTable('threads')
    .set({ importSource: 'elsewhere', importedViews: 1 })
    .where('id', '=', imported.id)
    .execute()
  const { questionId } = await createThread({ at: new Date() })
  await inTransaction(db, (trx) => setPostState(trx, staff, questionId ?? 0, 'hidden'))
  expect((await countFunnel(db, WEEK)).questions).toBe(1)
})

test('days of a time zone begin and end by its clocks, also when they change', () => {
  const period = (first: string, last: string, zone: string) => {
    const { from, until } = periodOfDays(first, last, zone)
    return [from.toISOString(), until.toISOString()]
  }
  expect(period('2026-11-02', '2026-11-08', 'UTC')).toEqual(['2026-11-02T00:00:00.000Z', '2026-11-09T00:00:00.000Z'])
  expect(period('2026-10-25', '2026-10-25', 'Europe/Paris')).toEqual([
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
  ])
  expect(period('2026-03-08', '2026-03-08', 'America/New_York')).toEqual([
    '2026-03-08T05:00:00.000Z',
    '2026-03-09T04:00:00.000Z',
  ])
})
