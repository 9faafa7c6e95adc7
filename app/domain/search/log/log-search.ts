import { sql } from 'kysely'
import { maskPersonalData } from '#app/domain/articles/mask-personal-data.ts'
import { QUERY_LENGTH } from '#app/domain/search/query/query-terms.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { typedLine } from '#app/text/typed-text.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** Where somebody looked: the search page, the box on every page, or suggestions beside something else. */
export type SearchSurface = 'page' | 'header' | 'suggestions' | 'contact' | 'not_found' | 'feedback' | 'composer'

type Search = { text: string; locale: Locale; surface: SearchSurface; hits: number }

const DAY = 86_400_000
/** Who types on within these seconds is still at the same search. */
const TYPING_SECONDS = 60
/** After this nobody opens results of a search any more: its page is an old one. */
const OPENING_HOURS = 24
const RANK_MAX = 300

/**
 * Writes down what was looked for and how many hits it had, without the person: no account, no address, no cookie, and
 * e-mail addresses, phone numbers and IP addresses masked. Kept for 365 days (rules.md, Search). A search that goes on
 * from `typedFrom`, one text being the beginning of the other, replaces it: of a word typed with results at every pause
 * one row stays. Returns the number of the search, undefined when there is nothing to write down.
 */
export async function logSearch(
  db: Db,
  { text, locale, surface, hits, typedFrom }: Search & { typedFrom?: number },
): Promise<number | undefined> {
  const masked = maskPersonalData(typedLine(text).slice(0, QUERY_LENGTH), locale)
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
  // A line of a log is not worth waiting for the disk.
  const { rows } = await sql<{ id: number }>`
    insert into searches (text, key, locale, surface, hits)
    select ${masked}, ${key}, ${locale}, ${surface}, ${hits}::integer
    from (select set_config('synchronous_commit', 'off', true)) as quickly
    returning id`.execute(db)
  return rows[0]?.id
}

/** Texts that differ in nothing but case, accents, blanks and the marks at their ends are one search. */
export function searchKey(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s?!.,;:…]+|[\s?!.,;:…]+$/gu, '')
}

/**
 * Writes down that a result of a search was opened, and at which rank (from 1 on). The first time counts; a search that
 * is not there or older than a day, a post that is not in the index, and more openings than it had hits leave nothing.
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

/** Every night: searches older than the settings say go, with what was opened, and what staff marked of them. */
export async function deleteOldSearches(db: Db, { now }: { now: Date }): Promise<number> {
  const { keepLogDays } = await getSetting(db, 'searchLog')
  const before = new Date(now.getTime() - keepLogDays * DAY)
  const gone = await db.deleteFrom('searches').where('searchedAt', '<', before).executeTakeFirst()
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
  return Number(gone.numDeletedRows)
}
