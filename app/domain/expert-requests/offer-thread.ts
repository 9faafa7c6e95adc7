import { sql } from 'kysely'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { expertOrder } from '#app/domain/expert-requests/expert-order.ts'
import { type ExpertCandidate, listAskable } from '#app/domain/expert-requests/queries.ts'
import type { ExpertRule } from '#app/domain/experts/expert-rule.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

const OFFER_LOCK = 1_702_131_321

/**
 * Offers a thread to experts of its tags who were not asked yet: as many as wanted, by score, then by who visited last.
 * The whole forum makes one offer at a time, since each offer changes the scores for the next. The caller holds the
 * lock of the thread.
 */
export async function offerThread(
  trx: Trx,
  actor: Actor,
  threadId: number,
  { wave, most, rule, now }: { wave: 1 | 2; most: number; rule: ExpertRule; now: Date },
): Promise<number> {
  await sql`select pg_advisory_xact_lock(${OFFER_LOCK})`.execute(trx)
  const askable = (await listAskable(trx, { threadId, now, awayDays: rule.awayDays }))
    .filter((expert) => expert.askedToday < rule.askedADay)
    .sort(byLoad)
    .slice(0, most)

  for (const { userId } of askable) {
    await trx.insertInto('expertRequests').values({ threadId, userId, wave, askedAt: now }).execute()
    recordEvent(trx, actor, 'expert.requested', { threadId, userId })
  }
  return askable.length
}

/** Exported for its test. */
export const byLoad = (a: ExpertCandidate, b: ExpertCandidate): number =>
  expertOrder(b) - expertOrder(a) || b.lastSeenAt.getTime() - a.lastSeenAt.getTime() || a.userId - b.userId
