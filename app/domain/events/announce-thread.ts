import { sql } from 'kysely'
import type { Trx } from '#db/transaction.ts'

/** The channel on which web processes hear that a thread which somebody has open has changed. */
export const THREAD_CHANNEL = 'entraide_threads'

/** What changed; a new score says itself, everything else is looked up by whoever may see it. */
export type Announcement = { threadId: number; postId?: number | null; verb?: string; score?: number }

/**
 * Tells the web processes, once the transaction is committed, that a thread has changed. PostgreSQL commits
 * transactions that notify one after the other, so only threads that are open in a browser are worth it.
 */
export async function announceThread(trx: Trx, announcement: Announcement): Promise<void> {
  await sql`
    select pg_notify(${THREAD_CHANNEL}, ${JSON.stringify(announcement)})
    where exists (
      select from live_watches where thread_id = ${announcement.threadId} and expires_at > now()
    )`.execute(trx)
}
