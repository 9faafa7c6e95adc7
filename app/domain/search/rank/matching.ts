import { type RawBuilder, sql } from 'kysely'
import type { Hit } from '#app/domain/search/engine.ts'
import { documentsWith, type SearchPlan, type SearchTerm } from '#app/domain/search/rank/read-search.ts'
import type { Db } from '#db/transaction.ts'

/** Of the documents that have the words, this many are checked against the filters; in a small forum, all of them. */
const FILTERS_LOOKED = 3000
/** The same for phrases, for which texts are read: 4000 take about 150 ms. */
const PHRASES_LOOKED = { small: 4000, large: 600 }
/**
 * With more matches than this, only this many of the newest documents are searched; with fewer, the index of words is
 * used.
 */
const MANY = 20_000
/** An estimate: how many documents with a word there are among the answers for each one among the questions. */
const ANSWERS = 2
/** The words of one search are together in documents this many times as often as by chance. */
const AFFINITY = 4

/** The kinds of documents, and the place in which they must have the words. */
const PLACES = {
  title: { column: sql.raw('title_terms'), kind: sql.raw("kind <> 'answer'"), each: 1 },
  text: { column: sql.raw('terms'), kind: sql.raw("kind <> 'answer'"), each: 1 },
  answer: { column: sql.raw('terms'), kind: sql.raw("kind = 'answer'"), each: ANSWERS },
} as const

/** The newest documents of one kind that have all the words in one place, pass the filters, and have every phrase. */
export function documentsHaving(
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
  // A common word with a rare filter: the search starts from the filter, unless all documents with the word were
  // checked.
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
  // The conditions are checked one after the other, so that only texts that pass the others are read: otherwise
  // PostgreSQL would read all texts.
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

/** Without words there is no ranking: the newest that pass the filters, one post for each thread. */
export async function newestDocuments(
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

/** An estimate of how many documents have all of these words. */
const together = (words: SearchTerm[], documents: number): number =>
  words
    .map((word) => documentsWith(word) / Math.max(1, documents))
    .toSorted((a, b) => a - b)
    .reduce((sum, share, index) => sum * Math.min(1, index === 0 ? share : AFFINITY * share), documents)

/**
 * The documents that match, planned as if all were needed. With a small limit, PostgreSQL would expect to find a rare
 * word soon and would read the whole table.
 */
const matching = (condition: RawBuilder<unknown>) =>
  sql`select post_id from search_documents where ${condition} offset 0`
