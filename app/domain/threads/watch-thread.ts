import { sql } from 'kysely'
import type { Db } from '#db/transaction.ts'

/** Seconds for which a watch holds unless it is renewed: a process that died does not cost others for longer. */
export const WATCH_SECONDS = 90

/** Says that a web process has these threads open in some browser. Harmless when repeated; renews them. */
export async function watchThreads(db: Db, processId: string, threadIds: number[]): Promise<void> {
  await sql`
    insert into live_watches (thread_id, process_id, expires_at)
    select thread_id, ${processId}::uuid, now() + make_interval(secs => ${WATCH_SECONDS})
    from unnest(${threadIds}::bigint[]) as thread_id
    order by thread_id
    on conflict (thread_id, process_id) do update set expires_at = excluded.expires_at`.execute(db)
}

/** Says that nobody there has the thread open any more; clears away what dead processes left. */
export async function unwatchThread(db: Db, processId: string, threadId: number): Promise<void> {
  await db
    .deleteFrom('liveWatches')
    .where((eb) =>
      eb.or([
        eb.and([eb('processId', '=', processId), eb('threadId', '=', threadId)]),
        eb('expiresAt', '<', sql<Date>`now()`),
      ]),
    )
    .execute()
}

/** Whether anything happened in a thread since a moment, for a page that was loaded then. */
export async function hasChangedSince(db: Db, threadId: number, since: Date): Promise<boolean> {
  const row = await db
    .selectFrom('events')
    .where('threadId', '=', threadId)
    .where('createdAt', '>', since)
    .select('id')
    .limit(sql.lit(1))
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Who may notice that something happened to a post: everybody who reads the thread, staff (a note, a withheld post), or
 * staff and the asker (a private reply).
 */
export async function findHearers(db: Db, postId: number): Promise<'everybody' | 'staff' | 'staff_and_asker'> {
  const post = await db
    .selectFrom('posts')
    .leftJoin('posts as parent', 'parent.id', 'posts.parentId')
    .where('posts.id', '=', postId)
    .select(['posts.kind', 'posts.state', 'parent.kind as parentKind', 'parent.state as parentState'])
    .executeTakeFirst()
  if (!post) return 'staff'
  const kinds = [post.kind, post.parentKind ?? 'question']
  if (kinds.includes('private_reply')) return 'staff_and_asker'
  const withheld = [post.state, post.parentState].includes('pending')
  return withheld || kinds.includes('note') || kinds.includes('expert_note') ? 'staff' : 'everybody'
}
