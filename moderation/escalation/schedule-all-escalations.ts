import type { Db } from '#db/transaction.ts'
import { scheduleEscalation } from '#moderation/escalation/schedule-escalation.ts'

const BATCH_SIZE = 500

/** Schedules the escalation of every waiting thread, after a change of a policy, a calendar or a category. */
export async function scheduleAllEscalations(db: Db): Promise<void> {
  let last = 0
  for (;;) {
    const batch = await db
      .selectFrom('threads')
      .where('id', '>', last)
      .where((eb) =>
        eb.or([
          eb('escalationDueAt', 'is not', null),
          eb.and([eb('importSource', 'is', null), eb('state', '<>', 'solved'), eb('closedAt', 'is', null)]),
        ]),
      )
      .select('id')
      .orderBy('id')
      .limit(BATCH_SIZE)
      .execute()
    for (const { id } of batch) {
      await scheduleEscalation(db, id)
      last = id
    }
    if (batch.length < BATCH_SIZE) return
  }
}
