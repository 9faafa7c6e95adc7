import { recordEvent } from '#app/domain/events/record-event.ts'
import { makeExpert } from '#app/domain/experts/make-expert.ts'
import { listWork } from '#app/domain/experts/queries.ts'
import { EXPERT_RULE, isExpertWork } from '#app/domain/experts/rule.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

const DAY = 86_400_000

/**
 * Every night: whoever has earned it becomes expert of a tag, and whoever has not answered in theirs for 90 days, earned
 * or named, no longer is one. Running it again changes nothing.
 */
export function renewExperts(db: Db, actor: Actor, { now }: { now: Date }): Promise<{ made: number; lapsed: number }> {
  return inTransaction(db, async (trx) => {
    const activeSince = new Date(now.getTime() - EXPERT_RULE.lapseDays * DAY)
    const since = new Date(now.getTime() - EXPERT_RULE.windowDays * DAY)

    const work = await listWork(trx, { since, atLeast: EXPERT_RULE.answers })
    // Somebody who would lapse at once is not made expert first.
    const earned = work.filter((one) => isExpertWork(one) && one.lastAnswerAt > activeSince)
    for (const { userId, tagId } of earned) await makeExpert(trx, actor, { userId, tagId, origin: 'earned', at: now })

    const lapsed = await trx
      .updateTable('grants')
      .set({ revokedAt: now })
      .where('grants.role', '=', 'expert')
      .where('grants.revokedAt', 'is', null)
      .where('grants.createdAt', '<=', activeSince)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('posts')
              .innerJoin('threadTags', 'threadTags.threadId', 'posts.threadId')
              .whereRef('posts.authorId', '=', 'grants.userId')
              .whereRef('threadTags.tagId', '=', 'grants.tagId')
              .where('posts.kind', '=', 'answer')
              .where('posts.state', '=', 'visible')
              .where('posts.createdAt', '>', activeSince)
              .select('posts.id'),
          ),
        ),
      )
      .returning(['grants.userId', 'grants.tagId'])
      .execute()
    for (const { userId, tagId } of lapsed) {
      await recordEvent(
        trx,
        actor,
        'user.revoked',
        { userId },
        { before: { role: 'expert', tagId }, after: { cause: 'lapsed' } },
      )
    }
    return { made: earned.length, lapsed: lapsed.length }
  })
}
