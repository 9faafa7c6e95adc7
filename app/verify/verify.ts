import { sql } from 'kysely'
import { CAPPED_KINDS, DAILY_CAP, EDIT_POINTS_MAX, POINTS } from '#app/domain/reputation/ledger.ts'
import { findKnownNames, readNames } from '#app/domain/users/look-alikes.ts'
import { looksLikeOf } from '#app/domain/users/name-likeness.ts'
import type { Db } from '#db/transaction.ts'
import { ARTICLES, CATEGORIES, type DerivedFigures, POSTS, TAGS, THREADS } from './derived-figures.ts'

export type VerifiedFigure = {
  figure: string
  checked: number
  drifted: number
  /** A few of the wrong rows, each with its stored value and the value from the facts. */
  examples: string[]
}

const EXAMPLES = 5

/** Recomputes every derived figure from facts and compares. It only reads, in one snapshot of the database. */
export function verify(db: Db): Promise<VerifiedFigure[]> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(verifySeen)
}

/** The same within a transaction, of what it sees. */
export async function verifySeen(trx: Db): Promise<VerifiedFigure[]> {
  const figures: VerifiedFigure[] = []
  for (const derived of [POSTS, THREADS, TAGS, CATEGORIES, ARTICLES]) figures.push(...(await compare(trx, derived)))
  figures.push(await checkLookAlikes(trx))
  for (const [figure, query] of Object.entries(CHECKS)) figures.push(await check(trx, figure, query))
  return figures
}

async function compare(db: Db, { table, columns, query }: DerivedFigures): Promise<VerifiedFigure[]> {
  const drifts = columns.map(
    (column, at) => `count(*) filter (where stored.${column} is distinct from expected.${column}) as drifted${at},
      (array_agg('${table.replace(/ies$/, 'y').replace(/s$/, '')} ' || stored.id || ': ' || coalesce(stored.${column}::text, 'nothing')
         || ' instead of ' || coalesce(expected.${column}::text, 'nothing') order by stored.id)
       filter (where stored.${column} is distinct from expected.${column}))[1:${EXAMPLES}] as examples${at}`,
  )
  const { rows } = await sql<{ checked: number; figures: Record<string, unknown> }>`
    select checked, to_jsonb(compared) as figures from (
      select count(*) as checked, ${sql.raw(drifts.join(', '))}
      from ${sql.table(table)} stored join (${sql.raw(query)}) expected on expected.id = stored.id
    ) compared`.execute(db)
  const row = rows[0]
  return columns.map((column, at) => ({
    figure: `${table}.${column}`,
    checked: row?.checked ?? 0,
    drifted: Number(row?.figures[`drifted${at}`] ?? 0),
    examples: (row?.figures[`examples${at}`] as string[] | null) ?? [],
  }))
}

/** Whom names look like is decided in our programs, not by a query. */
async function checkLookAlikes(db: Db): Promise<VerifiedFigure> {
  const known = await findKnownNames(db)
  const problems: string[] = []
  let checked = 0
  for await (const user of readNames(db)) {
    checked += 1
    const looksLike = looksLikeOf(user, known)
    if (looksLike === user.looksLike) continue
    problems.push(`user ${user.id}: ${user.looksLike ?? 'nothing'} instead of ${looksLike ?? 'nothing'}`)
  }
  return { figure: 'users.looks_like', checked, drifted: problems.length, examples: problems.slice(0, EXAMPLES) }
}

async function check(db: Db, figure: string, query: string): Promise<VerifiedFigure> {
  const { rows } = await sql<{ checked: number; drifted: number; examples: string[] | null }>`
    select count(*) as checked, count(problem) as drifted,
      (array_agg(problem order by problem) filter (where problem is not null))[1:${sql.lit(EXAMPLES)}] as examples
    from (${sql.raw(query)}) problems`.execute(db)
  return {
    figure,
    checked: rows[0]?.checked ?? 0,
    drifted: rows[0]?.drifted ?? 0,
    examples: rows[0]?.examples ?? [],
  }
}

const list = (kinds: string[]) => kinds.map((kind) => `'${kind}'`).join(', ')
const worth = (kinds: (keyof typeof POINTS)[]) => kinds.map((kind) => `('${kind}', ${POINTS[kind]})`).join(', ')

