import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { prepare } from '#app/domain/prepare.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import type { Db } from '#db/transaction.ts'

const readerStateOf = prepare((db, viewer, { threadId, now }: { threadId: number; now: Date }) => {
  const me = sql<number>`${viewer?.id ?? null}::bigint`
  return db
    .selectFrom('threads')
    .where('threads.id', '=', threadId)
    .select((eb) => [
      eb
        .exists(
          eb
            .selectFrom('follows')
            .whereRef('follows.threadId', '=', 'threads.id')
            .where('follows.userId', '=', me)
            .where('follows.endedAt', 'is', null)
            .select('follows.id'),
        )
        .as('following'),
      eb
        .exists(
          eb
            .selectFrom('meToos')
            .whereRef('meToos.threadId', '=', 'threads.id')
            .where('meToos.userId', '=', me)
            .select('meToos.id'),
        )
        .as('meToo'),
      sql<number[]>`(select coalesce(json_agg(bookmarks.post_id), '[]') from bookmarks
        join posts on posts.id = bookmarks.post_id
        where bookmarks.user_id = ${me} and posts.thread_id = threads.id)`.as('bookmarked'),
      jsonArrayFrom(
        eb
          .selectFrom('answerings')
          .innerJoin('users', 'users.id', 'answerings.userId')
          .whereRef('answerings.threadId', '=', 'threads.id')
          .where('answerings.expiresAt', '>', now)
          .where('answerings.userId', '<>', me)
          .orderBy('answerings.startedAt')
          .select(['users.id', 'users.name']),
      ).as('answering'),
      jsonArrayFrom(
        eb
          .selectFrom('expertRequests')
          .innerJoin('users', 'users.id', 'expertRequests.userId')
          .whereRef('expertRequests.threadId', '=', 'threads.id')
          .where((or) =>
            or.or([
              or('expertRequests.state', '=', 'accepted'),
              or.and([or('expertRequests.state', '=', 'open'), or('expertRequests.userId', '=', me)]),
            ]),
          )
          .select(['expertRequests.id', 'expertRequests.state', 'users.id as userId', 'users.name']),
      ).as('requests'),
    ])
})

const meTooOfBrowser = prepare((db, _viewer, { threadId, browserKey }: { threadId: number; browserKey: string }) =>
  db
    .selectFrom('meToos')
    .where('threadId', '=', threadId)
    .where('browserKey', '=', browserKey)
    .select(sql<boolean>`true`.as('said')),
)

export type ReaderState = {
  following: boolean
  meToo: boolean
  /** Ids of its posts. */
  bookmarked: number[]
  /** Others who write an answer just now. */
  answering: { id: number; name: string }[]
  /** The expert who has taken it, and whether oneself was asked and has not replied. */
  requests: { id: number; state: string; userId: number; name: string }[]
}

const NONE: ReaderState = { following: false, meToo: false, bookmarked: [], answering: [], requests: [] }

/**
 * What a thread is to this reader and what goes on in it now, in one statement for who is signed in. For a visitor it is
 * none but for their me-too, that is asked for where there are some.
 */
export async function findThreadForReader(
  db: Db,
  viewer: Viewer,
  { threadId, browserKey, now = new Date() }: { threadId: number; browserKey: string | undefined; now?: Date },
): Promise<ReaderState> {
  if (viewer !== null) {
    const [marks] = await readerStateOf(db, viewer, { threadId, now })
    return marks ? { ...marks, following: Boolean(marks.following), meToo: Boolean(marks.meToo) } : NONE
  }
  if (browserKey === undefined) return NONE
  const rows = await meTooOfBrowser(db, null, { threadId, browserKey })
  return { ...NONE, meToo: rows.length > 0 }
}
