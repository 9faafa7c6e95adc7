import { sql } from 'kysely'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { searchPosts } from '#app/domain/search/find/search-posts.ts'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { type Swept, sweepEach } from '#app/domain/sweeps/sweep-rows.ts'
import type { Locale } from '#db/schema.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

const WINDOW_DAYS = 30
const KEPT = 8
const CANDIDATES = 60
const WORDS_MAX = 6
const LENGTH_MAX = 60

/**
 * Every night: chooses the popular searches that everybody sees. A search of the last 30 days is popular when it was
 * made on as many different days as the setting says, contains only words (a filter may name a person, a mask hides
 * personal data), and a visitor finds something with it, with all its words in texts that a visitor may read.
 */
export async function updatePopularSearches(db: Db, engine: SearchEngine): Promise<Swept> {
  const { popularDays } = await getSetting(db, 'searchLog')
  const chosen: Array<{ text: string; locale: Locale; days: number }> = []
  let failed = 0
  for (const locale of ['en', 'fr'] as const) {
    const { rows } = await sql<{ text: string; days: number }>`
      select mode() within group (order by text) as text,
        count(distinct (searched_at at time zone 'UTC')::date)::integer as days
      from searches
      where locale = ${locale} and surface = 'page' and hits > 0 and length(key) between 3 and ${sql.lit(LENGTH_MAX)}
        and searched_at > now() - make_interval(days => ${WINDOW_DAYS}) and key ~ '^[^]["\\[:@\\d]+$'
      group by key
      having count(distinct (searched_at at time zone 'UTC')::date) >= ${popularDays}
      order by days desc, count(*) desc, key
      limit ${sql.lit(CANDIDATES)}`.execute(db)
    let kept = 0
    const sweep = {
      name: `searches.update_popular ${locale}`,
      subject: ({ text }: { text: string }) => `search ${text}`,
    }
    const swept = await sweepEach(db, sweep, rows, async ({ text, days }) => {
      if (kept === KEPT || !(await isForEverybody(db, engine, text, locale))) return
      chosen.push({ text: text.toLowerCase(), locale, days })
      kept += 1
    })
    failed += swept.failed
  }
  await inTransaction(db, async (trx) => {
    await trx.deleteFrom('popularSearches').execute()
    if (chosen.length > 0) await trx.insertInto('popularSearches').values(chosen).execute()
  })
  return { done: chosen.length, failed }
}

/** Whether a visitor finds something with a text, and every word of it is in what they find. */
async function isForEverybody(db: Db, engine: SearchEngine, text: string, locale: Locale): Promise<boolean> {
  const { words } = parseQuery(text)
  if (words.length === 0 || words.length > WORDS_MAX) return false
  const { results } = await searchPosts(db, null, engine, { text, locale })
  if (results.length === 0) return false
  const { rows } = await sql<{ missing: number }>`
    select count(*)::integer as missing
    from unnest(${words}::text[]) as asked (word)
    where not exists (
      select from search_documents
      where post_id = any (${results.map((result) => result.postId)}::bigint[])
        and position(btrim(split_part(search_text(asked.word), E'\\n', 1)) in search_text(title || ' ' || tags || ' ' || body)) > 0)`.execute(
    db,
  )
  return rows[0]?.missing === 0
}

/** The most popular searches of visitors, in one language. */
export function listPopularSearches(db: Db, locale: Locale): Promise<Array<{ text: string }>> {
  return db
    .selectFrom('popularSearches')
    .where('locale', '=', locale)
    .orderBy('days', 'desc')
    .orderBy('text')
    .select('text')
    .execute()
}
