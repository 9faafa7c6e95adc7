import { sql } from 'kysely'
import { maskPersonalData } from '#app/domain/articles/mask-personal-data.ts'
import { QUERY_LENGTH } from '#app/domain/search/query/query-terms.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { readIds, type Swept, sweepBatches } from '#app/domain/sweeps/sweep-rows.ts'
import { normalize } from '#app/text/normalize.ts'
import { typedLine } from '#app/text/typed-text.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** Where somebody searched: the search page, the box on every page, or suggestions beside a form or a page. */
export type SearchSurface = 'page' | 'header' | 'suggestions' | 'contact' | 'not_found' | 'feedback' | 'composer'

type Search = { text: string; locale: Locale; surface: SearchSurface; hits: number }

const DAY = 86_400_000
/** A text that is continued within this many seconds is still the same search. */
const TYPING_SECONDS = 60
/** After this many hours an opened result does not count any more: the page of results is old. */
const OPENING_HOURS = 24
const RANK_MAX = 300
const DELETED_AT_ONCE = 1000

/**
 * Logs a search and its number of hits, without the person: no account, no address, no cookie; e-mail addresses, phone
 * numbers and IP addresses are masked. Kept for 365 days (rules.md, Search). A search that continues the search
 * `typedFrom` (one text begins with the other) replaces it, so a word typed with results at every pause leaves one row.
 * Returns the id of the search, undefined when there is nothing to log.
 */
export async function logSearch(
  db: Db,
  { text, locale, surface, hits, typedFrom }: Search & { typedFrom?: number },
): Promise<number | undefined> {
  const masked = maskPersonalData(typedLine(text.slice(0, 4 * QUERY_LENGTH)).slice(0, QUERY_LENGTH), locale)
  if (masked === '') return undefined
  const key = searchKey(masked)

  if (typedFrom !== undefined) {
    const earlier = await db
      .updateTable('searches')
      .set({ text: masked, key, hits, searchedAt: sql<Date>`now()` })
      .where('id', '=', typedFrom)
      .where('surface', '=', surface)
      .where('searchedAt', '>', sql<Date>`now() - make_interval(secs => ${TYPING_SECONDS})`)
      .where(sql<boolean>`(starts_with(${key}::text, key) or starts_with(key, ${key}::text))`)
      .where((eb) =>
        eb.not(eb.exists(eb.selectFrom('searchOpenings').whereRef('searchId', '=', 'searches.id').select('postId'))),
      )
      .returning('id')
      .executeTakeFirst()
    if (earlier) return earlier.id
  }
  // Nobody needs to wait until a line of a log is on the disk.
  const { rows } = await sql<{ id: number }>`
    insert into searches (text, key, locale, surface, hits)
    select ${masked}, ${key}, ${locale}, ${surface}, ${hits}::integer
    from (select set_config('synchronous_commit', 'off', true)) as quickly
    returning id`.execute(db)
  return rows[0]?.id
}

/** Texts that differ only in case, accents, blanks and punctuation at their ends are one search. */
export function searchKey(text: string): string {
  return normalize(text, 'NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s?!.,;:…]+|[\s?!.,;:…]+$/gu, '')
}

/**
 * Logs that a result of a search was opened, and its rank (from 1 on). Only the first time counts. Nothing is logged
 * for a search that does not exist or is older than a day, for a post that is not in the index, and for more openings
 * than the search had hits.
 */
export async function logOpened(
  db: Db,
  searchId: number,
  { postId, rank }: { postId: number; rank: number },
): Promise<void> {
  if (!Number.isInteger(rank) || rank < 1 || rank > RANK_MAX) return
  await sql`
    insert into search_openings (search_id, post_id, rank)
    select searches.id, search_documents.post_id, ${rank}::integer
    from searches, search_documents
    where searches.id = ${searchId} and searches.searched_at > now() - make_interval(hours => ${OPENING_HOURS})
      and search_documents.post_id = ${postId}
      and searches.hits > (select count(*) from search_openings where search_openings.search_id = searches.id)
    on conflict do nothing`.execute(db)
}

/** Every night: deletes searches that are older than the setting says, their openings, and their marks by staff. */
export async function deleteOldSearches(db: Db, { now }: { now: Date }): Promise<Swept> {
  const { keepLogDays } = await getSetting(db, 'searchLog')
  const before = new Date(now.getTime() - keepLogDays * DAY)
  const old = readIds((after) =>
    db
      .selectFrom('searches')
      .where('searchedAt', '<', before)
      .where('id', '>', after)
      .select('id')
      .orderBy('id')
      .limit(DELETED_AT_ONCE)
      .execute(),
  )
  const swept = await sweepBatches(db, { name: 'searches.delete_old', kind: 'search' }, old, (trx, ids) =>
    trx.deleteFrom('searches').where('id', 'in', ids).execute(),
  )
  await db
    .deleteFrom('searchResolutions')
    .where('resolvedAt', '<', before)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('searches').whereRef('searches.key', '=', 'searchResolutions.key').select('searches.id'),
        ),
      ),
    )
    .execute()
  return swept
}
