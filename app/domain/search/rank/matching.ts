import { type RawBuilder, sql } from 'kysely'
import type { Hit } from '#app/domain/search/engine.ts'
import { documentsWith, type SearchPlan, type SearchTerm } from '#app/domain/search/rank/read-search.ts'
import type { Db } from '#db/transaction.ts'

/** Of so many documents that have the words it is looked at whether they pass the filters; of all in a small forum. */
const FILTERS_LOOKED = 3000
/** The same for the words of a phrase standing together, for which texts are read: 4000 take some 150 ms. */
const PHRASES_LOOKED = { small: 4000, large: 600 }
/** With more matches than this, they are looked for among so many of the newest; with fewer, through the index of words. */
const MANY = 20_000
/** How often a word stands in how many documents of a thread's answers besides its question, at a guess. */
const ANSWERS = 2
/** Words of one search meet more often than chance has them. */
const AFFINITY = 4

/** One kind of documents, and the place in which they have to have the words. */
const PLACES = {
  title: { column: sql.raw('title_terms'), kind: sql.raw("kind <> 'answer'"), each: 1 },
  text: { column: sql.raw('terms'), kind: sql.raw("kind <> 'answer'"), each: 1 },
  answer: { column: sql.raw('terms'), kind: sql.raw("kind = 'answer'"), each: ANSWERS },
} as const

/** The newest documents of one kind that have all the words in one place, pass the filters, and have every phrase. */
export function having(
  { passing, filtered, literally, narrowest, documents, small }: SearchPlan,
  place: keyof typeof PLACES,
  words: SearchTerm[],
  most: number,
): RawBuilder<unknown> {
  const { column, kind, each } = PLACES[place]
  const all = sql.join([sql`true`, ...words.map(({ stems }) => sql`${column} && ${stems}::integer[]`)], sql` and `)
  const condition = sql`${kind} and ${all}`
  const checks = literally !== undefined || filtered
  const looked = literally ? PHRASES_LOOKED[small ? 'small' : 'large'] : filtered ? FILTERS_LOOKED : most
  const bound = checks && small && !literally ? sql`` : sql`limit ${sql.lit(looked)}`
  const matches =
    each * together(words, documents) > MANY && !(checks && small)
      ? sql`select post_id from (
          select * from search_documents where ${kind} order by post_id desc limit ${sql.lit(MANY)}
        ) as search_documents where ${all} order by post_id desc ${bound}`
      : sql`select post_id from (${matching(condition)}) as matching order by post_id desc ${bound}`
  if (!checks) return sql`(${matches})`

  const checked = literally ? sql`${passing} and ${literally}` : passing
  // A common word with a rare filter is found from the side of the filter, unless all that have the word were looked at.
  const otherSide =
    narrowest && (literally || !small)
      ? sql`union (
        select post_id from search_documents where ${narrowest} and ${condition} and ${checked}
        order by post_id desc limit ${sql.lit(most)})`
      : sql``
  if (!literally) {
    return sql`(
      select post_id from search_documents join (${matches} offset 0) as matches using (post_id)
      where ${passing} order by post_id desc limit ${sql.lit(most)}
    ) ${otherSide}`
  }
  // One after the other, and the text of none that another condition rules out: PostgreSQL would read all texts there are.
  return sql`(
    select matches.post_id from (${matches} offset 0) as matches
    cross join lateral (
      select from (
        select * from search_documents where search_documents.post_id = matches.post_id and ${passing} offset 0
      ) as search_documents where ${literally} offset 0
    ) as found
    order by matches.post_id desc limit ${sql.lit(most)}
  ) ${otherSide}`
}

/** Without words there is nothing to rank by: the newest that pass, one post a thread by itself. */
export async function newest(
  db: Db,
  { passing, literally, narrowest, small }: SearchPlan,
  limit: number,
): Promise<Hit[]> {
  const checked = literally ? sql`${passing} and ${literally}` : passing
  const among = async (looked: RawBuilder<unknown>) => {
    const { rows } = await sql<Hit>`
      select post_id as "postId", extract(epoch from posts.created_at)::float8 as score
      from (select post_id from search_documents ${looked} and ${checked} offset 0) as passing
      join posts on posts.id = post_id
      order by posts.created_at desc, posts.id desc
      limit ${limit}`.execute(db)
    return rows
  }
  if (narrowest) return among(sql`where ${narrowest}`)
  const hits = await among(sql`
    join (select post_id from search_documents order by post_id desc limit ${sql.lit(2 * FILTERS_LOOKED)} offset 0)
      as newest using (post_id) where true`)
  return hits.length < limit && small && !literally ? among(sql`where true`) : hits
}

/** How many documents have all of these words, at a guess. */
const together = (words: SearchTerm[], documents: number): number =>
  words
    .map((word) => documentsWith(word) / Math.max(1, documents))
    .toSorted((a, b) => a - b)
    .reduce((sum, share, index) => sum * Math.min(1, index === 0 ? share : AFFINITY * share), documents)

/**
 * The documents that match, planned as if all were wanted: told that a few are enough, PostgreSQL would hope to meet a
 * rare word soon and read the whole table for it.
 */
const matching = (condition: RawBuilder<unknown>) =>
  sql`select post_id from search_documents where ${condition} offset 0`
