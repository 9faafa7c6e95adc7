import { sql } from 'kysely'
import { holdBrowser } from '#app/domain/journeys/hold-browser.ts'
import type { JourneyStep, Locale } from '#db/schema.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

/** After this many minutes without a step, the next typed text belongs to another need. */
export const SILENCE_MINUTES = 30
/** A step that arrives within this many seconds after the end of a journey still belongs to it. */
const ECHO_SECONDS = 60
const TYPED: ReadonlySet<string> = new Set(['search', 'suggestion_shown', 'guide'])
const ENDS = ['ask', 'joined', 'solved_alone'] as const

/** What a step is about. Of a search only its id is stored: the words are in the search log, which names no person. */
export type StepSubject = { threadId?: number; articleId?: number; searchId?: number }

export type RecordedStep = StepSubject & {
  /** The value of the cookie that this browser has for a day. */
  key: string
  step: JourneyStep | 'taken_back'
  locale: Locale
  member: boolean
  /** Whether the step starts a journey when none is running; opening a page starts none. */
  begins?: boolean
  at: Date
}

/**
 * Records a step in the running journey of this browser, or in a new one, and updates the outcome. A new journey starts
 * when somebody types after half an hour without a step, or after an outcome. Reading, or saying whether something
 * helped, belongs to the journey before. An asked question is the final outcome; otherwise the last statement counts.
 * The same step about the same thing is stored once. `taken_back` undoes "this solved it" and "same problem".
 */
export function recordStep(db: Db, recorded: RecordedStep): Promise<void> {
  return inTransaction(db, async (trx) => {
    await holdBrowser(trx, recorded.key)
    const { step } = recorded
    if (step === 'taken_back') return undoStep(trx, recorded)
    if (await isRepeated(trx, recorded)) return

    const newest = await findNewest(trx, recorded)
    const isContinued = newest !== undefined && continues(newest, recorded)
    // An article below the own question solved that question, not the journey that is running now.
    if (recorded.threadId && recorded.articleId && newest?.threadId !== recorded.threadId) return
    if (!isContinued && recorded.begins === false) return
    if (newest && !isContinued) await leave(trx, newest)

    const journey = isContinued ? newest : await begin(trx, recorded)
    // A person who says at once that an article solved their problem has read it.
    if (!isContinued && step === 'solved_alone' && recorded.articleId)
      await writeStep(trx, journey.id, 'article', recorded)
    await writeStep(trx, journey.id, step, recorded)
    await trx
      .updateTable('journeys')
      .set((eb) => ({
        lastAt: eb.fn<Date>('greatest', ['lastAt', eb.val(recorded.at)]),
        ...(recorded.member ? { member: true } : {}),
      }))
      .where('id', '=', journey.id)
      .execute()
    if (ENDS.some((end) => end === step)) await updateOutcome(trx, journey)
  })
}

const COLUMNS = ['id', 'outcome', 'threadId', 'lastAt', 'endedAt'] as const
type Journey = NonNullable<Awaited<ReturnType<typeof findNewest>>>

function findNewest(trx: Trx, { key, at }: RecordedStep) {
  return trx
    .selectFrom('journeys')
    .where('key', '=', key)
    .where('begunAt', '>', new Date(at.getTime() - DAY))
    .orderBy('id', 'desc')
    .select(COLUMNS)
    .limit(1)
    .executeTakeFirst()
}

/** Whether a step belongs to the newest journey of its browser. */
function continues({ outcome, threadId, lastAt, endedAt }: Journey, recorded: RecordedStep): boolean {
  const at = recorded.at.getTime()
  if (threadId !== null && threadId === recorded.threadId) return true
  const silent = at - lastAt.getTime() > SILENCE_MINUTES * MINUTE
  if (endedAt === null) return !(silent && TYPED.has(recorded.step))
  if (TYPED.has(recorded.step)) return at - endedAt.getTime() < ECHO_SECONDS * 1000
  return !silent && !(recorded.step === 'ask' && outcome === 'asked')
}

