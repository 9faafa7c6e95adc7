import { sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { moment } from '#app/domain/input.ts'

/** Records that somebody was here, once an hour at most. Experts who have not been here for long get no requests. */
export const recordVisit = command(
  { name: 'user.record_visit', input: z.object({ at: moment }), callers: 'members' },
  async (trx, actor, { at }) => {
    await sql`
      update users set last_seen_at = ${at}
      where id = ${actor.id} and (last_seen_at is null or last_seen_at < ${at}::timestamptz - interval '1 hour')`.execute(
      trx,
    )
  },
)
