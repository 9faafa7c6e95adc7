import { type AliasedExpression, sql } from 'kysely'
import { DomainError } from '#app/domain/errors.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Setting } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isModerator, isSystem } from '#app/domain/users/roles.ts'
import type { PostKind } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

const PACE_LOCK = 1_702_131_320
const DAY = 86_400_000

type Limits = {
  /** Seconds between two of them; 0 for none. */
  pause?: { code: string; seconds: number }
  /** How many on the first day of an account, and on any day: the last 24 hours. */
  firstDay?: { code: string; max: number }
  day?: { code: string; max: number }
}

/** What is counted for one person, whatever became of it since. */
type Rows = AliasedExpression<{ id: number; createdAt: Date }, 'rows'>

const postsOf =
  (kind: PostKind) =>
  (trx: Trx, actor: Actor): Rows =>
    trx
      .selectFrom('posts')
      .where('authorId', '=', actor.id)
      .where('kind', '=', kind)
      .select(['id', 'createdAt'])
      .as('rows')

const isNew = (actor: Actor, pace: Setting<'pace'>) => actor.reputation < pace.newBelowPoints

const RATES = {
  question: {
    rows: postsOf('question'),
    limits: async (trx, actor) => {
      const pace = await getSetting(trx, 'pace')
      const seconds = isNew(actor, pace) ? pace.questionSecondsNew : pace.questionSeconds
      return {
        pause: { code: 'pace.question', seconds },
        firstDay: { code: 'pace.first_day_question', max: pace.firstDayQuestions },
        day: { code: 'pace.question_day', max: pace.questionsADay },
      }
    },
  },
  answer: {
    rows: postsOf('answer'),
    limits: async (trx, actor) => {
      const pace = await getSetting(trx, 'pace')
      const seconds = isNew(actor, pace) ? pace.answerSecondsNew : pace.answerSeconds
      return {
        pause: { code: 'pace.answer', seconds },
        firstDay: { code: 'pace.first_day_answer', max: pace.firstDayAnswers },
      }
    },
  },
  comment: {
    rows: postsOf('comment'),
    limits: async (trx, actor) => {
      const pace = await getSetting(trx, 'pace')
      const seconds = isNew(actor, pace) ? pace.commentSecondsNew : pace.commentSeconds
      return { pause: { code: 'pace.comment', seconds } }
    },
  },
  suggested_edit: {
    rows: (trx, actor) =>
      trx.selectFrom('suggestedEdits').where('authorId', '=', actor.id).select(['id', 'createdAt']).as('rows'),
    limits: async (trx) => {
      const { suggestionsADay } = await getSetting(trx, 'editing')
      return { day: { code: 'edit.too_many', max: suggestionsADay } }
    },
  },
  flag: {
    rows: (trx, actor) =>
      trx.selectFrom('flags').where('flaggerId', '=', actor.id).select(['id', 'createdAt']).as('rows'),
    limits: async (trx) => {
      const { flagsADay } = await getSetting(trx, 'pace')
      return { day: { code: 'flag.too_many', max: flagsADay } }
    },
  },
} satisfies Record<
  string,
  { rows: (trx: Trx, actor: Actor) => Rows; limits: (trx: Trx, actor: Actor) => Promise<Limits> }
>

/** What is counted together for one person. */
export type Rate = keyof typeof RATES

/**
 * Does the work, unless the same person did the like of it a moment ago or often enough today: then nothing of it has
 * happened. What adds nothing new, such as a post that was sent twice, does not count. Moderators and staff have no limit.
 * Throws too_many, with the code of the limit and the seconds to wait. Source: the rules of the forum, "Moderation" and "Asking".
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
    .selectFrom(RATES[rate].rows(trx, actor))
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
  const { pause, firstDay, day }: Limits = await RATES[rate].limits(trx, actor)
  if (pause && pause.seconds > 0 && before) {
    const rest = pause.seconds - (now.getTime() - before.createdAt.getTime()) / 1000
    if (rest > 0) throw tooMany(pause.code, rest)
  }

  const isFirstDay = now.getTime() - actor.createdAt.getTime() < DAY
  if (isFirstDay && firstDay && (await countSince(trx, actor, rate, actor.createdAt)) > firstDay.max) {
    const left = (actor.createdAt.getTime() + DAY - now.getTime()) / 1000
    throw tooMany(firstDay.code, left, firstDay.max)
  }
  if (day && (await countSince(trx, actor, rate, new Date(now.getTime() - DAY))) > day.max) {
    throw tooMany(day.code, 3600, day.max)
  }
}

async function countSince(trx: Trx, actor: Actor, rate: Rate, since: Date): Promise<number> {
  const { count } = await trx
    .selectFrom(RATES[rate].rows(trx, actor))
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
