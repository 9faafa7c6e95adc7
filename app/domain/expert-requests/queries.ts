import { type SqlBool, sql } from 'kysely'
import type { Load } from '#app/domain/expert-requests/expert-order.ts'
import type { Db } from '#db/transaction.ts'

const DAY = 86_400_000
const LOAD_DAYS = 30

export type ExpertCandidate = Load & { userId: number; askedToday: number; lastSeenAt: Date }

/**
 * The experts of the tags of a thread who may be asked to answer it: not its asker, and nobody who has answered, was
 * asked already, is suspended or has not visited for long.
 */
export async function listAskable(
  db: Db,
  { threadId, now, awayDays }: { threadId: number; now: Date; awayDays: number },
): Promise<ExpertCandidate[]> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY)
  const { rows } = await sql<ExpertCandidate>`
    select users.id as user_id, seen.at as last_seen_at,
      asked.today as asked_today, asked.waiting, asked.passed, asked.silent
    from threads
    join users on users.id is distinct from threads.author_id and users.kind = 'person' and users.deleted_at is null
      and (users.suspended_until is null or users.suspended_until <= ${now})
    cross join lateral (
      select greatest(users.last_seen_at, max(posts.created_at), users.created_at) as at
      from posts where posts.author_id = users.id and posts.created_at > ${daysAgo(awayDays)}
    ) seen
    cross join lateral (
      select count(*) filter (where asked_at > ${daysAgo(1)})::integer as today,
        count(*) filter (where state in ('open', 'accepted'))::integer as waiting,
        count(*) filter (where state = 'passed' and decided_at > ${daysAgo(LOAD_DAYS)})::integer as passed,
        count(*) filter (where state = 'expired' and decided_at > ${daysAgo(LOAD_DAYS)})::integer as silent
      from expert_requests where expert_requests.user_id = users.id and asked_at > ${daysAgo(2 * LOAD_DAYS)}
    ) asked
    where threads.id = ${threadId} and seen.at > ${daysAgo(awayDays)}
      and users.id in (
        select grants.user_id from grants join thread_tags on thread_tags.tag_id = grants.tag_id
        where thread_tags.thread_id = threads.id and grants.role = 'expert' and grants.revoked_at is null
          and (grants.expires_at is null or grants.expires_at > ${now}))
      and not exists (
        select from expert_requests where expert_requests.thread_id = threads.id and expert_requests.user_id = users.id)
      and not exists (
        select from posts where posts.thread_id = threads.id and posts.author_id = users.id
          and posts.kind = 'answer' and posts.state = 'visible')`.execute(db)
  return rows
}

/** Somebody but the asker has answered. */
const isAnswered = sql<SqlBool>`exists (
  select from posts where posts.thread_id = threads.id and posts.kind = 'answer' and posts.state = 'visible'
    and posts.author_id is distinct from threads.author_id)`

/** It still waits for an answer: visible, not private, open, not solved, and answered by nobody but the asker. */
export const waitsForAnswer = sql<SqlBool>`(threads.question_state = 'visible' and threads.audience <> 'private'
  and threads.closed_at is null and threads.state <> 'solved' and not ${isAnswered})`

/** It needs no expert any more: this does not count against experts who were asked and have not replied. */
export const needsNoExpert = sql<SqlBool>`(threads.question_state <> 'visible' or threads.closed_at is not null
  or threads.state = 'solved' or ${isAnswered})`

/**
 * Threads whose other experts are to be asked: half of the time until escalation is over, or none of the experts who
 * were asked can still reply. A thread without a policy waits for a number of hours.
 */
export function listDueForSecondWave(
  db: Db,
  { now, secondWaveAfterHours }: { now: Date; secondWaveAfterHours: number },
) {
  return db
    .selectFrom('threads')
    .where(waitsForAnswer)
    .where('threads.createdAt', '>', new Date(now.getTime() - 7 * DAY))
    .where(
      sql<SqlBool>`exists (select from grants join thread_tags on thread_tags.tag_id = grants.tag_id
        where thread_tags.thread_id = threads.id and grants.role = 'expert' and grants.revoked_at is null)`,
    )
    .where(
      sql<SqlBool>`not exists (select from expert_requests where expert_requests.thread_id = threads.id and wave = 2)`,
    )
    .where(
      sql<SqlBool>`(coalesce(
          threads.created_at + (threads.escalation_due_at - threads.created_at) / 2,
          threads.created_at + make_interval(hours => ${secondWaveAfterHours})) <= ${now}
        or (exists (select from expert_requests where expert_requests.thread_id = threads.id)
          and not exists (select from expert_requests
            where expert_requests.thread_id = threads.id and expert_requests.state in ('open', 'accepted'))))`,
    )
    .select('threads.id')
    .orderBy('threads.createdAt', 'desc')
    .limit(200)
    .execute()
}
