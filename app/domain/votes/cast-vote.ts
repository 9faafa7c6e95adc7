import { expressionBuilder, sql } from 'kysely'
import { z } from 'zod'
import { BADGES } from '#app/domain/badges/badges.ts'
import { commandWithoutTransaction } from '#app/domain/command.ts'
import { conflict, DomainError, forbidden, notFound } from '#app/domain/errors.ts'
import { THREAD_CHANNEL } from '#app/domain/events/announce-thread.ts'
import { id, moment } from '#app/domain/input.ts'
import { compileOnce } from '#app/domain/prepare.ts'
import { MOVE_TOTALS, POINTS } from '#app/domain/reputation/ledger.ts'
import { settings } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { moderatorPlaces } from '#app/domain/users/roles.ts'
import { visiblePosts, visibleTo } from '#app/domain/visibility/threads.ts'
import type { Database } from '#db/schema.ts'
import { sendTogether } from '#db/send-together.ts'
import type { Db } from '#db/transaction.ts'

type Refusal =
  | 'wrong_kind'
  | 'own_post'
  | 'unchanged'
  | 'reversed'
  | 'not_allowed'
  | 'merged'
  | 'locked'
  | 'daily_limit'
  | 'author_limit'

type Outcome = { threadId: number; score: number; refusal: Refusal | null; daily: number; toOneAuthor: number }

/**
 * Sets the vote of somebody on a question or an answer: 1 up, −1 down, 0 none. A vote can be changed for 10 minutes
 * after it was cast, and again after the post was edited. Throws forbidden `vote.own_post`, `vote.up`, `vote.down`,
 * `vote.reversed`; conflict `vote.wrong_kind`, `vote.locked`, `thread.merged` for a question whose votes count
 * elsewhere; too_many `vote.daily_limit`, `vote.author_limit`.
 *
 * People vote more than they write. So this is two statements in one message, and not one round trip for each step: the
 * first takes the locks; the second reads the facts under the locks, decides, and writes everything or nothing.
 */
export const castVote = commandWithoutTransaction(
  { name: 'vote.cast', input: z.object({ postId: id, value: z.literal([-1, 0, 1]), at: moment }), callers: 'active' },
  async (db, actor, { postId, value, at }): Promise<{ threadId: number; score: number }> => {
    const allowed = value === 0 || (await mayVote(db, actor, postId, value > 0 ? 'voteUp' : 'voteDown'))
    const ballot = { postId, value, at, allowed: allowed ? 1 : 0 }
    const [outcome] = await sendTogether<Outcome>(db, [lock(db, actor, { postId }), decide(db, actor, ballot)])
    if (!outcome) throw notFound('post')

    const { threadId, score, refusal } = outcome
    if (refusal !== null && refusal !== 'unchanged') throw refused(actor, value, { ...outcome, refusal })
    return { threadId, score }
  },
)

async function mayVote(db: Db, actor: Actor, postId: number, privilege: 'voteUp' | 'voteDown'): Promise<boolean> {
  if (hasPrivilege(actor, privilege)) return true
  if (moderatorPlaces(actor).length === 0) return false
  const thread = await db
    .selectFrom('posts')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .where('posts.id', '=', postId)
    .select('threads.categoryId')
    .executeTakeFirst()
  return thread !== undefined && hasPrivilege(actor, privilege, thread.categoryId)
}

function refused(
  actor: Actor,
  value: number,
  { refusal, daily, toOneAuthor }: Outcome & { refusal: Exclude<Refusal, 'unchanged'> },
): DomainError {
  const { voteUp, voteDown } = actor.privileges
  const refusals: Record<typeof refusal, DomainError> = {
    wrong_kind: conflict('vote.wrong_kind'),
    own_post: forbidden('vote.own_post'),
    reversed: forbidden('vote.reversed'),
    not_allowed: value > 0 ? forbidden('vote.up', { points: voteUp }) : forbidden('vote.down', { points: voteDown }),
    merged: conflict('thread.merged'),
    locked: conflict('vote.locked'),
    daily_limit: new DomainError('too_many', 'vote.daily_limit', undefined, { max: daily }),
    author_limit: new DomainError('too_many', 'vote.author_limit', undefined, { max: toOneAuthor }),
  }
  return refusals[refusal]
}

