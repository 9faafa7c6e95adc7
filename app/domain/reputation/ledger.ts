import { sql } from 'kysely'
import type { ReputationKind } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/** What each event is worth, in points. Source: the rules of the forum, "Reputation". */
export const POINTS: Record<Exclude<ReputationKind, 'imported'>, number> = {
  question_upvoted: 10,
  question_downvoted: -2,
  answer_upvoted: 10,
  answer_downvoted: -2,
  downvote_cast: -1,
  answer_accepted: 15,
  acceptance_given: 2,
  edit_approved: 2,
  article_published: 25,
  article_helpful: 1,
  flag_upheld: -100,
}

export const DAILY_CAP = 200
/** The maximum that one person can earn with approved edits. */
export const EDIT_POINTS_MAX = 1000

/** Kinds that count against the daily cap: votes. Acceptances, articles, edits and flags are exempt. */
export const CAPPED_KINDS: ReputationKind[] = [
  'question_upvoted',
  'question_downvoted',
  'answer_upvoted',
  'answer_downvoted',
  'downvote_cast',
]

export type Cause = {
  userId: number
  kind: Exclude<ReputationKind, 'imported'>
  voteId?: number
  postId?: number
  articleId?: number
  reviewId?: number
  causeUserId?: number
  suggestedEditId?: number
  /** When the cause happened; its UTC day is the day whose cap it counts against. */
  at: Date
}

/**
 * Locks the totals of people until the transaction ends, always in the same order: two commands that change the points
 * of the same people wait for each other and do not deadlock. Take it after the lock on the thread, and before the
 * first entry of a command that writes entries of more than one person.
 */
export async function lockUsers(trx: Trx, userIds: (number | null)[]): Promise<void> {
  await sql`select id from users where id = any(${userIds}::bigint[]) order by id for no key update`.execute(trx)
}

/**
 * The parts of a statement that add to days what its part `changes (user_id, day, capped, exempt)` gives, with at most
 * one row for each person and day, and change the totals by the difference of the days after their cap.
 */
export const MOVE_TOTALS = sql`
  days as (
    insert into reputation_days (user_id, day, capped_points, exempt_points)
    select user_id, day, capped, exempt from changes
    on conflict (user_id, day) do update
      set capped_points = reputation_days.capped_points + excluded.capped_points,
          exempt_points = reputation_days.exempt_points + excluded.exempt_points
    returning user_id, day, capped_points
  ), totals as (
    update users set reputation_points = reputation_points + moved.points
    from (
      select user_id, sum(
        least(${sql.lit(DAILY_CAP)}, days.capped_points)
        - least(${sql.lit(DAILY_CAP)}, days.capped_points - changes.capped) + changes.exempt) as points
      from days join changes using (user_id, day) group by user_id
    ) moved
    where users.id = moved.user_id and moved.points <> 0
    returning users.id
  )`

/** Writes the entry of a cause and changes the total; does nothing when the cause has an entry already. */
export async function credit(trx: Trx, cause: Cause): Promise<void> {
  const points = POINTS[cause.kind]
  const day = cause.at.toISOString().slice(0, 10)
  const inserted = await trx
    .insertInto('reputationEntries')
    .values({
      userId: cause.userId,
      kind: cause.kind,
      points,
      day,
      voteId: cause.voteId ?? null,
      postId: cause.postId ?? null,
      articleId: cause.articleId ?? null,
      reviewId: cause.reviewId ?? null,
      causeUserId: cause.causeUserId ?? null,
      suggestedEditId: cause.suggestedEditId ?? null,
      createdAt: cause.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted) await moveDay(trx, cause.userId, day, cause.kind, points)
}

/** Reverses the entries of a cause that still count: the rows stay, marked as reversed, and the totals change. */
export async function reverse(
  trx: Trx,
  cause: {
    kinds: ReputationKind[]
    voteId?: number
    postId?: number
    articleId?: number
    reviewId?: number
    causeUserId?: number
    suggestedEditId?: number
  },
): Promise<void> {
  const reversed = await trx
    .updateTable('reputationEntries')
    .set({ reversedAt: new Date() })
    .where('reversedAt', 'is', null)
    .where('kind', '=', sql<ReputationKind>`any(${cause.kinds})`)
    .$if(cause.voteId !== undefined, (query) => query.where('voteId', '=', cause.voteId ?? null))
    .$if(cause.postId !== undefined, (query) => query.where('postId', '=', cause.postId ?? null))
    .$if(cause.articleId !== undefined, (query) => query.where('articleId', '=', cause.articleId ?? null))
    .$if(cause.reviewId !== undefined, (query) => query.where('reviewId', '=', cause.reviewId ?? null))
    .$if(cause.causeUserId !== undefined, (query) => query.where('causeUserId', '=', cause.causeUserId ?? null))
    .$if(cause.suggestedEditId !== undefined, (query) =>
      query.where('suggestedEditId', '=', cause.suggestedEditId ?? null),
    )
    .returning(['userId', 'day', 'kind', 'points'])
    .execute()

  for (const entry of reversed) await moveDay(trx, entry.userId, entry.day, entry.kind, -entry.points)
}

/** Adds points to a day of a person, and changes their total by the difference of that day after its cap. */
async function moveDay(trx: Trx, userId: number, day: string, kind: ReputationKind, points: number): Promise<void> {
  const capped = CAPPED_KINDS.includes(kind) ? points : 0
  // The person is locked before the day, as in every other place: see lockUsers.
  await sql`
    with person as materialized (select id from users where id = ${userId} for no key update),
    changes as (
      select id as user_id, ${day}::date as day, ${capped}::integer as capped, ${points - capped}::integer as exempt
      from person
    ), ${MOVE_TOTALS}
    select from totals`.execute(trx)
}
