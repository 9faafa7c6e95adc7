import { type AliasedExpression, sql } from 'kysely'
import { DomainError } from '#app/domain/errors.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Setting } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isModerator, isSystem } from '#app/domain/users/roles.ts'
import type { Trx } from '#db/transaction.ts'

const PACE_LOCK = 1_702_131_320
const DAY = 86_400_000

/** What is counted together for one person. */
export type Rate = 'question' | 'answer' | 'comment' | 'flag' | 'suggested_edit'

type Limits = {
  /** Between two of them; 0 for none. */
  seconds?: { code: string; ofNewcomers: number; ofOthers: number }
  /** Since one became a member, during the first 24 hours. */
  firstDay?: { code: string; max: number }
  /** Within 24 hours. */
  day?: { code: string; max: number }
}

/** How many of each somebody may write; what may be said of each is in the setting `pace`, or in another one. */
const LIMITS: Record<Rate, (pace: Setting<'pace'>, trx: Trx) => Limits | Promise<Limits>> = {
  question: (pace) => ({
    seconds: { code: 'pace.question', ofNewcomers: pace.questionSecondsNew, ofOthers: pace.questionSeconds },
    firstDay: { code: 'pace.first_day_question', max: pace.firstDayQuestions },
    day: { code: 'pace.question_day', max: pace.questionsADay },
  }),
  answer: (pace) => ({
    seconds: { code: 'pace.answer', ofNewcomers: pace.answerSecondsNew, ofOthers: pace.answerSeconds },
    firstDay: { code: 'pace.first_day_answer', max: pace.firstDayAnswers },
  }),
  comment: (pace) => ({
    seconds: { code: 'pace.comment', ofNewcomers: pace.commentSecondsNew, ofOthers: pace.commentSeconds },
  }),
  flag: (pace) => ({ day: { code: 'flag.too_many', max: pace.flagsADay } }),
  suggested_edit: async (_, trx) => {
    const { suggestionsADay } = await getSetting(trx, 'editing')
    return { day: { code: 'edit.too_many', max: suggestionsADay } }
  },
}

/** The rows of one person that a rate counts. */
function rowsOf(trx: Trx, actor: Actor, rate: Rate): AliasedExpression<{ id: number; createdAt: Date }, 'rows'> {
  if (rate === 'flag') {
    return trx.selectFrom('flags').where('flaggerId', '=', actor.id).select(['id', 'createdAt']).as('rows')
  }
  if (rate === 'suggested_edit') {
    return trx.selectFrom('suggestedEdits').where('authorId', '=', actor.id).select(['id', 'createdAt']).as('rows')
  }
  return trx
    .selectFrom('posts')
    .where('authorId', '=', actor.id)
    .where('kind', '=', rate)
    .select(['id', 'createdAt'])
    .as('rows')
}

/**
 * Does the work, unless the same person did the like of it a moment ago or often enough today: then nothing of it has
 * happened. What adds nothing new, such as a post that was sent twice, does not count. Moderators and staff have no limit.
 * Throws too_many with the code of the limit and the seconds to wait. Source: the rules of the forum, "Moderation" and "Asking".
 */
export async function withinRate<Result>(
  trx: Trx,
  actor: Actor,
  { rate, now }: { rate: Rate; now: Date },
  work: () => Promise<Result>,
): Promise<Result> {
  if (isModerator(actor) || isSystem(actor)) return work()
  // Two at one moment come one after the other, or neither would see the other.
  await sql`select pg_advisory_xact_lock(${PACE_LOCK}, ${actor.id % 2 ** 31}::integer)`.execute(trx)
  const before = await newestOf(trx, actor, rate)
  const result = await work()
  const after = await newestOf(trx, actor, rate)
  if (after?.id !== before?.id) await check(trx, actor, rate, { before, now })
  return result
}

const newestOf = (trx: Trx, actor: Actor, rate: Rate) =>
  trx
    .selectFrom(rowsOf(trx, actor, rate))
    .select(['rows.id', 'rows.createdAt'])
    .orderBy('rows.id', 'desc')
    .limit(1)
    .executeTakeFirst()

async function check(
  trx: Trx,
  actor: Actor,
  rate: Rate,
  { before, now }: { before: { createdAt: Date } | undefined; now: Date },
): Promise<void> {
  const pace = await getSetting(trx, 'pace')
  const { seconds, firstDay, day } = await LIMITS[rate](pace, trx)
  if (seconds && before) {
    const wait = actor.reputation < pace.newBelowPoints ? seconds.ofNewcomers : seconds.ofOthers
    const rest = wait - (now.getTime() - before.createdAt.getTime()) / 1000
    if (wait > 0 && rest > 0) throw tooMany(seconds.code, rest)
  }
  const isFirstDay = now.getTime() - actor.createdAt.getTime() < DAY
  if (firstDay && isFirstDay && (await countSince(trx, actor, rate, actor.createdAt)) > firstDay.max) {
    const left = (actor.createdAt.getTime() + DAY - now.getTime()) / 1000
    throw tooMany(firstDay.code, left, firstDay.max)
  }
  const since = new Date(now.getTime() - DAY)
  if (day && (await countSince(trx, actor, rate, since)) > day.max) throw tooMany(day.code, 3600, day.max)
}

async function countSince(trx: Trx, actor: Actor, rate: Rate, since: Date): Promise<number> {
  const { count } = await trx
    .selectFrom(rowsOf(trx, actor, rate))
    .where('rows.createdAt', '>=', since)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

function tooMany(code: string, wait: number, max?: number): DomainError {
  const seconds = Math.max(1, Math.ceil(wait))
  return new DomainError('too_many', code, undefined, {
    seconds,
    hours: Math.ceil(seconds / 3600),
    ...(max === undefined ? {} : { max }),
  })
}
