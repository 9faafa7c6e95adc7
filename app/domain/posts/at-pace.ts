import { sql } from 'kysely'
import { DomainError } from '#app/domain/errors.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Setting } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isModerator, isSystem } from '#app/domain/users/roles.ts'
import type { ErrorCode } from '#app/messages/keys.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

const PACE_LOCK = 1_702_131_320
const DAY = 86_400_000

const TOO_SOON = {
  question: { code: 'pace.question' },
  answer: { code: 'pace.answer' },
  comment: { code: 'pace.comment' },
} as const

type Kind = 'question' | 'answer' | 'comment'

/**
 * Does the work of posting, unless the same person posted the like of it a moment ago or often enough today: then
 * nothing of it has happened. What was sent twice is one post and no haste. Moderators and staff are not held back, nor
 * is what does not come through here, imports and mails. Throws too_many `pace.…` with the seconds to wait.
 * Source: the rules of the forum, "Moderation" and "Asking".
 */
export function atPace<Result>(
  db: Db,
  actor: Actor,
  kind: Kind,
  work: (trx: Trx) => Promise<Result>,
  { now = new Date() } = {},
): Promise<Result> {
  return inTransaction(db, async (trx) => {
    if (isModerator(actor) || isSystem(actor)) return work(trx)
    // Two at one moment come one after the other, or neither would see the other.
    await sql`select pg_advisory_xact_lock(${PACE_LOCK}, ${actor.id % 2 ** 31}::integer)`.execute(trx)
    const before = await newestOf(trx, actor, kind)
    const result = await work(trx)
    const after = await newestOf(trx, actor, kind)
    if (after?.id !== before?.id) await check(trx, actor, kind, { before, now })
    return result
  })
}

const newestOf = (trx: Trx, actor: Actor, kind: Kind) =>
  trx
    .selectFrom('posts')
    .where('authorId', '=', actor.id)
    .where('kind', '=', kind)
    .orderBy('id', 'desc')
    .select(['id', 'createdAt'])
    .limit(1)
    .executeTakeFirst()

async function check(
  trx: Trx,
  actor: Actor,
  kind: Kind,
  { before, now }: { before: { createdAt: Date } | undefined; now: Date },
): Promise<void> {
  const setting = await getSetting(trx, 'pace')
  const wait = secondsBetween(setting, kind, actor)
  const rest = before ? wait - (now.getTime() - before.createdAt.getTime()) / 1000 : 0
  if (rest > 0) throw tooMany(TOO_SOON[kind].code, rest)

  const isFirstDay = now.getTime() - actor.createdAt.getTime() < DAY
  const firstDays = {
    question: { code: 'pace.first_day_question', max: setting.firstDayQuestions },
    answer: { code: 'pace.first_day_answer', max: setting.firstDayAnswers },
    comment: null,
  } as const
  const firstDay = firstDays[kind]
  if (isFirstDay && firstDay && (await countSince(trx, actor, kind, actor.createdAt)) > firstDay.max) {
    const left = (actor.createdAt.getTime() + DAY - now.getTime()) / 1000
    throw tooMany(firstDay.code, left, firstDay.max)
  }
  const since = new Date(now.getTime() - DAY)
  if (kind === 'question' && (await countSince(trx, actor, kind, since)) > setting.questionsADay) {
    throw tooMany('pace.question_day', 3600, setting.questionsADay)
  }
}

function secondsBetween(setting: Setting<'pace'>, kind: Kind, actor: Actor): number {
  const isNew = actor.reputation < setting.newBelowPoints
  if (kind === 'question') return isNew ? setting.questionSecondsNew : setting.questionSeconds
  if (kind === 'answer') return isNew ? setting.answerSecondsNew : setting.answerSeconds
  return isNew ? setting.commentSecondsNew : setting.commentSeconds
}

async function countSince(trx: Trx, actor: Actor, kind: Kind, since: Date): Promise<number> {
  const { count } = await trx
    .selectFrom('posts')
    .where('authorId', '=', actor.id)
    .where('kind', '=', kind)
    .where('createdAt', '>=', since)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

function tooMany(code: ErrorCode, wait: number, max?: number): DomainError {
  const seconds = Math.max(1, Math.ceil(wait))
  return new DomainError('too_many', code, undefined, {
    seconds,
    hours: Math.ceil(seconds / 3600),
    ...(max === undefined ? {} : { max }),
  })
}
