import { type RawBuilder, sql } from 'kysely'
import { SILENCE_MINUTES } from '#app/domain/journeys/record-step.ts'
import type { JourneyStep } from '#db/schema.ts'

const RECORDED_STEPS = [
  'search',
  'suggestion_shown',
  'suggestion_opened',
  'article',
  'guide',
  'ask',
  'joined',
  'solved_alone',
] as const satisfies JourneyStep[]

/** The steps of the funnel: those that browsers report, and those that happen in a thread. */
export const FUNNEL_STEPS = [...RECORDED_STEPS, 'first_reply', 'accepted', 'escalated'] as const

/** The current outcome of a journey; every journey has exactly one. */
export const OUTCOMES = [
  'open',
  'left',
  'solved_alone',
  'solved_by_asker',
  'solved_by_community',
  'solved_by_staff',
  'waiting',
  'unsolved',
  'withdrawn',
] as const

/**
 * One row for each journey that fits `where` (a condition on `journeys`), named `facts`, for use after `with`. What
 * happened after the question was asked is read from the thread, so withdrawn acceptances, merges and deletions are
 * counted correctly. A merged thread or a duplicate counts by the thread that it points at, from the moment it did so.
 */
export const journeyFacts = (where: RawBuilder<unknown>, { now }: { now: Date }) => sql`
  chosen as materialized (
    select * from journeys where ${where}
  ), noted as (
    select journey_id, count(*) as step_count, ${sql.join(RECORDED_STEPS.map(wasTaken))},
      min(at) filter (where step = 'suggestion_opened') as suggestion_opened_at,
      min(at) filter (where step = 'article') as article_at
    from journey_steps where journey_id in (select id from chosen)
    group by journey_id
  ), threaded as (
    select chosen.id, chosen.outcome as reported_outcome, chosen.ended_at as asked_at, own.id as own_id, final.id as final_id,
      case when chosen.outcome = 'asked' then own.author_id end as asker_id,
      own.merged_into is not null as merged,
      case when final.id = own.id then chosen.ended_at else greatest(chosen.ended_at, own.closed_at) end as led_at,
      final.accepted_answer_id, final.accepted_at, final.solved_at,
      final.accepted_answer_id is not null or final.solved_at is not null as solved,
      own.question_state in ('hidden', 'deleted') or final.question_state in ('hidden', 'deleted') as gone,
      final.closed_at is not null as closed
    from chosen
    join threads own on own.id = chosen.thread_id
    join threads final on final.id = case
      when own.accepted_answer_id is not null or own.solved_at is not null then own.id
      else coalesce(own.merged_into, own.duplicate_of, own.id) end
  ), answered as (
    select threaded.*,
      words.replied_at as first_reply_at, escalated.at as escalated_at,
      case when solved then greatest(coalesce(accepted_at, solved_at), led_at) end as solved_seen_at,
      case
        when not solved then null
        when reported_outcome = 'joined' and coalesce(accepted_at, solved_at) <= asked_at then 'alone'
        when answer.id is not null and answer.author_id is distinct from asker_id
          then case when answer.official_at is not null then 'staff' else 'community' end
        when answer.id is null and exists (
          select from automatic_replies reply
          where reply.thread_id in (own_id, final_id) and reply.state = 'solved') then 'alone'
        when words.staff or (escalated.at is not null and solver.actor_id is distinct from asker_id and answer.id is null)
          then 'staff'
        when words.people or (solver.actor_id is distinct from asker_id and answer.id is null) then 'community'
        else 'asker'
      end as solved_by
    from threaded
    left join posts answer on answer.id = accepted_answer_id
    left join lateral (
      select count(*) > 0 as people, bool_or(post.official_at is not null or post.kind = 'private_reply') as staff,
        min(greatest(post.created_at,
          case when post.thread_id = own_id or merged and post.created_at >= asked_at then asked_at else led_at end
        )) filter (where post.kind <> 'comment') as replied_at
      from posts post
      where post.thread_id in (own_id, final_id) and post.kind in ('answer', 'comment', 'private_reply')
        and post.state = 'visible' and post.author_id is distinct from asker_id
    ) words on true
    left join lateral (
      select min(greatest(ticket.created_at, case when ticket.thread_id = own_id then asked_at else led_at end)) as at
      from tickets ticket where ticket.thread_id in (own_id, final_id)
    ) escalated on true
    left join lateral (
      select actor_id from events
      where thread_id = final_id and verb = 'thread.solved' order by id desc limit 1
    ) solver on solved_at is not null
  ), facts as (
    select chosen.id, chosen.begun_at, chosen.locale, chosen.member, chosen.outcome as reported_outcome, chosen.ended_at,
      noted.*,
      first_reply_at, accepted_answer_id is not null as accepted, escalated_at,
      case when solved and not gone then solved_seen_at end as solved_at,
      case
        when chosen.outcome is null and chosen.last_at > ${now}::timestamptz - ${`${SILENCE_MINUTES} minutes`}::interval then 'open'
        when chosen.outcome is null or chosen.outcome = 'left' then 'left'
        when chosen.outcome = 'solved_alone' then 'solved_alone'
        when answered.id is null or gone then 'withdrawn'
        when solved then 'solved_' || case solved_by when 'alone' then '' else 'by_' end || solved_by
        when closed then 'unsolved'
        else 'waiting'
      end as outcome
    from chosen
    left join noted on noted.journey_id = chosen.id
    left join answered on answered.id = chosen.id
  )`

const wasTaken = (step: JourneyStep) => sql`bool_or(step = ${sql.lit(step)}) as ${sql.ref(`did_${step}`)}`

/** The conditions that are counted, by name. */
const MEASURES: Array<[string, RawBuilder<unknown>]> = [
  ['journeys', sql`true`],
  ...OUTCOMES.map((name): [string, RawBuilder<unknown>] => [`outcome.${name}`, sql`outcome = ${sql.lit(name)}`]),
  ...RECORDED_STEPS.map((name): [string, RawBuilder<unknown>] => [`step.${name}`, sql.ref(`did_${name}`)]),
  ['step.first_reply', sql`first_reply_at is not null`],
  ['step.accepted', sql`accepted`],
  ['step.escalated', sql`escalated_at is not null`],
  ['left_at_once', sql`outcome = 'left' and step_count = 1`],
  ['asked_after_suggestion', sql`reported_outcome = 'asked' and suggestion_opened_at <= ended_at`],
  ['asked_after_article', sql`reported_outcome = 'asked' and article_at <= ended_at`],
]

/** Counts of `facts` as an array, in the order of `MEASURE_NAMES`. */
export const COUNTS = sql`array[${sql.join(MEASURES.map(([, condition]) => sql`count(*) filter (where ${condition})`))}]`
export const MEASURE_NAMES = sql`array[${sql.join(MEASURES.map(([name]) => sql.lit(name)))}]`
