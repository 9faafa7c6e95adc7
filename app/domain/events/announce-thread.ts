import { sql } from 'kysely'
import type { Verb } from '#app/domain/events/verbs.ts'
import { leave, type Outbox, type Trx } from '#db/transaction.ts'

/** The channel on which web processes receive that an open thread has changed. */
export const THREAD_CHANNEL = 'entraide_threads'

/**
 * What changed. A new score is part of the message; everything else is looked up for each reader, who may not see all
 * of it.
 */
export type Announcement = { threadId: number; postId?: number | null; verb?: Verb | 'answering'; score?: number }

const noticesLeft: Outbox<Announcement> = {
  order: 3,
  async write(trx, notices) {
    const threadIds = notices.map((notice) => notice.threadId)
    await sql`
      select pg_notify(${THREAD_CHANNEL}, notice)
      from unnest(${threadIds}::bigint[], ${notices.map((notice) => JSON.stringify(notice))}::text[])
        as left_behind (about_thread_id, notice)
      where exists (select from live_watches where thread_id = about_thread_id and expires_at > now())`.execute(trx)
  },
}

/**
 * Notifies the web processes, after the transaction commits, that a thread has changed. PostgreSQL commits transactions
 * that notify one after the other, so only threads that are open in a browser are announced.
 */
export function announceThread(trx: Trx, announcement: Announcement): void {
  leave(trx, noticesLeft, announcement)
}
