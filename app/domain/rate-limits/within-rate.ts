import { sql } from 'kysely'
import { DomainError } from '#app/domain/errors.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Setting } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isModerator, isSystem } from '#app/domain/users/roles.ts'
import type { ErrorCode } from '#app/messages/keys.ts'
import type { PostKind } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

const PACE_LOCK = 1_702_131_320
const DAY = 86_400_000

/** What is counted for one person, whatever became of it since. */
type Counted = {
  newest: (trx: Trx, actor: Actor) => Promise<{ id: number; createdAt: Date } | undefined>
  countSince: (trx: Trx, actor: Actor, since: Date) => Promise<number>
}

type Limits = {
  /** Seconds between two of them; 0 for none. */
  pause?: { code: ErrorCode; seconds: number }
  /** How many on the first day of an account, and on any day: the last 24 hours. */
  firstDay?: { code: ErrorCode; max: number }
  day?: { code: ErrorCode; max: number }
}

const postsOf = (kind: PostKind): Counted => {
  const posts = (trx: Trx, actor: Actor) =>
    trx.selectFrom('posts').where('authorId', '=', actor.id).where('kind', '=', kind)
  return {
    newest: (trx, actor) =>
      posts(trx, actor).orderBy('id', 'desc').select(['id', 'createdAt']).limit(1).executeTakeFirst(),
    countSince: async (trx, actor, since) => {
      const made = posts(trx, actor).where('createdAt', '>=', since)
      const { count } = await made.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
      return count
    },
  }
}

const suggestedEdits: Counted = {
  newest: (trx, actor) =>
    trx
      .selectFrom('suggestedEdits')
      .where('authorId', '=', actor.id)
      .orderBy('id', 'desc')
      .select(['id', 'createdAt'])
      .limit(1)
      .executeTakeFirst(),
  countSince: async (trx, actor, since) => {
    const { count } = await trx
      .selectFrom('suggestedEdits')
      .where('authorId', '=', actor.id)
      .where('createdAt', '>=', since)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return count
  },
}

const flags: Counted = {
  newest: (trx, actor) =>
    trx
      .selectFrom('flags')
      .where('flaggerId', '=', actor.id)
      .orderBy('id', 'desc')
      .select(['id', 'createdAt'])
      .limit(1)
      .executeTakeFirst(),
  countSince: async (trx, actor, since) => {
    const { count } = await trx
      .selectFrom('flags')
      .where('flaggerId', '=', actor.id)
      .where('createdAt', '>=', since)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return count
  },
}

const isNew = (actor: Actor, pace: Setting<'pace'>) => actor.reputation < pace.newBelowPoints

const RATES = {
  question: {
    counted: postsOf('question'),
    limits: async (trx, actor) => {
      const pace = await getSetting(trx, 'pace')
      return {
        pause: {
          code: 'pace.question',
          seconds: isNew(actor, pace) ? pace.questionSecondsNew : pace.questionSeconds,
        },
        firstDay: { code: 'pace.first_day_question', max: pace.firstDayQuestions },
        day: { code: 'pace.question_day', max: pace.questionsADay },
      }
    },
  },
  answer: {
    counted: postsOf('answer'),
    limits: async (trx, actor) => {
      const pace = await getSetting(trx, 'pace')
      return {
        pause: { code: 'pace.answer', seconds: isNew(actor, pace) ? pace.answerSecondsNew : pace.answerSeconds },
        firstDay: { code: 'pace.first_day_answer', max: pace.firstDayAnswers },
      }
    },
  },
  comment: {
    counted: postsOf('comment'),
    limits: async (trx, actor) => {
      const pace = await getSetting(trx, 'pace')
      return {
        pause: { code: 'pace.comment', seconds: isNew(actor, pace) ? pace.commentSecondsNew : pace.commentSeconds },
      }
    },
  },
  flag: {
    counted: flags,
    limits: async (trx) => {
      const { flagsADay } = await getSetting(trx, 'pace')
      return { day: { code: 'flag.too_many', max: flagsADay } }
    },
  },
  suggested_edit: {
    counted: suggestedEdits,
    limits: async (trx) => {
      const { suggestionsADay } = await getSetting(trx, 'editing')
      return { day: { code: 'edit.too_many', max: suggestionsADay } }
    },
  },
} satisfies Record<string, { counted: Counted; limits: (trx: Trx, actor: Actor) => Promise<Limits> }>

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
  const { counted, limits } = RATES[rate]
  const before = await counted.newest(trx, actor)
  const result = await work()
  const after = await counted.newest(trx, actor)
  if (after?.id !== before?.id) await check(trx, actor, { counted, limits: await limits(trx, actor), before, now })
  return result
}

async function check(
  trx: Trx,
  actor: Actor,
  {
    counted,
    limits: { pause, firstDay, day },
    before,
    now,
  }: { counted: Counted; limits: Limits; before: { createdAt: Date } | undefined; now: Date },
): Promise<void> {
  if (pause && pause.seconds > 0 && before) {
    const rest = pause.seconds - (now.getTime() - before.createdAt.getTime()) / 1000
    if (rest > 0) throw tooMany(pause.code, rest)
  }

  const isFirstDay = now.getTime() - actor.createdAt.getTime() < DAY
  if (isFirstDay && firstDay && (await counted.countSince(trx, actor, actor.createdAt)) > firstDay.max) {
    const left = (actor.createdAt.getTime() + DAY - now.getTime()) / 1000
    throw tooMany(firstDay.code, left, firstDay.max)
  }
  if (day && (await counted.countSince(trx, actor, new Date(now.getTime() - DAY))) > day.max) {
    throw tooMany(day.code, 3600, day.max)
  }
}

function tooMany(code: ErrorCode, wait: number, max?: number): DomainError {
  const seconds = Math.max(1, Math.ceil(wait))
  return new DomainError('too_many', code, undefined, {
    seconds,
    hours: Math.ceil(seconds / 3600),
    ...(max === undefined ? {} : { max }),
  })
}
