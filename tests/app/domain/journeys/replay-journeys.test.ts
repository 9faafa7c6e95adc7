import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { DomainError } from '#app/domain/errors.ts'
import { countFunnel } from '#app/domain/journeys/count-funnel.ts'
import { deleteOldJourneys } from '#app/domain/journeys/delete-old-journeys.ts'
import { type RecordedStep, recordStep } from '#app/domain/journeys/record-step.ts'
import { deletePost, restorePost } from '#app/domain/posts/delete-post.ts'
import { solveThread, unsolveThread } from '#app/domain/questions/solve-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { verify } from '#app/verify/verify.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { mergeThreads } from '#moderation/curation/merge-threads.ts'
import { reopenThread } from '#moderation/curation/reopen-thread.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const MINUTE = 60_000
const START = new Date('2026-03-02T08:00:00Z').getTime()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START })
})
afterEach(() => {
  vi.useRealTimers()
})

/* What happens: to browsers, and to threads. Numbers choose among what there is. */

const STEPS = ['search', 'suggestion_shown', 'suggestion_opened', 'article', 'solved_alone', 'taken_back'] as const
const BROWSERS = 3
const which = fc.nat(5)
const happening = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(0.5, 2, 29, 31, 700, 1441) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('step' as const),
      step: fc.constantFrom(...STEPS),
      browser: fc.nat(BROWSERS - 1),
      article: fc.nat(1),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('ask' as const), browser: fc.nat(BROWSERS - 1) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('join' as const, 'unjoin' as const),
      browser: fc.nat(BROWSERS - 1),
      thread: which,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      thread: which,
      by: fc.constantFrom('asker', 'member', 'staff'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('accept' as const, 'unaccept' as const, 'remove' as const, 'restore' as const),
      answer: which,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'solve' as const,
        'unsolve' as const,
        'close' as const,
        'reopen' as const,
        'escalate' as const,
        'delete' as const,
        'undelete' as const,
      ),
      thread: which,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('merge' as const, 'duplicate' as const), thread: which, into: which }),
  },
)
type Happening = typeof happening extends fc.Arbitrary<infer One> ? One : never

/* The same needs, followed by hand: from what happened in each browser. */

type Told = { step: string; about: string; at: number }
type Need = { steps: Told[]; begun: number; last: number; left: boolean }
const TYPED = ['search', 'suggestion_shown']
const SAYS = ['ask', 'joined', 'solved_alone']

const lastWord = (need: Need): Told | undefined =>
  need.steps.find((told) => told.step === 'ask') ?? need.steps.filter((told) => SAYS.includes(told.step)).at(-1)

function follow(needs: Need[], step: string, about: string, at: number): void {
  if (step === 'taken_back') {
    for (const need of needs)
      need.steps = need.steps.filter(
        (told) => !(['joined', 'solved_alone'].includes(told.step) && told.about === about),
      )
    for (const need of needs.filter((one) => one.steps.length === 0)) needs.splice(needs.indexOf(need), 1)
    return
  }
  const saidBefore = needs.some((need) => need.steps.some((told) => told.step === step && told.about === about))
  if ((step === 'joined' || step === 'solved_alone') && saidBefore) return

  const newest = needs.filter((need) => at - need.begun < 1440 * MINUTE).at(-1)
  const word = newest && lastWord(newest)
  const silent = newest && at - newest.last > 30 * MINUTE
  let same = newest !== undefined
  if (newest && word && TYPED.includes(step)) same = at - word.at < MINUTE
  else if (newest && word && step === 'ask' && word.step === 'ask') same = false
  else if (newest && word) same = !silent || (word.step !== 'solved_alone' && word.about === about)
  else if (newest && TYPED.includes(step)) same = !silent
  // A question that one said to have as well, or asked, keeps what is said about it.
  if (newest && word && word.step !== 'solved_alone' && word.about === about) same = true

  if (newest && !same && !word) newest.left = true
  const need = same && newest ? newest : { steps: [], begun: at, last: at, left: false }
  if (need !== newest) {
    needs.push(need)
    if (step === 'solved_alone') need.steps.push({ step: 'article', about, at })
  }
  need.last = Math.max(need.last, at)
  if (!need.steps.some((told) => told.step === step && told.about === about)) need.steps.push({ step, about, at })
}

