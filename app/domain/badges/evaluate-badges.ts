import { sql } from 'kysely'
import { z } from 'zod'
import { BADGES } from '#app/domain/badges/badges.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'
import { command, commandWithoutTransaction } from '#app/domain/command.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import { type Swept, sweepRows, sweepSteps } from '#app/domain/sweeps/sweep-rows.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Db, Trx } from '#db/transaction.ts'

/**
 * Awards the badges that are earned and not awarded yet, to one person or to all. With a post, rules that are earned
 * per post check that post only. Running it again changes nothing: a badge is awarded once, or once for each post or
 * calendar year.
 */
export const evaluateBadges = command(
  { name: 'badge.evaluate', input: z.object({ userId: id.optional(), postId: id.optional() }), callers: 'system' },
  async (trx, actor, one) => {
    for (const rule of BADGES) await evaluateRule(trx, actor, rule, one)
  },
)

/** Every night: the same for everybody, rule by rule, each person in a transaction of their own. */
export const evaluateAllBadges = commandWithoutTransaction(
  { name: 'badge.evaluate_all', input: z.object({}), callers: 'system' },
  (db, actor): Promise<Swept> => {
    const steps = BADGES.map((rule) => {
      const sweep = { name: `badges.evaluate_all ${rule.id}`, subject: (userId: number) => `user ${userId}` }
      const run = async () =>
        sweepRows(db, sweep, await listConcerned(db, rule), async (trx, userId) => {
          await evaluateRule(trx, actor, rule, { userId })
          return true
        })
      return [rule.id, run] as const
    })
    return sweepSteps(db, 'badges.evaluate_all', Object.fromEntries(steps))
  },
)

type Whose = { userId?: number | undefined; postId?: number | undefined }

async function evaluateRule(trx: Trx, actor: Actor, rule: BadgeRule, { userId, postId }: Whose): Promise<void> {
  if (rule.withAcceptance) await withdraw(trx, actor, rule, userId)
  await award(trx, actor, rule, { userId, postId })
}

/** Everybody for whom a rule has something to award or to withdraw. */
async function listConcerned(db: Db, rule: BadgeRule): Promise<number[]> {
  const earned = await notAwarded(db, rule, {}).select('earned.userId').distinct().execute()
  const lost = rule.withAcceptance ? await notEarned(db, rule).select('awards.userId').distinct().execute() : []
  return [...new Set([...earned, ...lost].flatMap(({ userId }) => userId ?? []))].sort((a, b) => a - b)
}

/** What qualifies for a badge and has none yet. */
const notAwarded = (db: Db, rule: BadgeRule, { userId, postId }: Whose) =>
  db
    .selectFrom(rule.qualifies(db).as('earned'))
    .$if(userId !== undefined, (query) => query.where('earned.userId', '=', userId ?? NONE))
    .$if(postId !== undefined && rule.perPost === true, (query) => query.where('earned.postId', '=', postId ?? NONE))
    // A person whose badge was imported already has it.
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('awards')
            .where('awards.badge', '=', rule.id)
            .whereRef('awards.userId', '=', 'earned.userId')
            .where(sql<boolean>`awards.post_id is not distinct from earned.post_id`)
            .$if(rule.perYear === true, (query) => query.where(sql<boolean>`awards.period = earned.period`))
            .select('awards.id'),
        ),
      ),
    )
    .where('earned.userId', 'is not', null)

/** Awards of a badge that nothing qualifies for any more. */
const notEarned = (db: Db, rule: BadgeRule) =>
  db
    .selectFrom('awards')
    .where('awards.badge', '=', rule.id)
    .where('awards.importSource', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom(rule.qualifies(db).as('earned'))
            .whereRef('earned.userId', '=', 'awards.userId')
            .where(sql<boolean>`earned.post_id is not distinct from awards.post_id`)
            .select('earned.userId'),
        ),
      ),
    )

const NONE = 0

async function award(trx: Trx, actor: Actor, rule: BadgeRule, whose: Whose): Promise<void> {
  const awarded = await trx
    .insertInto('awards')
    .columns(['badge', 'userId', 'postId', 'period'])
    .expression(
      notAwarded(trx, rule, whose)
        .orderBy('earned.userId')
        .select((eb) => [
          eb.val(rule.id).as('badge'),
          eb.ref('earned.userId').$notNull().as('userId'),
          'earned.postId',
          (rule.perYear ? sql.ref<string>('earned.period') : sql<string | null>`null::text`).as('period'),
        ]),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning(['userId', 'postId'])
    .execute()

  for (const badge of awarded) {
    const subject = { userId: badge.userId, postId: badge.postId }
    recordEvent(trx, actor, 'badge.awarded', subject, { after: { badge: rule.id } })
  }
}

async function withdraw(trx: Trx, actor: Actor, rule: BadgeRule, userId?: number): Promise<void> {
  const withdrawn = await trx
    .deleteFrom('awards')
    .where('awards.id', 'in', () =>
      notEarned(trx, rule)
        .$if(userId !== undefined, (query) => query.where('awards.userId', '=', userId ?? NONE))
        .select('awards.id'),
    )
    .returning(['awards.userId', 'awards.postId'])
    .execute()
  for (const badge of withdrawn) {
    const subject = { userId: badge.userId, postId: badge.postId }
    recordEvent(trx, actor, 'badge.withdrawn', subject, { before: { badge: rule.id } })
  }
}
