import { type RawBuilder, sql } from 'kysely'
import { COUNTS, FUNNEL_STEPS, journeyFacts, MEASURE_NAMES, OUTCOMES } from '#app/domain/journeys/journey-facts.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

export type FunnelStep = (typeof FUNNEL_STEPS)[number]
export type Outcome = (typeof OUTCOMES)[number]

export type FunnelPeriod = {
  /** The first moment of the period. */
  from: Date
  /** The first moment after the period. */
  until: Date
  locale?: Locale
  /** True: journeys in which somebody signed in; false: those of visitors only. */
  member?: boolean
}

export type Funnel = {
  /** Journeys that began in the period. */
  journeys: number
  /** How many journeys took each step at least once. */
  steps: Record<FunnelStep, number>
  /** The outcomes of the journeys until now; the numbers add up to `journeys`. */
  outcomes: Record<Outcome, number>
  /** Solved journeys by who solved them: the person alone, the community (the asker's own solution included), staff. */
  solved: { alone: number; community: number; staff: number }
  /** How many of those who left took only one step; visitors without cookies and robots are among them. */
  leftAtOnce: number
  /** Failed deflections: the person asked after they had opened a suggestion or an article. */
  askedAfterSuggestion: number
  askedAfterArticle: number
  /** Visible questions of the period, imported ones excluded, whether or not they belong to a journey. */
  questions: number
  /** Medians in seconds; null when no journey reached the step. Days whose journeys are deleted are left out. */
  seconds: {
    untilSolvedAlone: number | null
    untilAsked: number | null
    /** These three count from the moment of the question. */
    untilFirstReply: number | null
    untilEscalated: number | null
    untilSolved: number | null
  }
}

/**
 * Counts the journeys that began in a period, by step and by outcome. Deleted journeys count by the counts of their day
 * (UTC), if that day began within the period.
 */
export async function countFunnel(db: Db, period: FunnelPeriod, { now = new Date() } = {}): Promise<Funnel> {
  const { from, until } = period
  const among = (table: RawBuilder<unknown>) => sql`
    ${period.locale === undefined ? sql`` : sql`and ${table}.locale = ${period.locale}`}
    ${period.member === undefined ? sql`` : sql`and ${table}.member = ${period.member}`}`
  const began = sql`begun_at >= ${from} and begun_at < ${until} ${among(sql`journeys`)}`
  const { rows } = await sql<
    Record<keyof Funnel['seconds'] | 'questions', number | null> & { counts: Array<[string, number]> }
  >`
    with ${journeyFacts(began, { now })}, live as (
      select ${COUNTS} as counts,
        ${median(sql`ended_at - begun_at`, sql`reported_outcome = 'solved_alone'`)} as until_solved_alone,
        ${median(sql`ended_at - begun_at`, sql`reported_outcome = 'asked'`)} as until_asked,
        ${median(sql`first_reply_at - ended_at`, sql`reported_outcome = 'asked'`)} as until_first_reply,
        ${median(sql`escalated_at - ended_at`, sql`reported_outcome = 'asked'`)} as until_escalated,
        ${median(sql`solved_at - ended_at`, sql`reported_outcome = 'asked'`)} as until_solved
      from facts
    ), counted as (
      select measure, count from live, unnest(${MEASURE_NAMES}, counts) measured (measure, count)
      union all
      select measure, count from funnel_days
      where day >= (${from}::timestamptz at time zone 'UTC')::timestamp
        and day < (${until}::timestamptz at time zone 'UTC')::timestamp ${among(sql`funnel_days`)}
    )
    select
      (select jsonb_agg(jsonb_build_array(measure, count)) from (
        select measure, sum(count)::integer as count from counted group by measure) summed) as counts,
      (select count(*)::integer from threads
        where created_at >= ${from} and created_at < ${until} and question_state = 'visible' and import_source is null
        ${period.locale === undefined ? sql`` : sql`and threads.locale = ${period.locale}`}) as questions,
      until_solved_alone, until_asked, until_first_reply, until_escalated, until_solved
    from live`.execute(db)
  const row = rows[0]
  if (!row) throw new Error('An aggregate has one row')
  // As pairs: names that are keys would be converted to camel case.
  const { counts: pairs, questions, ...seconds } = row
  const counts: Counts = Object.fromEntries(pairs)

  const outcomes = pick(OUTCOMES, 'outcome.', counts)
  return {
    journeys: counts.journeys ?? 0,
    steps: pick(FUNNEL_STEPS, 'step.', counts),
    outcomes,
    solved: {
      alone: outcomes.solved_alone,
      community: outcomes.solved_by_community + outcomes.solved_by_asker,
      staff: outcomes.solved_by_staff,
    },
    leftAtOnce: counts.left_at_once ?? 0,
    askedAfterSuggestion: counts.asked_after_suggestion ?? 0,
    askedAfterArticle: counts.asked_after_article ?? 0,
    questions: questions ?? 0,
    seconds,
  }
}

type Counts = Record<string, number | undefined>

const median = (time: RawBuilder<unknown>, among: RawBuilder<unknown>) =>
  sql`percentile_cont(0.5) within group (order by extract(epoch from ${time})) filter (where ${among})`

const pick = <Name extends string>(names: readonly Name[], prefix: string, counts: Counts): Record<Name, number> =>
  Object.fromEntries(names.map((name) => [name, counts[prefix + name] ?? 0])) as Record<Name, number>
