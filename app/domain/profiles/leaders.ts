import { type SqlBool, sql } from 'kysely'
import type { LeaderPeriod } from '#app/domain/profiles/leader-periods.ts'
import { DAILY_CAP } from '#app/domain/reputation/ledger.ts'
import type { LooksLike } from '#app/domain/users/name-likeness.ts'
import type { Db } from '#db/transaction.ts'

const LEADERS = 30
const DAYS: Record<Exclude<LeaderPeriod, 'all'>, number> = { week: 7, month: 30, quarter: 90 }
const DAY = 86_400_000

/** The first UTC day that counts: today and the days before it, as many as the period has. */
export function firstDayOf(period: Exclude<LeaderPeriod, 'all'>, now: Date): string {
  return new Date(now.getTime() - (DAYS[period] - 1) * DAY).toISOString().slice(0, 10)
}

const HERE = sql<SqlBool>`users.kind = 'person' and users.deleted_at is null
  and (users.suspended_until is null or users.suspended_until <= now())`

/**
 * Who earned most points in a period, at most 30, with the daily cap applied as in their totals. People who left, are
 * suspended or lost more than they earned are left out. With equal points, the older account comes first.
 */
export function listLeaders(
  db: Db,
  { period, now, limit = LEADERS }: { period: LeaderPeriod; now: Date; limit?: number },
): Promise<Leader[]> {
  if (period === 'all') {
    return db
      .selectFrom('users')
      .where(HERE)
      .where('users.reputation', '>', 1)
      .select(['users.id', 'users.name', 'users.reputation', 'users.reputation as points', 'users.looksLike'])
      .orderBy('users.reputation', 'desc')
      .orderBy('users.id')
      .limit(sql.lit(limit))
      .execute()
  }
  const earned = sql<number>`sum(least(${sql.lit(DAILY_CAP)}, reputation_days.capped_points) + reputation_days.exempt_points)::integer`
  return db
    .selectFrom(
      db
        .selectFrom('reputationDays')
        .where('reputationDays.day', '>=', firstDayOf(period, now))
        .groupBy('reputationDays.userId')
        .select(['reputationDays.userId', earned.as('points')])
        .having(earned, '>', 0)
        .as('earned'),
    )
    .innerJoin('users', 'users.id', 'earned.userId')
    .where(HERE)
    .select(['users.id', 'users.name', 'users.reputation', 'earned.points', 'users.looksLike'])
    .orderBy('earned.points', 'desc')
    .orderBy('users.id')
    .limit(sql.lit(limit))
    .execute()
}
export type Leader = { id: number; name: string; reputation: number; points: number; looksLike: LooksLike | null }

/**
 * Whose answers in a tag, written in a period, are the best: by the sum of their scores, then accepted answers, then
 * answers, then the older account. Only what everybody may see counts.
 */
export function listTagLeaders(
  db: Db,
  { tagId, period, now, limit = LEADERS }: { tagId: number; period: LeaderPeriod; now: Date; limit?: number },
): Promise<TagLeader[]> {
  const work = db
    .selectFrom('threadTags')
    .innerJoin('threads', 'threads.id', 'threadTags.threadId')
    .innerJoin('posts', 'posts.threadId', 'threads.id')
    .where('threadTags.tagId', '=', tagId)
    .where('threads.questionState', '=', sql.lit('visible'))
    .where('threads.audience', '=', sql.lit('public'))
    .where('posts.kind', '=', sql.lit('answer'))
    .where('posts.state', '=', sql.lit('visible'))
    // Answers to the own question do not count.
    .where(sql<SqlBool>`posts.author_id is distinct from threads.author_id`)
    .$if(period !== 'all', (query) =>
      query.where('posts.createdAt', '>=', new Date(`${firstDayOf(period as 'week', now)}T00:00:00Z`)),
    )
    .groupBy('posts.authorId')
    .select((eb) => [
      'posts.authorId as userId',
      eb.cast<number>(eb.fn.sum('posts.score'), 'integer').as('score'),
      eb.cast<number>(eb.fn.countAll(), 'integer').as('answers'),
      eb
        .cast<number>(eb.fn.countAll().filterWhereRef('threads.acceptedAnswerId', '=', 'posts.id'), 'integer')
        .as('accepted'),
    ])
  return db
    .selectFrom(work.as('work'))
    .innerJoin('users', 'users.id', 'work.userId')
    .where(HERE)
    .where('work.score', '>', 0)
    .select([
      'users.id',
      'users.name',
      'users.reputation',
      'work.score as points',
      'work.answers',
      'work.accepted',
      'users.looksLike',
    ])
    .orderBy('work.score', 'desc')
    .orderBy('work.accepted', 'desc')
    .orderBy('work.answers', 'desc')
    .orderBy('users.id')
    .limit(sql.lit(limit))
    .execute()
}
export type TagLeader = Leader & { answers: number; accepted: number }
