import { type RawBuilder, sql } from 'kysely'
import { DomainError } from '#app/domain/errors.ts'
import { lockPostsOf } from '#app/domain/posts/lock-posts-of.ts'
import { parseSetting } from '#app/domain/settings/get-setting.ts'
import type { Setting, SettingName } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isModeratorEverywhere, isSystem } from '#app/domain/users/roles.ts'
import type { ErrorCode } from '#app/messages/keys.ts'
import type { PostKind } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

const DAY = 86_400_000

type Limits = {
  /** Seconds between two of them; 0 for none. */
  pause?: { code: ErrorCode; seconds: number }
  /** How many in the first 24 hours of an account, and in any 24 hours. */
  firstDay?: { code: ErrorCode; max: number }
  day?: { code: ErrorCode; max: number }
}

/** A statement of the rows of one person, with created_at. */
type Rows = RawBuilder<unknown>

/** Which rows count for one person, whatever became of them later, and the limits from the settings. */
type Counted<Name extends SettingName> = {
  rowsOf: (actor: Actor) => Rows
  setting: Name
  limits: (setting: Setting<Name>, actor: Actor) => Limits
}

const counted = <Name extends SettingName>(rate: Counted<Name>): Counted<Name> => rate

const postsOf = (kind: PostKind) => (actor: Actor) =>
  sql`select created_at from posts where author_id = ${actor.id} and kind = ${kind}`

const isNew = (actor: Actor, rateLimits: Setting<'rateLimits'>) => actor.reputation < rateLimits.newBelowPoints

const RATES = {
  question: counted({
    rowsOf: postsOf('question'),
    setting: 'rateLimits',
    limits: (rateLimits, actor) => ({
      pause: {
        code: 'rate_limit.question',
        seconds: isNew(actor, rateLimits) ? rateLimits.questionSecondsNew : rateLimits.questionSeconds,
      },
      firstDay: { code: 'rate_limit.first_day_question', max: rateLimits.firstDayQuestions },
      day: { code: 'rate_limit.question_day', max: rateLimits.questionsADay },
    }),
  }),
  answer: counted({
    rowsOf: postsOf('answer'),
    setting: 'rateLimits',
    limits: (rateLimits, actor) => ({
      pause: {
        code: 'rate_limit.answer',
        seconds: isNew(actor, rateLimits) ? rateLimits.answerSecondsNew : rateLimits.answerSeconds,
      },
      firstDay: { code: 'rate_limit.first_day_answer', max: rateLimits.firstDayAnswers },
    }),
  }),
  comment: counted({
    rowsOf: postsOf('comment'),
    setting: 'rateLimits',
    limits: (rateLimits, actor) => ({
      pause: {
        code: 'rate_limit.comment',
        seconds: isNew(actor, rateLimits) ? rateLimits.commentSecondsNew : rateLimits.commentSeconds,
      },
    }),
  }),
  flag: counted({
    rowsOf: (actor) => sql`select created_at from flags where flagger_id = ${actor.id}`,
    setting: 'rateLimits',
    limits: (rateLimits) => ({ day: { code: 'flag.too_many', max: rateLimits.flagsADay } }),
  }),
  suggested_edit: counted({
    rowsOf: (actor) => sql`select created_at from suggested_edits where author_id = ${actor.id}`,
    setting: 'editing',
    limits: (editing) => ({ day: { code: 'edit.too_many', max: editing.suggestionsADay } }),
  }),
}

/** What is counted together for one person. */
export type Rate = keyof typeof RATES

/**
 * Does the work, unless the rate limit of the person is reached; then it throws and the transaction changes nothing.
 * Work that adds no row, such as a post that was sent twice, does not count. Moderators and staff of the whole forum
 * have no limit. Throws too_many, with the code of the limit and the seconds to wait. Source: the rules of the forum,
 * "Moderation" and "Asking".
 */
export async function withinRate<Result>(
  trx: Trx,
  actor: Actor,
  { rate, now }: { rate: Rate; now: Date },
  work: () => Promise<Result>,
): Promise<Result> {
  if (isModeratorEverywhere(actor) || isSystem(actor)) return work()
  await lockPostsOf(trx, actor)
  const before = await lookBack(trx, actor, { rate, now })
  const refusal = refusalOf(actor, before, now)
  const result = await work()
  // Over the limit, the rows are counted again: when the work added none (a post that was sent twice), it is not refused.
  if (refusal && (await lookBack(trx, actor, { rate, now })).ofToday > before.ofToday) throw refusal
  return result
}

type Past = { newestAt: Date | null; ofToday: number; limits: Limits }

/** The newest row, the number of rows of the last 24 hours, and the limits of the setting. */
async function lookBack(trx: Trx, actor: Actor, { rate, now }: { rate: Rate; now: Date }): Promise<Past> {
  const { rowsOf, setting, limits } = RATES[rate] as Counted<SettingName>
  const since = new Date(now.getTime() - DAY)
  const { rows } = await sql<Omit<Past, 'limits'> & { value: unknown }>`
    select newest.created_at as newest_at,
      (select count(*)::integer from (${rowsOf(actor)}) today where today.created_at >= ${since}) as of_today,
      (select value from settings where name = ${setting}) as value
    from (select 1) one
    left join lateral (select * from (${rowsOf(actor)}) own order by own.created_at desc limit 1) newest on true`.execute(
    trx,
  )
  const { newestAt = null, ofToday = 0, value } = rows[0] ?? {}
  return { newestAt, ofToday, limits: limits(parseSetting(setting, value), actor) }
}

/** The error for one more row now, or undefined when it is allowed. */
function refusalOf(actor: Actor, { newestAt, ofToday, limits }: Past, now: Date): DomainError | undefined {
  const { pause, firstDay, day } = limits
  const rest = pause && newestAt ? pause.seconds - (now.getTime() - newestAt.getTime()) / 1000 : 0
  if (pause && pause.seconds > 0 && rest > 0) return tooMany(pause.code, rest)

  const left = actor.createdAt.getTime() + DAY - now.getTime()
  if (firstDay && left > 0 && ofToday >= firstDay.max) return tooMany(firstDay.code, left / 1000, firstDay.max)
  if (day && ofToday >= day.max) return tooMany(day.code, 3600, day.max)
  return undefined
}

function tooMany(code: ErrorCode, wait: number, max?: number): DomainError {
  const seconds = Math.max(1, Math.ceil(wait))
  return new DomainError('too_many', code, undefined, {
    seconds,
    hours: Math.ceil(seconds / 3600),
    ...(max === undefined ? {} : { max }),
  })
}
