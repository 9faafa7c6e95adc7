import { type RawBuilder, sql } from 'kysely'
import type { DateTime } from 'luxon'
import { forbidden } from '#app/domain/errors.ts'
import type { SearchWeekList } from '#app/domain/search/query/query-terms.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { mayAct } from '#app/domain/users/permission.ts'
import { isStaffEverywhere } from '#app/domain/users/roles.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const SHOWN = 200

/**
 * Staff see what people search for and do not find, and write the missing articles. Searches belong to no category, so
 * staff of some categories do not read them.
 */
export const canReadSearches = mayAct(isStaffEverywhere)

export type WeeklySearch = {
  key: string
  text: string
  locale: Locale
  /** How often it was made on the search page, how many results it has now, and how often a result was opened. */
  searches: number
  hits: number
  opened: number
  /** The average rank of the first opened result; null when none was opened. */
  firstRank: number | null
  lastAt: Date
  resolution: 'done' | 'ignored' | null
}

// By the latest search: an article may have been written meanwhile.
const LISTS: Record<SearchWeekList, RawBuilder<unknown>> = {
  nothing: sql`hits = 0 and not dealt_with`,
  unopened: sql`hits > 0 and opened = 0 and not dealt_with`,
  frequent: sql`true`,
  resolved: sql`resolution is not null`,
}

/**
 * The searches of a week (rules.md, Search): those that found nothing, those without an opened result, the most
 * frequent ones, and those that staff have marked. Texts that differ only in case, accents or blanks are one search.
 * Results opened from the box in the header count too. An ignored search does not come back; one marked as done comes
 * back when it is made again without success. Throws forbidden `searches.read`.
 */
export async function listWeeklySearches(
  db: Db,
  viewer: Viewer,
  { list, week }: { list: SearchWeekList; week: DateTime },
): Promise<WeeklySearch[]> {
  if (!canReadSearches(viewer)) throw forbidden('searches.read')
  const { rows } = await sql<WeeklySearch>`
    ${weekly(week)}
    select key, text, locale, searches, hits, opened, first_rank as "firstRank", last_at as "lastAt", resolution
    from weekly where ${LISTS[list]}
    order by searches desc, last_at desc, key
    limit ${sql.lit(SHOWN)}`.execute(db)
  return rows
}

/** How many searches of a week found nothing, and how many had no opened result. */
export async function countWeeklySearches(db: Db, week: DateTime): Promise<{ nothing: number; unopened: number }> {
  const { rows } = await sql<{ nothing: number; unopened: number }>`
    ${weekly(week)}
    select (count(*) filter (where ${LISTS.nothing}))::integer as nothing,
      (count(*) filter (where ${LISTS.unopened}))::integer as unopened
    from weekly`.execute(db)
  return rows[0] ?? { nothing: 0, unopened: 0 }
}

function weekly(week: DateTime): RawBuilder<unknown> {
  const [from, to] = [week.startOf('week').toJSDate(), week.endOf('week').toJSDate()]
  return sql`
    with made as (
      select searches.key, searches.text, searches.locale, searches.hits, searches.surface, searches.searched_at,
        (select min(rank) from search_openings where search_openings.search_id = searches.id) as first_rank
      from searches
      where searches.searched_at between ${from} and ${to} and searches.surface in ('page', 'header')
    ), counted as (
      select key, mode() within group (order by text) as text, mode() within group (order by locale) as locale,
        (count(*) filter (where surface = 'page'))::integer as searches,
        (array_agg(hits order by searched_at desc))[1] as hits,
        count(first_rank)::integer as opened, round(avg(first_rank), 1)::float8 as first_rank,
        max(searched_at) as last_at
      from made
      where surface = 'page' or first_rank is not null
      group by key
    ), weekly as (
      select counted.*, search_resolutions.resolution,
        coalesce(search_resolutions.resolution = 'ignored' or search_resolutions.resolved_at >= last_at, false) as dealt_with
      from counted left join search_resolutions using (key)
    )`
}