/** A step that was sent twice, or the same statement about the same thing on the same day. */
async function isRepeated(trx: Trx, { key, step, threadId, articleId }: RecordedStep): Promise<boolean> {
  const ofBrowser = trx
    .selectFrom('journeySteps')
    .innerJoin('journeys', 'journeys.id', 'journeySteps.journeyId')
    .where('journeys.key', '=', key)
    .where('journeySteps.threadId', 'is not distinct from', threadId ?? null)
    .where('journeySteps.articleId', 'is not distinct from', articleId ?? null)
    .select('journeySteps.id')
    .limit(1)
  if (step === 'ask' && threadId) {
    const asked = trx
      .selectFrom('journeys')
      .where('threadId', '=', threadId)
      .where('outcome', '=', 'asked')
      .select('id')
    return (await asked.executeTakeFirst()) !== undefined
  }
  if (step !== 'joined' && step !== 'solved_alone') return false
  return (await ofBrowser.where('journeySteps.step', '=', step).executeTakeFirst()) !== undefined
}

const begin = (trx: Trx, { key, locale, member, at }: RecordedStep): Promise<Journey> =>
  trx
    .insertInto('journeys')
    .values({ key, locale, member, begunAt: at, lastAt: at })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

/** Marks a journey as left when another one has started. */
async function leave(trx: Trx, { id, outcome, lastAt }: Journey): Promise<void> {
  if (outcome !== null) return
  await trx.updateTable('journeys').set({ outcome: 'left', endedAt: lastAt }).where('id', '=', id).execute()
}

async function writeStep(trx: Trx, journeyId: number, step: JourneyStep, recorded: RecordedStep): Promise<void> {
  const subject = { threadId: recorded.threadId ?? null, articleId: recorded.articleId ?? null }
  const written = await trx
    .selectFrom('journeySteps')
    .where('journeyId', '=', journeyId)
    .where('step', '=', step)
    .where('threadId', 'is not distinct from', subject.threadId)
    .where('articleId', 'is not distinct from', subject.articleId)
    .select('id')
    .executeTakeFirst()
  if (written) return
  await trx
    .insertInto('journeySteps')
    .values({ journeyId, step, at: recorded.at, ...subject })
    .execute()
}

/**
 * The outcome, from the steps: the asked question, or else the last statement; open again when no such step remains.
 */
async function updateOutcome(trx: Trx, { id }: { id: number }, instead: 'left' | null = null): Promise<void> {
  const ending = await trx
    .selectFrom('journeySteps')
    .where('journeyId', '=', id)
    .where('step', 'in', ENDS)
    .select(['step', 'at', 'threadId'])
    .orderBy((eb) => eb('step', '=', 'ask'), 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const none = { outcome: instead, endedAt: instead && sql<Date>`last_at`, threadId: null }
  const outcome = ending?.step === 'ask' ? 'asked' : ending?.step === 'joined' ? 'joined' : 'solved_alone'
  const threadId = ending?.step === 'solved_alone' ? null : (ending?.threadId ?? null)
  await trx
    .updateTable('journeys')
    .set(ending ? { outcome, endedAt: ending.at, threadId } : none)
    .where('id', '=', id)
    .execute()
}

/**
 * Undoes a statement ("it did not after all"): deletes the step, and opens the journey again unless another has
 * started.
 */
async function undoStep(trx: Trx, recorded: RecordedStep): Promise<void> {
  const newest = await findNewest(trx, recorded)
  const gone = await trx
    .deleteFrom('journeySteps')
    .where('step', 'in', ['joined', 'solved_alone'])
    .where('journeyId', 'in', (eb) => eb.selectFrom('journeys').where('key', '=', recorded.key).select('id'))
    .where('threadId', 'is not distinct from', recorded.threadId ?? null)
    .where('articleId', 'is not distinct from', recorded.articleId ?? null)
    .returning('journeyId as id')
    .execute()
  for (const journey of gone) {
    await updateOutcome(trx, journey, journey.id === newest?.id ? null : 'left')
    // When nothing else happened, there was no journey.
    await trx
      .deleteFrom('journeys')
      .where('id', '=', journey.id)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('journeySteps').whereRef('journeyId', '=', 'journeys.id').select('journeySteps.id'))),
      )
      .execute()
  }
}