/** What became of the question, told from the rows of its thread one after the other. */
async function fateOf(word: Told, asker: number | null) {
  const threads = await db.selectFrom('threads').selectAll().execute()
  const own = threads.find((thread) => `thread ${thread.id}` === word.about)
  if (!own) throw new Error(word.about)
  const isSolved = (thread: typeof own) => thread.acceptedAnswerId !== null || thread.solvedAt !== null
  const elsewhere = threads.find((thread) => thread.id === (own.mergedInto ?? own.duplicateOf))
  const end = isSolved(own) || !elsewhere ? own : elsewhere
  const posts = (await db.selectFrom('posts').selectAll().execute()).filter(
    (post) => [own.id, end.id].includes(post.threadId ?? 0) && post.state === 'visible' && post.authorId !== asker,
  )
  const answers = posts.filter((post) => post.kind === 'answer')
  const events = await db.selectFrom('events').select(['verb', 'threadId', 'actorId']).orderBy('id').execute()
  const tickets = (await db.selectFrom('tickets').select('threadId').execute()).filter((ticket) =>
    [own.id, end.id].includes(ticket.threadId),
  )
  const steps = [
    ...(answers.length > 0 ? ['first_reply'] : []),
    ...(end.acceptedAnswerId !== null ? ['accepted'] : []),
    ...(tickets.length > 0 ? ['escalated'] : []),
  ]

  const gone = [own, end].some((thread) => thread.questionState !== 'visible')
  const outcome = () => {
    if (gone) return 'withdrawn'
    if (!isSolved(end)) return end.closedAt === null ? 'waiting' : 'unsolved'
    const when = (end.acceptedAt ?? end.solvedAt)?.getTime() ?? 0
    if (word.step === 'joined' && when <= word.at) return 'solved_alone'
    const accepted = answers.find((answer) => answer.id === end.acceptedAnswerId)
    if (accepted) return accepted.officialAt === null ? 'solved_by_community' : 'solved_by_staff'
    if (answers.some((answer) => answer.officialAt !== null)) return 'solved_by_staff'
    const solvedEvent = events.filter((event) => event.verb === 'thread.solved' && event.threadId === end.id).at(-1)
    const byAnother = end.acceptedAnswerId === null && solvedEvent?.actorId !== asker
    if (byAnother && tickets.length > 0) return 'solved_by_staff'
    return answers.length > 0 || byAnother ? 'solved_by_community' : 'solved_by_asker'
  }
  return { steps, outcome: outcome() }
}

/** Plays what happens through the commands, and follows it by hand beside. */
async function play(happenings: Happening[]) {
  const categoryId = (await createCategory({ policyId: (await createPolicy()).id })).id
  const articles = [(await createArticle()).id, (await createArticle()).id]
  const staff = await createUser({ roles: ['staff'] })
  const browsers = await Promise.all(
    Array.from({ length: BROWSERS }, async () => ({
      person: await createUser(),
      key: '',
      madeAt: 0,
      needs: [] as Need[],
      past: [] as Need[],
    })),
  )
  const threads: Array<{ id: number; questionId: number; asker: Actor }> = []
  const answers: Array<{ id: number; threadId: number; asker: Actor }> = []
  const some = <One>(all: One[], index: number): One | undefined => all[index % Math.max(1, all.length)]

  const note = async (
    index: number,
    step: RecordedStep['step'],
    subject: { threadId?: number; articleId?: number },
  ) => {
    const browser = browsers[index]
    if (!browser) return
    // What the cookie does: a new key after a day.
    if (Date.now() - browser.madeAt >= 1440 * MINUTE) {
      Object.assign(browser, {
        key: crypto.randomUUID(),
        madeAt: Date.now(),
        past: [...browser.past, ...browser.needs],
        needs: [],
      })
    }
    const about = subject.threadId
      ? `thread ${subject.threadId}`
      : subject.articleId
        ? `article ${subject.articleId}`
        : ''
    await recordStep(db, { key: browser.key, step, ...subject, locale: 'en', member: true, at: new Date() })
    follow(browser.needs, step, about, Date.now())
  }
  const staffDoes = async (one: Happening) => {
    if (one.kind === 'accept' || one.kind === 'unaccept' || one.kind === 'remove' || one.kind === 'restore') {
      const answer = some(answers, one.answer)
      if (!answer) return
      if (one.kind === 'accept') await acceptAnswer(db, answer.asker, { answerId: answer.id })
      if (one.kind === 'unaccept') await unacceptAnswer(db, answer.asker, { answerId: answer.id })
      if (one.kind === 'remove') await deletePost(db, staff, { postId: answer.id })
      if (one.kind === 'restore') await restorePost(db, staff, { postId: answer.id })
      return
    }
    if (!('thread' in one)) return
    const thread = some(threads, one.thread)
    if (!thread) return
    const threadId = thread.id
    if (one.kind === 'answer') {
      const by = one.by === 'asker' ? thread.asker : one.by === 'staff' ? staff : await createUser()
      const official = one.by === 'staff' ? { official: true } : {}
      const { id } = await createAnswer({ threadId, authorId: by.id, at: new Date(), ...official })
      answers.push({ id, threadId, asker: thread.asker })
    }
    if (one.kind === 'solve')
      await solveThread(db, one.thread % 2 ? staff : thread.asker, { threadId, reason: 'It was the cable.' })
    if (one.kind === 'unsolve') await unsolveThread(db, thread.asker, { threadId })
    if (one.kind === 'close') await closeThread(db, staff, { threadId, reason: 'off_topic', note: '' })
    if (one.kind === 'reopen') await reopenThread(db, staff, { threadId })
    if (one.kind === 'escalate') await createTicket({ threadId, escalatedBy: staff.id, at: new Date() })
    if (one.kind === 'delete') await deletePost(db, staff, { postId: thread.questionId })
    if (one.kind === 'undelete') await restorePost(db, staff, { postId: thread.questionId })
    if (one.kind === 'merge') await mergeThreads(db, staff, { threadId, into: some(threads, one.into)?.id ?? 0 })
    if (one.kind === 'duplicate') {
      const duplicateOf = some(threads, one.into)?.id ?? null
      await closeThread(db, staff, { threadId, reason: 'duplicate', note: '', duplicateOf })
    }
  }

  for (const one of happenings) {
    vi.setSystemTime(Date.now() + (one.kind === 'wait' ? one.minutes * MINUTE : 1000))
    if (one.kind === 'step') {
      const typed = TYPED.includes(one.step)
      await note(one.browser, one.step, typed ? {} : { articleId: articles[one.article] ?? 0 })
    } else if (one.kind === 'ask') {
      const asker = browsers[one.browser]?.person
      if (!asker) continue
      const { id, questionId } = await createThread({ authorId: asker.id, categoryId, at: new Date() })
      threads.push({ id, questionId: questionId ?? 0, asker })
      await note(one.browser, 'ask', { threadId: id })
    } else if (one.kind === 'join' || one.kind === 'unjoin') {
      const thread = some(threads, one.thread)
      if (thread) await note(one.browser, one.kind === 'join' ? 'joined' : 'taken_back', { threadId: thread.id })
    } else {
      // What the rules refuse has not happened.
      await staffDoes(one).catch((error) => {
        if (!(error instanceof DomainError)) throw error
      })
    }
  }
  const asked = new Map(threads.map((thread) => [`thread ${thread.id}`, thread.asker.id]))
  return { needs: browsers.flatMap(({ past, needs }) => [...past, ...needs]), asked }
}

