import { sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { moment } from '#app/domain/input.ts'

/** Somebody was here; written down once an hour at most. Whoever is not here for long is asked nothing. */
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
