import { type SelectQueryBuilder, sql } from 'kysely'
import type { BadgeRule } from '#app/domain/badges/rule.ts'
import type { PostKind } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

// Only posts that everybody may see count for a badge, of people who have not left. A private thread earns nothing.

/** For badges that are earned once, without a post. */
export const NO_POST = sql<number | null>`null::bigint`

const visiblePosts = (db: Db, kind: PostKind) =>
  db
    .selectFrom('posts')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .innerJoin('users', 'users.id', 'posts.authorId')
    .where('posts.kind', '=', kind)
    .where('posts.state', '=', 'visible')
    .where('threads.questionState', '=', 'visible')
    .where('threads.audience', '<>', 'private')
    .where('users.deletedAt', 'is', null)

/** Every question or answer of at least this score, with its author. */
export const postsScoring = (db: Db, kind: 'question' | 'answer', score: number) =>
  visiblePosts(db, kind)
    .where('posts.score', '>=', score)
    .select((eb) => ['posts.authorId as userId', eb.ref('posts.id').$castTo<number | null>().as('postId')])

/** A badge for every question or answer that reaches a score. */
export const scoring = (
  kind: 'question' | 'answer',
  atLeast: number,
): Pick<BadgeRule, 'perPost' | 'score' | 'progress' | 'qualifies'> => ({
  perPost: true,
  score: { kind, atLeast },
  progress: { goal: atLeast, way: kind, have: (db, userId) => bestScoreBelow(db, { kind, userId, below: atLeast }) },
  qualifies: (db) => postsScoring(db, kind, atLeast),
})

/** The highest score of a post of somebody that is below the score needed. */
async function bestScoreBelow(
  db: Db,
  { kind, userId, below }: { kind: 'question' | 'answer'; userId: number; below: number },
): Promise<number> {
  const row = await visiblePosts(db, kind)
    .where('posts.authorId', '=', userId)
    .where('posts.score', '<', below)
    .select((eb) => eb.fn.max('posts.score').as('score'))
    .executeTakeFirst()
  return Math.max(0, row?.score ?? 0)
}

/** A badge for this many accepted answers to the questions of others. */
export const solving = (times: number): Pick<BadgeRule, 'withAcceptance' | 'progress' | 'qualifies'> => ({
  withAcceptance: true,
  progress: {
    goal: times,
    way: 'solved',
    have: (db, userId) => countOf(acceptedAnswers(db).where('posts.authorId', '=', userId)),
  },
  qualifies: (db) => acceptedAuthors(db, times),
})

export async function countOf<Tables, Table extends keyof Tables>(
  query: SelectQueryBuilder<Tables, Table, object>,
): Promise<number> {
  const rows = await query.select(sql<number>`count(*)::integer`.as('count')).execute()
  return (rows[0] as { count: number } | undefined)?.count ?? 0
}

/** Authors of at least this many accepted answers to the questions of others. */
export const acceptedAuthors = (db: Db, times: number) =>
  acceptedAnswers(db)
    .select(['posts.authorId as userId', NO_POST.as('postId')])
    .groupBy('posts.authorId')
    .having((eb) => eb(eb.fn.countAll(), '>=', times))

/** Accepted answers to the questions of others. */
export const acceptedAnswers = (db: Db) =>
  visiblePosts(db, 'answer')
    .whereRef('threads.acceptedAnswerId', '=', 'posts.id')
    .where((eb) => eb.or([eb('threads.authorId', 'is', null), eb('threads.authorId', '<>', eb.ref('posts.authorId'))]))

export const visibleAnswers = (db: Db) => visiblePosts(db, 'answer')
