import { readRows, type Swept, sweepRows } from '#app/domain/sweeps/sweep-rows.ts'
import type { Db } from '#db/transaction.ts'
import { scheduleEscalation } from '#moderation/escalation/schedule-escalation.ts'

const BATCH_SIZE = 500

/** Schedules the escalation of every waiting thread, after a change of a policy, a calendar or a category. */
export function scheduleAllEscalations(db: Db): Promise<Swept> {
  const waiting = readRows((after) =>
    db
      .selectFrom('threads')
      .where('id', '>', after)
      .where((eb) =>
        eb.or([
          eb('escalationDueAt', 'is not', null),
          eb.and([eb('importSource', 'is', null), eb('state', '<>', 'solved'), eb('closedAt', 'is', null)]),
        ]),
      )
      .select('id')
      .orderBy('id')
      .limit(BATCH_SIZE)
      .execute(),
  )
  const sweep = { name: 'escalation.schedule_all', subject: ({ id }: { id: number }) => `thread ${id}` }
  return sweepRows(db, sweep, waiting, (trx, { id }) => scheduleEscalation(trx, id))
}