const FROM_POSTS = [
  'question_upvoted',
  'question_downvoted',
  'answer_upvoted',
  'answer_downvoted',
  'downvote_cast',
  'answer_accepted',
  'acceptance_given',
  'edit_approved',
] as const

// Points from posts: valid votes and acceptances of posts that are neither hidden nor deleted.
const EARNED = `
  select origin.author_id as user_id, post.kind || case when vote.value > 0 then '_upvoted' else '_downvoted' end as kind,
    vote.id as vote_id, post.id as post_id, null::bigint as suggested_edit_id, vote.changed_at as at
  from votes vote join posts post on post.id = vote.post_id
  join posts origin on origin.id = coalesce(vote.moved_from, vote.post_id)
  where vote.value <> 0 and origin.author_id is not null and post.kind in ('question', 'answer')
    and post.state in ('visible', 'pending')
  union all
  select vote.voter_id, 'downvote_cast', vote.id, post.id, null, vote.changed_at
  from votes vote join posts post on post.id = vote.post_id
  where vote.value < 0 and vote.voter_id is not null and post.kind = 'answer' and post.state in ('visible', 'pending')
  union all
  select earner.user_id, earner.kind, null, answer.id, null, thread.accepted_at
  from threads thread join posts answer on answer.id = thread.accepted_answer_id
  cross join lateral (values
    (answer.author_id, 'answer_accepted'), (thread.accepted_by, 'acceptance_given')) earner (user_id, kind)
  where earner.user_id is not null and answer.author_id is distinct from thread.accepted_by
    and answer.author_id is distinct from thread.author_id
    and answer.state in ('visible', 'pending')
  union all
  select author_id, 'edit_approved', null, post_id, id, decided_at from (
    select edit.*, row_number() over (partition by edit.author_id order by edit.decided_at, edit.id) as place
    from suggested_edits edit join posts post on post.id = edit.post_id
    where edit.state = 'approved' and edit.in_effect and post.state in ('visible', 'pending')
  ) edits where place <= ${EDIT_POINTS_MAX / POINTS.edit_approved}`

