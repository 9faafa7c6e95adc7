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
          .select((or) => [
            'users.id',
            'users.name',
            sql<number>`extract(epoch from ${or.ref('answerings.expiresAt')}) * 1000`.as('until'),
          ]),
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

const answeringNow = prepare((db, _viewer, { threadId, now }: { threadId: number; now: Date }) =>
  db
    .selectFrom('answerings')
    .innerJoin('users', 'users.id', 'answerings.userId')
    .where('answerings.threadId', '=', threadId)
    .where('answerings.expiresAt', '>', now)
    .orderBy('answerings.startedAt')
    .select((eb) => [
      'users.id',
      'users.name',
      sql<number>`extract(epoch from ${eb.ref('answerings.expiresAt')})::float8 * 1000`.as('until'),
    ]),
)

const meTooOfBrowser = prepare((db, _viewer, { threadId, browserKey }: { threadId: number; browserKey: string }) =>
  db
    .selectFrom('meToos')
    .where('threadId', '=', threadId)
    .where('browserKey', '=', browserKey)
    .select(sql<boolean>`true`.as('hasMeToo')),
)

export type ReaderState = {
  following: boolean
  meToo: boolean
  /** The ids of its bookmarked posts. */
  bookmarked: number[]
  /** Others who are writing an answer now; `until` is a time in milliseconds, unless they say it again. */
  answering: { id: number; name: string; until: number }[]
  /** The expert who has accepted a request, and whether the reader was asked and has not replied. */
  requests: { id: number; state: string; userId: number; name: string }[]
}

const NONE: ReaderState = { following: false, meToo: false, bookmarked: [], answering: [], requests: [] }

/**
 * What this reader has to do with a thread, and what others do in it now; for a signed-in reader in one statement. A
 * visitor can only have a me-too; this and who is answering are read only when the thread has some.
 */
export async function findThreadForReader(
  db: Db,
  viewer: Viewer,
  {
    threadId,
    browserKey,
    hasAnswerings = true,
    now = new Date(),
  }: { threadId: number; browserKey: string | undefined; hasAnswerings?: boolean; now?: Date },
): Promise<ReaderState> {
  if (viewer !== null) {
    const [state] = await readerStateOf(db, viewer, { threadId, now })
    return state ? { ...state, following: Boolean(state.following), meToo: Boolean(state.meToo) } : NONE
  }
  const [meToos, answering] = await Promise.all([
    browserKey === undefined ? [] : meTooOfBrowser(db, null, { threadId, browserKey }),
    hasAnswerings ? answeringNow(db, null, { threadId, now }) : [],
  ])
  return { ...NONE, meToo: meToos.length > 0, answering }
}
