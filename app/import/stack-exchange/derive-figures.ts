import { CAPPED_KINDS, DAILY_CAP, POINTS } from '#app/domain/reputation/ledger.ts'
import { CATEGORIES, type DerivedFigures, POSTS, TAGS, THREADS } from '#app/verify/derived-figures.ts'
import type { Dump } from './dump-file.ts'

const RANGE = 50_000
const CAPPED = CAPPED_KINDS.map((kind) => `'${kind}'`).join(', ')

/**
 * Makes every derived figure of the import agree with the facts, in ranges of ids and only where it differs. Running it
 * again, or after an interruption, changes nothing.
 */
export async function deriveFigures(dump: Dump, step: (name: string) => void): Promise<void> {
  step('scores')
  await inRanges(dump, 'posts', (from, to) => fill(dump, POSTS, from, to))
  await addAcceptancePoints(dump)
  step('threads')
  await inRanges(dump, 'threads', (from, to) => fill(dump, THREADS, from, to))
  step('reputation')
  await inRanges(dump, 'users', (from, to) => sumReputation(dump, from, to))
  await fillLocked(dump, TAGS)
  await fillLocked(dump, CATEGORIES)
}

async function fill(
  dump: Dump,
  { table, alias, columns, query }: DerivedFigures,
  from?: number,
  to?: number,
): Promise<void> {
  const ranged = from !== undefined
  const scope = ranged ? `where ${alias}.import_source = $1 and ${alias}.id between $2 and $3` : ''
  await dump.client.query(
    `update ${table} stored set ${columns.map((column) => `${column} = expected.${column}`).join(', ')}
     from (${query} ${scope}) expected
     where expected.id = stored.id
       and (${columns.map((column) => `stored.${column}`).join(', ')})
         is distinct from (${columns.map((column) => `expected.${column}`).join(', ')})`,
    ranged ? [dump.source, from, to] : [],
  )
}

/**
 * For figures that are changed by adding a difference: others who change them wait for the lock, so no change is
 * overwritten.
 */
async function fillLocked(dump: Dump, figures: DerivedFigures): Promise<void> {
  await dump.client.query('begin')
  try {
    await dump.client.query(`lock table ${figures.table} in exclusive mode`)
    await fill(dump, figures)
    await dump.client.query('commit')
  } catch (error) {
    await dump.client.query('rollback')
    throw error
  }
}

async function inRanges(
  dump: Dump,
  table: 'posts' | 'threads' | 'users',
  work: (from: number, to: number) => Promise<unknown>,
): Promise<void> {
  const { rows } = await dump.client.query(
    `select min(id) as first, max(id) as last from ${table} where import_source = $1`,
    [dump.source],
  )
  const { first, last } = rows[0]
  if (first === null) return
  for (let from = first; from <= last; from += RANGE) await work(from, Math.min(last, from + RANGE - 1))
}

/** Accepting one's own answer earns nothing; hidden or deleted posts earn nothing either. */
async function addAcceptancePoints(dump: Dump): Promise<void> {
  await dump.client.query(
    `with earned as (
       select earner.user_id, earner.kind, earner.points, answer.id as post_id, thread.accepted_at
       from threads thread join posts answer on answer.id = thread.accepted_answer_id
       cross join lateral (values
         (answer.author_id, 'answer_accepted', ${POINTS.answer_accepted}),
         (thread.accepted_by, 'acceptance_given', ${POINTS.acceptance_given})) earner (user_id, kind, points)
       where thread.import_source = $1 and earner.user_id is not null
         and answer.author_id is distinct from thread.accepted_by
         and answer.author_id is distinct from thread.author_id and answer.state in ('visible', 'pending')
     ), dated as (
       update reputation_entries entry set day = (earned.accepted_at at time zone 'UTC')::date, created_at = earned.accepted_at
       from earned
       where entry.post_id = earned.post_id and entry.user_id = earned.user_id and entry.kind = earned.kind
         and entry.reversed_at is null and entry.day <> (earned.accepted_at at time zone 'UTC')::date
     )
     insert into reputation_entries (user_id, kind, points, day, post_id, created_at)
     select user_id, kind, points, (accepted_at at time zone 'UTC')::date, post_id, accepted_at from earned
     on conflict do nothing`,
    [dump.source],
  )
}

async function sumReputation(dump: Dump, from: number, to: number): Promise<void> {
  await dump.client.query('begin')
  try {
    // Whoever earns points at the same time changes the sum of a day; without the lock each would overwrite the change
    // of the other.
    await dump.client.query('lock table reputation_days in share row exclusive mode')
    await dump.client.query(
      `with sums as (
         select user_id, day, coalesce(sum(points) filter (where entry.kind in (${CAPPED})), 0) as capped,
           coalesce(sum(points) filter (where entry.kind not in (${CAPPED})), 0) as exempt
         from reputation_entries entry join users person on person.id = entry.user_id
         where reversed_at is null and person.import_source = $1 and person.id between $2 and $3
         group by user_id, day
       ), days as (
         insert into reputation_days (user_id, day, capped_points, exempt_points) select * from sums
         on conflict (user_id, day) do update
           set capped_points = excluded.capped_points, exempt_points = excluded.exempt_points
           where (reputation_days.capped_points, reputation_days.exempt_points)
             is distinct from (excluded.capped_points, excluded.exempt_points)
       ), totals as (
         select user_id, sum(least(${DAILY_CAP}, capped) + exempt) as points from sums group by user_id
       )
       update users set reputation_points = 1 + coalesce(totals.points, 0)
       from users person left join totals on totals.user_id = person.id
       where person.id = users.id and person.import_source = $1 and person.id between $2 and $3
         and users.reputation_points <> 1 + coalesce(totals.points, 0)`,
      [dump.source, from, to],
    )
    await dump.client.query('commit')
  } catch (error) {
    await dump.client.query('rollback')
    throw error
  }
}
