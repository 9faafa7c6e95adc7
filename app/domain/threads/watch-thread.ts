import { sql } from 'kysely'
import { isNoticedByReaders, type Verb } from '#app/domain/events/verbs.ts'
import type { Db } from '#db/transaction.ts'

/** Seconds for which a watch is valid unless it is renewed, so that a process that died costs the others no longer. */
export const WATCH_SECONDS = 90

/** Records that a browser of a web process has these threads open; repeating it renews the watch. */
export async function watchThreads(db: Db, processId: string, threadIds: number[]): Promise<void> {
  await sql`
    insert into live_watches (thread_id, process_id, expires_at)
    select thread_id, ${processId}::uuid, now() + make_interval(secs => ${WATCH_SECONDS})
    from unnest(${threadIds}::bigint[]) as thread_id
    order by thread_id
    on conflict (thread_id, process_id) do update set expires_at = excluded.expires_at`.execute(db)
}

/** Records that no browser of the process has the thread open any more; deletes the rows of dead processes too. */
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

/** Deleting or hiding a post is announced to those who could see the post. */
const TAKES_AWAY: ReadonlySet<string> = new Set<Verb>(['post.deleted', 'post.hidden'])

export type Listeners = 'everybody' | 'moderators' | 'staff' | 'staff_and_asker'

/**
 * Who may notice an event: everybody who reads the thread (somebody is answering, too); or moderators, staff among them (a
 * flag, a change of a post that is not shown); or staff (a note); or staff and the asker (a private reply).
 */
export async function findListeners(
  db: Db,
  { verb = '', postId }: { verb?: string | undefined; postId?: number | null | undefined },
): Promise<Listeners> {
  if (verb === 'answering') return 'everybody'
  if (!isNoticedByReaders(verb)) return 'moderators'
  if (!postId) return 'everybody'
  const post = await db
    .selectFrom('posts')
    .leftJoin('posts as parent', 'parent.id', 'posts.parentId')
    .where('posts.id', '=', postId)
    .select(['posts.kind', 'posts.state', 'parent.kind as parentKind', 'parent.state as parentState'])
    .executeTakeFirst()
  return post ? listenersOf(verb, post) : 'moderators'
}

type PostFacts = { kind: string; state: string; parentKind: string | null; parentState: string | null }

function listenersOf(verb: string, post: PostFacts): Listeners {
  const kinds = [post.kind, post.parentKind ?? 'question']
  if (kinds.includes('private_reply')) return 'staff_and_asker'
  if (kinds.includes('note') || kinds.includes('expert_note')) return 'staff'
  const shown = post.state === 'visible' || (TAKES_AWAY.has(verb) && post.state !== 'pending')
  return shown && (post.parentState ?? 'visible') === 'visible' ? 'everybody' : 'moderators'
}

const LOOKED_AT = 200

/**
 * Whether something that this reader may notice happened in a thread since a moment, for a page that was loaded then.
 */
export async function hasChangedSince(
  db: Db,
  threadId: number,
  { since, reaches }: { since: Date; reaches: (listeners: Listeners) => boolean },
): Promise<boolean> {
  const events = await db
    .selectFrom('events')
    .leftJoin('posts', 'posts.id', 'events.postId')
    .leftJoin('posts as parent', 'parent.id', 'posts.parentId')
    .where('events.threadId', '=', threadId)
    .where('events.createdAt', '>', since)
    .select(['events.verb', 'posts.kind', 'posts.state', 'parent.kind as parentKind', 'parent.state as parentState'])
    .orderBy('events.id', 'desc')
    .limit(sql.lit(LOOKED_AT))
    .execute()
  return events.some(({ verb, kind, state, ...parent }) => {
    if (!isNoticedByReaders(verb)) return reaches('moderators')
    return reaches(kind === null || state === null ? 'everybody' : listenersOf(verb, { kind, state, ...parent }))
  })
}
