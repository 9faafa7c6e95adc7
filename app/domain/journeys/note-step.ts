import { sql } from 'kysely'
import type { JourneyStep, Locale } from '#db/schema.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

const MINUTE = 60_000

/** What a step was about. Which words were searched stays with the query log, which is nobody's. */
export type StepSubject = { threadId?: number; articleId?: number; searchId?: number }

export type NotedStep = StepSubject & {
  /** The key of the cookie that this browser has for a day. */
  key: string
  step: JourneyStep | 'not_solved'
  locale: Locale
  member: boolean
  /** Whether a journey begins with this step if none is under way; a page that was only opened begins none. */
  begins?: boolean
  at: Date
}

// Somebody types what they need: after a silence, or once a need has its outcome, that is another need.
const TYPED: ReadonlySet<string> = new Set(['search', 'suggestion_shown', 'guide'])
/** Minutes without a step after which what is typed next belongs to a new need. */
export const SILENCE_MINUTES = 30
/** Suggestions that were on their way when a need ended still belong to it for so long. */
const ECHO_SECONDS = 60

/**
 * Writes down a step of a need, in the journey under way in this browser or in a new one. A journey begins anew with
 * what somebody types after half an hour of silence, or after an outcome; what is only read belongs to the need before.
 * Asking is the outcome that stands: a question sent after "this solved it" was not solved. The same step about the same
 * thing is written once a journey. `not_solved` takes "this solved it" back.
 */
export function noteStep(db: Db, noted: NotedStep): Promise<void> {
  return inTransaction(db, async (trx) => {
    // Two tabs of one browser, one after the other: both find the journey that the first has begun.
    await sql`select pg_advisory_xact_lock(hashtextextended(${noted.key}, 0))`.execute(trx)
    if (noted.step === 'ask' && (await isCounted(trx, noted.threadId))) return
    const newest = await findNewest(trx, noted)
    const current = newest && continues(newest, noted) ? newest : undefined
    if (noted.step === 'not_solved') {
      if (newest) await takeBack(trx, newest, noted)
      return
    }
    if (!current && noted.begins === false) return
    if (newest && !current && newest.outcome === null) await end(trx, newest.id, 'left', newest.lastAt)

    const journey = current ?? (await begin(trx, noted))
    await writeStep(trx, journey.id, noted.step, noted)
    await trx
      .updateTable('journeys')
      .set((eb) => ({
        lastAt: eb.fn<Date>('greatest', ['lastAt', eb.val(noted.at)]),
        ...(noted.member ? { member: true } : {}),
      }))
      .where('id', '=', journey.id)
      .execute()
    if (noted.step === 'ask') await end(trx, journey.id, 'asked', noted.at, noted.threadId)
    if (noted.step === 'solved_alone' && journey.outcome === null) await end(trx, journey.id, 'solved_alone', noted.at)
  })
}

type Journey = NonNullable<Awaited<ReturnType<typeof findNewest>>>

function findNewest(trx: Trx, { key, at }: NotedStep) {
  return trx
    .selectFrom('journeys')
    .where('key', '=', key)
    .where('begunAt', '>', new Date(at.getTime() - 24 * 60 * MINUTE))
    .orderBy('id', 'desc')
    .select(['id', 'outcome', 'threadId', 'lastAt', 'endedAt'])
    .limit(1)
    .executeTakeFirst()
}

/** Whether a step belongs to the newest journey of its browser. */
function continues(journey: Journey, { step, threadId, at }: NotedStep): boolean {
  if (threadId !== undefined && threadId === journey.threadId) return true
  const silent = at.getTime() - journey.lastAt.getTime() > SILENCE_MINUTES * MINUTE
  if (journey.outcome === null) return !(silent && TYPED.has(step))
  if (step === 'ask') return journey.outcome !== 'asked' && !silent
  if (TYPED.has(step)) return at.getTime() - (journey.endedAt ?? at).getTime() < ECHO_SECONDS * 1000
  return !silent
}

function begin(trx: Trx, { key, locale, member, at }: NotedStep) {
  return trx
    .insertInto('journeys')
    .values({ key, locale, member, begunAt: at, lastAt: at })
    .returning(['id', 'outcome', 'threadId', 'lastAt', 'endedAt'])
    .executeTakeFirstOrThrow()
}

async function isCounted(trx: Trx, threadId: number | undefined): Promise<boolean> {
  if (threadId === undefined) return false
  return (
    (await trx.selectFrom('journeys').where('threadId', '=', threadId).select('id').executeTakeFirst()) !== undefined
  )
}

/** A search or a row of suggestions follows the one before as somebody types: that is one step. */
async function writeStep(trx: Trx, journeyId: number, step: JourneyStep, { threadId, articleId, at }: NotedStep) {
  const subject = { threadId: threadId ?? null, articleId: articleId ?? null }
  const before = await trx
    .selectFrom('journeySteps')
    .where('journeyId', '=', journeyId)
    .where('step', '=', step)
    .where('threadId', 'is not distinct from', subject.threadId)
    .where('articleId', 'is not distinct from', subject.articleId)
    .select('id')
    .executeTakeFirst()
  if (before) return
  await trx
    .insertInto('journeySteps')
    .values({ journeyId, step, at, ...subject })
    .execute()
}

async function end(
  trx: Trx,
  journeyId: number,
  outcome: 'asked' | 'solved_alone' | 'left',
  at: Date,
  threadId?: number,
): Promise<void> {
  await trx
    .updateTable('journeys')
    .set({ outcome, endedAt: at, ...(threadId === undefined ? {} : { threadId }) })
    .where('id', '=', journeyId)
    .execute()
}

/** "It did not solve it after all", of the same thing: the need is open again. */
async function takeBack(trx: Trx, journey: Journey, { threadId, articleId }: NotedStep): Promise<void> {
  const gone = await trx
    .deleteFrom('journeySteps')
    .where('journeyId', '=', journey.id)
    .where('step', '=', 'solved_alone')
    .where('threadId', 'is not distinct from', threadId ?? null)
    .where('articleId', 'is not distinct from', articleId ?? null)
    .returning('id')
    .execute()
  if (gone.length === 0 || journey.outcome !== 'solved_alone') return
  const still = await trx
    .selectFrom('journeySteps')
    .where('journeyId', '=', journey.id)
    .where('step', '=', 'solved_alone')
    .select('id')
    .limit(1)
    .executeTakeFirst()
  if (!still)
    await trx.updateTable('journeys').set({ outcome: null, endedAt: null }).where('id', '=', journey.id).execute()
}
