import { sql } from 'kysely'
import { z } from 'zod'
import { BADGES } from '#app/domain/badges/badges.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'
import { command } from '#app/domain/command.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Awards the badges that are earned and not awarded yet, to one person or to all. With a post, rules that are earned
 * per post check that post only. Running it again changes nothing: a badge is awarded once, or once for each post or
 * calendar year.
 */
export const evaluateBadges = command(
  { name: 'badge.evaluate', input: z.object({ userId: id.optional(), postId: id.optional() }), callers: 'system' },
  async (trx, actor, { userId, postId }) => {
    for (const rule of BADGES) {
      if (rule.withAcceptance) await withdraw(trx, actor, rule, userId)
      await award(trx, actor, rule, { userId, postId })
    }
  },
)

const NONE = 0

async function award(
  trx: Trx,
  actor: Actor,
  rule: BadgeRule,
  { userId, postId }: { userId?: number; postId?: number },
): Promise<void> {
  const awarded = await trx
    .insertInto('awards')
    .columns(['badge', 'userId', 'postId', 'period'])
    .expression(
      trx
        .selectFrom(rule.qualifies(trx).as('earned'))
        .$if(userId !== undefined, (query) => query.where('earned.userId', '=', userId ?? NONE))
        .$if(postId !== undefined && rule.perPost === true, (query) =>
          query.where('earned.postId', '=', postId ?? NONE),
        )
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
    .where('awards.badge', '=', rule.id)
    .where('awards.importSource', 'is', null)
    .$if(userId !== undefined, (query) => query.where('awards.userId', '=', userId ?? NONE))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom(rule.qualifies(trx).as('earned'))
            .whereRef('earned.userId', '=', 'awards.userId')
            .where(sql<boolean>`earned.post_id is not distinct from awards.post_id`)
            .select('earned.userId'),
        ),
      ),
    )
    .returning(['awards.userId', 'awards.postId'])
    .execute()
  for (const badge of withdrawn) {
    const subject = { userId: badge.userId, postId: badge.postId }
    recordEvent(trx, actor, 'badge.withdrawn', subject, { before: { badge: rule.id } })
  }
}
