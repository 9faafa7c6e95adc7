import { DomainError } from '#app/domain/errors.ts'
import { holdPosting } from '#app/domain/posts/hold-posting.ts'
import { parseSetting } from '#app/domain/settings/get-setting.ts'
import type { Setting } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isModerator, isSystem } from '#app/domain/users/roles.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

const DAY = 86_400_000

const TOO_SOON = {
  question: { code: 'pace.question' },
  answer: { code: 'pace.answer' },
  comment: { code: 'pace.comment' },
}

type Kind = 'question' | 'answer' | 'comment'

/**
 * Does the work of posting, unless the same person posted the like of it a moment ago or often enough today: then
 * nothing of it has happened. What was sent twice is one post and no haste. Moderators and staff are not held back, nor
 * is what does not come through here, imports and mails. Throws too_many `pace.…` with the seconds to wait.
 * Source: the rules of the forum, "Moderation" and "Asking".
 */
export function atPace<Posted extends { id: number }>(
  db: Db,
  actor: Actor,
  kind: Kind,
  /** Gives the post, or of a question its thread. */
  work: (trx: Trx) => Promise<Posted>,
  { now = new Date() } = {},
): Promise<Posted> {
  return inTransaction(db, async (trx) => {
    if (isModerator(actor) || isSystem(actor)) return work(trx)
    await holdPosting(trx, actor)
    const posted = await work(trx)
    await check(trx, actor, kind, { postedId: posted.id, now })
    return posted
  })
}

async function check(
  trx: Trx,
  actor: Actor,
  kind: Kind,
  { postedId, now }: { postedId: number; now: Date },
): Promise<void> {
  const { other, ofToday, setting } = await lookBack(trx, actor, kind, { postedId, now })
  // What was sent twice is older, and was asked for its pace when it was new.
  if (other && other.id > postedId) return

  const wait = secondsBetween(setting, kind, actor)
  const rest = other ? wait - (now.getTime() - other.createdAt.getTime()) / 1000 : 0
  if (rest > 0) throw tooMany(TOO_SOON[kind].code, rest)

  const isFirstDay = now.getTime() - actor.createdAt.getTime() < DAY
  const firstDay = {
    question: { code: 'pace.first_day_question', max: setting.firstDayQuestions },
    answer: { code: 'pace.first_day_answer', max: setting.firstDayAnswers },
    comment: null,
  }[kind]
  if (isFirstDay && firstDay && ofToday > firstDay.max) {
    const left = (actor.createdAt.getTime() + DAY - now.getTime()) / 1000
    throw tooMany(firstDay.code, left, firstDay.max)
  }
  if (kind === 'question' && ofToday > setting.questionsADay) {
    throw tooMany('pace.question_day', 3600, setting.questionsADay)
  }
}

/** The setting, their last post of this kind beside the one just written, and how many of a day's length there are. */
async function lookBack(
  trx: Trx,
  actor: Actor,
  kind: Kind,
  { postedId, now }: { postedId: number; now: Date },
): Promise<{ setting: Setting<'pace'>; other: { id: number; createdAt: Date } | undefined; ofToday: number }> {
  const id = kind === 'question' ? 'threadId' : 'id'
  const own = trx.selectFrom('posts').where('authorId', '=', actor.id).where('kind', '=', kind)
  const { otherId, createdAt, ofToday, setting } = await trx
    .selectFrom(
      own
        .where('createdAt', '>=', new Date(now.getTime() - DAY))
        .select((eb) => eb.fn.countAll<number>().as('ofToday'))
        .as('today'),
    )
    .leftJoin(
      own
        .where(id, '<>', postedId)
        .orderBy('createdAt', 'desc')
        .select([`${id} as otherId`, 'createdAt'])
        .limit(1)
        .as('other'),
      (join) => join.onTrue(),
    )
    .select((eb) => [
      'ofToday',
      'otherId',
      'other.createdAt',
      eb.selectFrom('settings').where('name', '=', 'pace').select('value').as('setting'),
    ])
    .executeTakeFirstOrThrow()
  const other = otherId === null || createdAt === null ? undefined : { id: otherId, createdAt }
  return { setting: parseSetting('pace', setting), other, ofToday }
}

function secondsBetween(setting: Setting<'pace'>, kind: Kind, actor: Actor): number {
  const isNew = actor.reputation < setting.newBelowPoints
  if (kind === 'question') return isNew ? setting.questionSecondsNew : setting.questionSeconds
  if (kind === 'answer') return isNew ? setting.answerSecondsNew : setting.answerSeconds
  return isNew ? setting.commentSecondsNew : setting.commentSeconds
}

function tooMany(code: string, wait: number, max?: number): DomainError {
  const seconds = Math.max(1, Math.ceil(wait))
  return new DomainError('too_many', code, undefined, {
    seconds,
    hours: Math.ceil(seconds / 3600),
    ...(max === undefined ? {} : { max }),
  })
}
