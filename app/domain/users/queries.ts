import { type SqlBool, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { notFound } from '#app/domain/errors.ts'
import { visibleTo } from '#app/domain/threads/visibility.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import type { Db } from '#db/transaction.ts'

/** A person's public page; an e-mail address is never part of it. Throws `user.not_found`. */
export function getProfile(db: Db, userId: number) {
  return db
    .selectFrom('users')
    .where('users.id', '=', userId)
    .where('users.deletedAt', 'is', null)
    .where('users.kind', '=', 'person')
    .select((eb) => [
      'users.id',
      'users.name',
      'users.aboutHtml',
      'users.website',
      'users.location',
      'users.reputation',
      'users.createdAt',
      'users.lastSeenAt',
      'users.suspendedUntil',
      jsonArrayFrom(
        eb
          .selectFrom('grants')
          .leftJoin('tags', 'tags.id', 'grants.tagId')
          .whereRef('grants.userId', '=', 'users.id')
          .where('grants.revokedAt', 'is', null)
          .where((or) => or.or([or('grants.expiresAt', 'is', null), or('grants.expiresAt', '>', sql<Date>`now()`)]))
          .select(['grants.role', 'tags.name as tag']),
      ).as('grants'),
      jsonArrayFrom(
        eb
          .selectFrom('awards')
          .leftJoin('tags', 'tags.id', 'awards.tagId')
          .whereRef('awards.userId', '=', 'users.id')
          .groupBy(['awards.badge', 'tags.name'])
          .select(['awards.badge', 'tags.name as tag', sql<number>`count(*)::integer`.as('count')]),
      ).as('awards'),
      eb
        .selectFrom('posts')
        .innerJoin('threads', 'threads.id', 'posts.threadId')
        .whereRef('posts.authorId', '=', 'users.id')
        .where('posts.kind', '=', 'answer')
        .where('posts.state', '=', 'visible')
        .where('threads.questionState', '=', 'visible')
        .where('threads.audience', '=', 'public')
        .select((count) => count.fn.countAll<number>().as('count'))
        .as('answerCount'),
      eb
        .selectFrom('threads')
        .whereRef('threads.authorId', '=', 'users.id')
        .where('threads.questionState', '=', 'visible')
        .where('threads.audience', '=', 'public')
        .select((count) => count.fn.countAll<number>().as('count'))
        .as('questionCount'),
      eb
        .selectFrom('threads')
        .innerJoin('posts', 'posts.id', 'threads.acceptedAnswerId')
        .whereRef('posts.authorId', '=', 'users.id')
        .where('threads.questionState', '=', 'visible')
        .where('threads.audience', '=', 'public')
        .select((count) => count.fn.countAll<number>().as('count'))
        .as('acceptedCount'),
    ])
    .executeTakeFirstOrThrow(() => notFound('user'))
}

/** A person's best answers that the viewer may see. */
export function listAnswersOf(db: Db, viewer: Viewer, userId: number, { limit = 20 } = {}) {
  return db
    .selectFrom('posts')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .where(visibleTo(viewer))
    .where('threads.questionState', '=', 'visible')
    .where('threads.audience', '<>', 'private')
    .where('posts.authorId', '=', userId)
    .where('posts.kind', '=', 'answer')
    .where('posts.state', '=', 'visible')
    .select([
      'posts.id',
      'posts.score',
      'posts.createdAt',
      'threads.id as threadId',
      'threads.title',
      'threads.acceptedAnswerId',
    ])
    .orderBy('posts.score', 'desc')
    .orderBy('posts.id', 'desc')
    .limit(limit)
    .execute()
}

// Everybody reads a ledger: it names what everybody may see, and nobody's downvotes.
const mayBeNamed = sql<SqlBool>`threads.question_state = 'visible' and threads.audience = 'public'
  and posts.state = 'visible' and reputation_entries.kind <> 'downvote_cast'`

/** The ledger of a person, newest first: what each point was for. */
export function listReputation(db: Db, userId: number, { limit = 30 } = {}) {
  return db
    .selectFrom('reputationEntries')
    .leftJoin('posts', 'posts.id', 'reputationEntries.postId')
    .leftJoin('threads', 'threads.id', 'posts.threadId')
    .where('reputationEntries.userId', '=', userId)
    .select([
      'reputationEntries.id',
      'reputationEntries.kind',
      'reputationEntries.points',
      'reputationEntries.createdAt',
      'reputationEntries.reversedAt',
      'reputationEntries.articleId',
      sql<number | null>`case when ${mayBeNamed} then posts.id end`.as('postId'),
      sql<number | null>`case when ${mayBeNamed} then threads.id end`.as('threadId'),
      sql<string | null>`case when ${mayBeNamed} then threads.title end`.as('title'),
    ])
    .orderBy('reputationEntries.createdAt', 'desc')
    .orderBy('reputationEntries.id', 'desc')
    .limit(limit)
    .execute()
}

/** Members by reputation, or those whose name is like what was typed. */
export function listMembers(db: Db, { name, limit = 60 }: { name?: string; limit?: number } = {}) {
  return db
    .selectFrom('users')
    .where('deletedAt', 'is', null)
    .where('kind', '=', 'person')
    .$if(Boolean(name), (query) => query.where('name', 'ilike', `%${(name ?? '').replace(/[%_\\]/g, '\\$&')}%`))
    .select(['id', 'name', 'reputation', 'location', 'createdAt'])
    .orderBy('reputation', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** What a person may change of themselves. */
export function getOwnProfile(db: Db, userId: number) {
  return db
    .selectFrom('users')
    .where('id', '=', userId)
    .select(['name', 'about', 'location', 'website', 'locale', 'theme'])
    .executeTakeFirstOrThrow(() => notFound('user'))
}