/** The funnel, counted by hand. */
async function recount({ needs, asked }: Awaited<ReturnType<typeof play>>, now: number) {
  const counts: Record<string, number> = { journeys: 0 }
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1
  }
  const untilAsked: number[] = []
  for (const need of needs) {
    const word = lastWord(need)
    const fate =
      word && word.step !== 'solved_alone'
        ? await fateOf(word, word.step === 'ask' ? (asked.get(word.about) ?? null) : null)
        : undefined
    const silent = now - need.last >= 30 * MINUTE
    count('journeys')
    count(`outcome ${fate?.outcome ?? (word ? 'solved_alone' : need.left || silent ? 'left' : 'open')}`)
    for (const step of new Set([...need.steps.map((told) => told.step), ...(fate?.steps ?? [])])) count(`step ${step}`)
    if (!word && (need.left || silent) && need.steps.length === 1) count('left at once')
    if (word?.step !== 'ask') continue
    untilAsked.push((word.at - need.begun) / 1000)
    const before = (step: string) => need.steps.some((told) => told.step === step && told.at <= word.at)
    if (before('suggestion_opened')) count('asked after suggestion')
    if (before('article')) count('asked after article')
  }
  untilAsked.sort((a, b) => a - b)
  const middle = (untilAsked.length - 1) / 2
  const medianUntilAsked =
    untilAsked.length === 0 ? null : ((untilAsked[Math.floor(middle)] ?? 0) + (untilAsked[Math.ceil(middle)] ?? 0)) / 2
  return { counts, medianUntilAsked }
}

/** The same shape, of what the forum counts. */
async function countByForum(now: number) {
  const period = { from: new Date('2026-01-01T00:00:00Z'), until: new Date('2027-01-01T00:00:00Z') }
  const funnel = await countFunnel(db, period, { now: new Date(now) })
  const named: Array<[string, number]> = [
    ['journeys', funnel.journeys],
    ...Object.entries(funnel.outcomes).map(([name, count]): [string, number] => [`outcome ${name}`, count]),
    ...Object.entries(funnel.steps).map(([name, count]): [string, number] => [`step ${name}`, count]),
    ['left at once', funnel.leftAtOnce],
    ['asked after suggestion', funnel.askedAfterSuggestion],
    ['asked after article', funnel.askedAfterArticle],
  ]
  const counts = Object.fromEntries(named.filter(([name, count]) => count > 0 || name === 'journeys'))
  return { counts, medianUntilAsked: funnel.seconds.untilAsked }
}

test('whatever happens in whichever order, the funnel counts what counting by hand counts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 10, maxLength: 50, size: 'max' }), async (happenings) => {
      vi.setSystemTime(START)
      await db.deleteFrom('journeys').execute()
      await db.deleteFrom('funnelDays').execute()
      const played = await play(happenings)
      for (const now of [Date.now(), Date.now() + 40 * MINUTE]) {
        expect(await countByForum(now)).toEqual(await recount(played, now))
      }
      const wrong = (await verify(db)).filter(({ figure, drifted }) => figure === 'journeys.outcome' && drifted > 0)
      expect(wrong).toEqual([])

      const muchLater = Date.now() + 500 * 1440 * MINUTE
      const { counts } = await recount(played, muchLater)
      await deleteOldJourneys(db, { now: new Date(muchLater) })
      expect(await db.selectFrom('journeys').select('id').execute()).toEqual([])
      expect(await countByForum(muchLater)).toEqual({ counts, medianUntilAsked: null })
    }),
    { numRuns: 6 },
  )
}, 60_000)