/** Queries with one row per thing that is checked. `problem` says what is wrong with it, or is null. */
const CHECKS: Record<string, string> = {
  'threads.accepted_answer_id': `
    select case
      when answer.thread_id is distinct from thread.id
        then 'thread ' || thread.id || ': accepted answer ' || thread.accepted_answer_id || ' is not of this thread'
      when answer.kind <> 'answer' or answer.state <> 'visible'
        then 'thread ' || thread.id || ': accepted post ' || answer.id || ' is a ' || answer.state || ' ' || answer.kind
      end as problem
    from threads thread left join posts answer on answer.id = thread.accepted_answer_id
    where thread.accepted_answer_id is not null`,

  'journeys.outcome': `
    select case
      when journey.outcome is distinct from recomputed.outcome
        and not (recomputed.outcome is null and journey.outcome = 'left')
        then 'journey ' || journey.id || ': ' || coalesce(journey.outcome, 'nothing') || ' instead of '
          || coalesce(recomputed.outcome, 'nothing')
      when journey.thread_id is distinct from
        case when recomputed.outcome in ('asked', 'joined') then recomputed.thread_id end
        then 'journey ' || journey.id || ': thread ' || coalesce(journey.thread_id::text, 'none') || ' instead of '
          || coalesce(recomputed.thread_id::text, 'none')
      when journey.last_at < (select max(at) from journey_steps where journey_id = journey.id)
        then 'journey ' || journey.id || ': a step after ' || journey.last_at
      end as problem
    from journeys journey
    left join lateral (
      select case step when 'ask' then 'asked' else step end as outcome, thread_id from journey_steps
      where journey_id = journey.id and step in ('ask', 'joined', 'solved_alone')
      order by step = 'ask' desc, id desc limit 1
    ) recomputed on true`,

  funnel_days: `
    select case when sum(count) filter (where measure = 'journeys')
        is distinct from sum(count) filter (where measure like 'outcome.%')
      then 'day ' || day || ': ' || coalesce(sum(count) filter (where measure = 'journeys'), 0) || ' journeys with '
        || coalesce(sum(count) filter (where measure like 'outcome.%'), 0) || ' outcomes' end as problem
    from funnel_days group by day, locale, member`,

  'tag_synonyms.name': `
    select case when tag.id is not null
      then 'synonym ' || synonym.name || ' is the name of tag ' || tag.id || ' as well' end as problem
    from tag_synonyms synonym left join tags tag on tag.name = synonym.name`,

  reputation_entries: `
    select case
      when earned.user_id is null
        then 'entry ' || entry.id || ' of user ' || entry.user_id || ' (' || entry.kind || ') has no cause'
      when entry.id is null
        then 'user ' || earned.user_id || ' has no entry for ' || earned.kind || ' of post ' || earned.post_id
      when entry.points <> worth.points
        then 'entry ' || entry.id || ': ' || entry.points || ' points instead of ' || worth.points
      when entry.day <> (earned.at at time zone 'UTC')::date
        then 'entry ' || entry.id || ': of ' || entry.day || ' instead of ' || (earned.at at time zone 'UTC')::date
      end as problem
    from (${EARNED}) earned
    full join (
      select * from reputation_entries where reversed_at is null and kind in (${list([...FROM_POSTS])})
    ) entry on entry.user_id = earned.user_id and entry.kind = earned.kind and entry.post_id = earned.post_id
      and coalesce(entry.vote_id, 0) = coalesce(earned.vote_id, 0)
      and coalesce(entry.suggested_edit_id, 0) = coalesce(earned.suggested_edit_id, 0)
    left join (values ${worth([...FROM_POSTS])}) worth (kind, points) on worth.kind = entry.kind`,

  'suggested_edits.in_effect': `
    with recursive line (post_id, number, rolled_back_to) as (
      (select distinct on (post_id) post_id, number, rolled_back_to from revisions
        where post_id in (select post_id from suggested_edits where state = 'approved')
        order by post_id, number desc)
      union all
      select older.post_id, older.number, older.rolled_back_to
      from line join revisions older
        on older.post_id = line.post_id and older.number = coalesce(line.rolled_back_to, line.number - 1)
    )
    select case when edit.in_effect <> (line.number is not null)
      then 'suggested edit ' || edit.id || ': ' || edit.in_effect || ' instead of ' || (line.number is not null) end as problem
    from suggested_edits edit
    left join line on line.post_id = edit.post_id and line.number = edit.revision_number
    where edit.state = 'approved'`,

  reputation_days: `
    select case when coalesce(stored.capped_points, 0) <> coalesce(expected.capped, 0)
        or coalesce(stored.exempt_points, 0) <> coalesce(expected.exempt, 0)
      then 'user ' || user_id || ' on ' || day || ': ' || coalesce(stored.capped_points, 0) || ' + '
        || coalesce(stored.exempt_points, 0) || ' instead of ' || coalesce(expected.capped, 0) || ' + '
        || coalesce(expected.exempt, 0) end as problem
    from reputation_days stored
    full join (
      select user_id, day, coalesce(sum(points) filter (where kind in (${list(CAPPED_KINDS)})), 0) as capped,
        coalesce(sum(points) filter (where kind not in (${list(CAPPED_KINDS)})), 0) as exempt
      from reputation_entries where reversed_at is null group by user_id, day
    ) expected using (user_id, day)`,

  'users.reputation_points': `
    select case when stored.reputation_points <> 1 + coalesce(earned.points, 0)
      then 'user ' || stored.id || ': ' || stored.reputation_points || ' instead of ' || 1 + coalesce(earned.points, 0)
      end as problem
    from users stored
    left join (
      select user_id, sum(least(${DAILY_CAP}, capped) + exempt) as points from (
        select user_id, day, coalesce(sum(points) filter (where kind in (${list(CAPPED_KINDS)})), 0) as capped,
          coalesce(sum(points) filter (where kind not in (${list(CAPPED_KINDS)})), 0) as exempt
        from reputation_entries where reversed_at is null group by user_id, day
      ) days group by user_id
    ) earned on earned.user_id = stored.id`,
}
