import { sql } from 'kysely'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Somebody was here; written down once an hour at most. Whoever is not here for long is asked nothing. */
export function noteVisit(db: Db, actor: Actor, { at = new Date() } = {}): Promise<void> {
  return inTransaction(db, async (trx) => {
    await sql`
      update users set last_seen_at = ${at}
      where id = ${actor.id} and (last_seen_at is null or last_seen_at < ${at}::timestamptz - interval '1 hour')`.execute(
      trx,
    )
  })
}