/**
 * The locks in the order of all commands: thread, post, people by their ids. Only the score of a question is also in
 * its thread, so votes on answers wait for each other only on the same answer. The lock on the row of the voter makes
 * two votes of one person wait for each other, so that both count against the limits.
 */
const lock = compileOnce((db, viewer, { postId }: { postId: number }) =>
  statement(
    db,
    sql`
    with thread as materialized (
      select id from threads
      where id = (select thread_id from posts where id = ${postId} and kind = 'question') for no key update
    ), post as materialized (
      select author_id from posts where id = ${postId} and (select count(*) from thread) >= 0 for no key update
    ), people as materialized (
      select id from users
      where id in (${viewer?.id}, (select author_id from post), (
        select origin.author_id from votes join posts origin on origin.id = votes.moved_from
        where votes.post_id = ${postId} and votes.voter_id = ${viewer?.id}))
      order by id for no key update
    )
    select count(*) from people`,
  ),
)

const defaults = settings.voting.parse({})
const limit = (name: keyof typeof defaults) =>
  sql`coalesce((voting.value->>${sql.lit(name)})::integer, ${sql.lit(defaults[name])})`

const passable = BADGES.flatMap(({ score }) =>
  score ? [sql`(${sql.lit(score.kind)}, ${sql.lit(score.atLeast)})`] : [],
)

type Ballot = { postId: number; value: number; at: Date; allowed: number }

/** The parts: the facts, whether the vote is refused, and the changes when it is not. */
const decide = compileOnce((db, viewer, { postId, value, at, allowed }: Ballot) => {
  const mayBeSeen = sql`${visibleTo(viewer)(expressionBuilder<Database, 'threads'>())}
    and ${visiblePosts(viewer, { authorId: null, tagIds: [] })(expressionBuilder<Database, 'posts'>())}`

  return statement(
    db,
    sql`
    with ballot as (
      select ${postId}::bigint as post_id, ${viewer?.id}::bigint as voter_id, ${value}::integer as value,
        ${at}::timestamptz as at, date_trunc('day', ${at}::timestamptz, 'UTC') as today, ${allowed}::integer = 1 as allowed
    ), rules as (
      select ${limit('upADay')} as up_a_day, ${limit('downADay')} as down_a_day,
        ${limit('upToOneAuthorADay')} as up_to_one_author, ${limit('downToOneAuthorADay')} as down_to_one_author,
        make_interval(mins => ${limit('changeMinutes')}) as change_time
      from (select 1) one left join settings voting on voting.name = 'voting'
    ), facts as materialized (
      select ballot.*, posts.thread_id, threads.merged_into, posts.kind, posts.author_id, posts.state, posts.edited_at, posts.score,
        own.id as vote_id, coalesce(own.value, 0) as before, own.changed_at, own.reversed_at,
        ballot.at <= own.created_at + rules.change_time as in_time,
        case when ballot.value > 0 then rules.up_a_day else rules.down_a_day end as daily,
        case when ballot.value > 0 then rules.up_to_one_author else rules.down_to_one_author end as to_one_author,
        cast_today.number as cast_today, cast_today.to_author as cast_to_author
      from ballot cross join rules
      join posts on posts.id = ballot.post_id
      join threads on threads.id = posts.thread_id
      left join votes own on own.post_id = ballot.post_id and own.voter_id = ballot.voter_id
      cross join lateral (
        select count(*) as number, count(*) filter (where others.author_id = posts.author_id) as to_author
        from votes join posts others on others.id = votes.post_id
        where votes.voter_id = ballot.voter_id and votes.value = ballot.value
          and votes.changed_at >= ballot.today and votes.changed_at < ballot.today + interval '24 hours'
      ) cast_today
      where ${mayBeSeen}
    ), decision as materialized (
      select *, case
        when kind not in ('question', 'answer') then 'wrong_kind'
        when author_id = voter_id then 'own_post'
        when value = before then 'unchanged'
        when reversed_at is not null then 'reversed'
        when not allowed or (value <> 0 and state <> 'visible') then 'not_allowed'
        when value <> 0 and kind = 'question' and merged_into is not null then 'merged'
        when before <> 0 and not in_time and not coalesce(edited_at > changed_at, false) then 'locked'
        when value <> 0 and cast_today >= daily then 'daily_limit'
        when value <> 0 and cast_to_author >= to_one_author then 'author_limit'
      end as refusal
      from facts
    ), accepted as materialized (
      select * from decision where refusal is null
    ), vote as (
      insert into votes (post_id, voter_id, value, created_at, changed_at)
      select post_id, voter_id, value, at, at from accepted
      on conflict (post_id, voter_id) do update
        set value = excluded.value, changed_at = excluded.changed_at, moved_from = null,
          -- Within the time for changes, a vote keeps its first time, however often it is changed.
          created_at = case when (select in_time from accepted) then votes.created_at else excluded.created_at end
      returning id
    ), reversed as (
      update reputation_entries entry set reversed_at = now() from accepted
      where entry.vote_id = accepted.vote_id and entry.reversed_at is null
      returning entry.user_id, entry.day, -entry.points as points
    ), earned as (
      insert into reputation_entries (user_id, kind, points, day, vote_id, post_id, created_at)
      select worth.user_id, worth.kind, worth.points, (at at time zone 'UTC')::date, vote.id, post_id, at
      from accepted cross join vote
      join lateral (values
        ('question', 1, author_id, 'question_upvoted', ${sql.lit(POINTS.question_upvoted)}),
        ('question', -1, author_id, 'question_downvoted', ${sql.lit(POINTS.question_downvoted)}),
        ('answer', 1, author_id, 'answer_upvoted', ${sql.lit(POINTS.answer_upvoted)}),
        ('answer', -1, author_id, 'answer_downvoted', ${sql.lit(POINTS.answer_downvoted)}),
        ('answer', -1, voter_id, 'downvote_cast', ${sql.lit(POINTS.downvote_cast)})
      ) worth (of_kind, of_value, user_id, kind, points)
        on of_kind = accepted.kind and of_value = value and worth.user_id is not null
      returning user_id, day, points
    ), changes as (
      select user_id, day, sum(points)::integer as capped, 0 as exempt
      from (select * from reversed union all select * from earned) moved group by user_id, day
    ), ${MOVE_TOTALS}, scored as (
      update posts set score = posts.score + value - before from accepted where posts.id = accepted.post_id
      returning posts.score
    ), thread_scored as (
      update threads set score = scored.score from accepted cross join scored
      where accepted.kind = 'question' and threads.id = accepted.thread_id
    )
    select thread_id as "threadId", refusal, daily, to_one_author as "toOneAuthor",
      coalesce(scored.score, decision.score) as score,
      -- Only when somebody has the thread open, or a badge may be due: PostgreSQL commits transactions that notify one
      -- by one.
      case when scored.score is not null and decision.state = 'visible' and exists (
        select from live_watches where live_watches.thread_id = decision.thread_id and expires_at > now()
      ) then pg_notify(${sql.lit(THREAD_CHANNEL)},
        json_build_object('threadId', thread_id, 'postId', post_id, 'score', scored.score)::text) end,
      case when author_id is not null and exists (
        select from (values ${sql.join(passable)}) passable (kind, score)
        where passable.kind = decision.kind and passable.score between decision.score + 1 and scored.score
      ) then (graphile_worker.add_job('badges.evaluate',
        payload := json_build_object('userId', author_id, 'postId', post_id),
        job_key := 'badges.evaluate:' || author_id || ':' || post_id)).id end
    from decision left join scored on true`,
  )
})

const statement = (db: Db, text: ReturnType<typeof sql<Outcome>>) => ({ compile: () => text.compile(db) })
