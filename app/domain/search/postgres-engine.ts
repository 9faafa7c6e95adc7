import { type RawBuilder, sql } from 'kysely'
import { countWords } from '#app/domain/search/count-words.ts'
import { indexArticles, indexThreads } from '#app/domain/search/documents.ts'
import type { Hit, SearchEngine } from '#app/domain/search/engine.ts'
import { readFilters } from '#app/domain/search/filters.ts'
import { metBy } from '#app/domain/search/impacts.ts'
import { isEmpty, type SearchQuery } from '#app/domain/search/parse-query.ts'
import { suggest, TITLE_BONUS } from '#app/domain/search/suggest.ts'
import { rarity, readTerms, type Term } from '#app/domain/search/terms.ts'
import type { Db } from '#db/transaction.ts'

// How many documents each way of finding them may bring in. Beyond these only ids are read, never texts, so a search for
// the commonest word costs the same in a community of a thousand posts and of ten million.
const TITLE_CANDIDATES = 200
const TEXT_CANDIDATES = 150
const LOOSE_CANDIDATES = 100
/** Fewer matches of all words than this, and documents with only some of them are looked at too. */
const ENOUGH = 20
const COVERAGE_MIN = 0.25

/** With more matches than this, the newest are read in their order; with fewer, all are found through the word's index. */
const MANY = 20_000
/** How often a word stands in how many documents of a thread's answers besides its question, at a guess. */
const ANSWERS = 2

export function postgresEngine(): SearchEngine {
  async function find(db: Db, query: SearchQuery, limit: number): Promise<Hit[]> {
    const filters = await readFilters(db, query)
    if (filters === 'nothing') return []

    const [{ terms: all, documents }, excluded, quoted] = await Promise.all([
      readTerms(db, query.words.join(' ')),
      readTerms(db, query.without.words.join(' ')),
      readTerms(db, query.phrases.join(' ')),
    ])
    // The words of grammar decide only when there are no others.
    const content = all.filter((term) => !term.stop)
    const terms = (content.length > 0 ? content : all)
      .map((term) => ({ ...term, stems: stemsOf([term, ...term.meant]) }))
      .filter((term) => term.stems.length > 0)
      .map((term) => ({ ...term, weight: rarity(holding(term), documents) }))
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, 10)
    const phraseStems = quoted.terms.filter((term) => !term.stop).map((term) => stemsOf([term]))

    const phrase = (text: string) => sql`
      to_tsvector('simple', unaccent(search_documents.title || E'\n' || search_documents.body))
        @@ phraseto_tsquery('simple', unaccent(${text}))`
    const not = [
      ...excluded.terms.filter((term) => !term.stop).map((term) => sql`not (terms && ${stemsOf([term])}::integer[])`),
      ...query.without.phrases.map((text) => sql`not (${phrase(text)})`),
    ]
    const passing = sql.join([filters, ...not, ...query.phrases.map(phrase)], sql` and `)

    if (terms.length === 0 && query.phrases.length === 0) {
      // Words that stand nowhere, or only signs.
      if (query.words.length > 0) return []
      return newest(db, passing, limit)
    }

    const and = (column: RawBuilder<unknown>, lists: number[][]) =>
      sql.join(lists.length > 0 ? lists.map((stems) => sql`${column} && ${stems}::integer[]`) : [sql`true`], sql` and `)
    const strict = [...terms.map((term) => term.stems), ...phraseStems]
    // Rare words first: a common one alone says little and matches everything.
    const telling = terms.filter((term, index) => index === 0 || (index < 6 && holding(term) < documents / 4))
    const loose = [...(telling.length > 0 ? [telling.flatMap((term) => term.stems)] : []), ...phraseStems]

    const most = (counts: number[], any: boolean) =>
      counts.length === 0 ? documents : any ? counts.reduce((sum, count) => sum + count, 0) : Math.min(...counts)
    const candidates = (
      column: RawBuilder<unknown>,
      kind: RawBuilder<unknown>,
      lists: number[][],
      estimate: number,
      count: RawBuilder<unknown>,
    ) => {
      const condition = sql`${kind} and ${and(column, lists)} and ${passing}`
      return estimate > MANY
        ? sql`(select post_id from search_documents where ${condition} order by post_id desc limit ${count})`
        : sql`(select post_id from (${matching(condition)}) as matching order by post_id desc limit ${count})`
    }
    const questions = sql`kind <> 'answer'`
    const answers = sql`kind = 'answer'`
    const inTitles = terms.map((term) => term.titles + term.meant.reduce((sum, each) => sum + each.titles, 0))
    const inTexts = terms.map(holding)
    const few = sql`(select count(*) from strictly) < ${sql.lit(ENOUGH)}`
    const when = (condition: RawBuilder<unknown>, count: number) =>
      sql`(case when ${condition} then ${sql.lit(count)} else 0 end)`
    const bare = sql.raw('title_terms')
    const deep = sql.raw('terms')

    const weight = terms.reduce((sum, term) => sum + term.weight, 0)
    const { rows } = await sql<Hit>`
      with wanted as materialized (
        select * from unnest(
          ${terms.flatMap((term) => sides(term).map((side) => side.en))}::integer[],
          ${terms.flatMap((term) => sides(term).map((side) => side.fr))}::integer[],
          ${terms.flatMap((term, index) => sides(term).map(() => index))}::integer[],
          ${terms.flatMap((term) => sides(term).map((side) => term.weight * side.likeness))}::float8[]
        ) as wanted (en, fr, term, weight)
      ), strictly as (
        ${candidates(bare, questions, strict, most(inTitles, false), sql.lit(TITLE_CANDIDATES))}
        union ${candidates(deep, questions, strict, most(inTexts, false), sql.lit(TEXT_CANDIDATES))}
        union ${candidates(deep, answers, strict, most(inTexts, false) * ANSWERS, sql.lit(TEXT_CANDIDATES))}
      ), loosely_in_titles as (
        ${candidates(bare, questions, loose, most(inTitles, true), when(few, LOOSE_CANDIDATES))}
      ), loosely as (
        ${candidates(
          deep,
          sql`true`,
          loose,
          MANY + 1,
          when(
            sql`${few} and (select count(*) from loosely_in_titles) < ${sql.lit(LOOSE_CANDIDATES)}`,
            LOOSE_CANDIDATES,
          ),
        )}
      ), candidates as (
        select post_id from strictly
        union select post_id from loosely_in_titles
        union select post_id from loosely
      )
      select document.post_id as "postId",
        (0.05 + matched.score) * matched.covered * matched.covered
          * (1 + ${sql.lit(TITLE_BONUS)} * matched.titled)
          * (case when document.kind = 'article' or threads.accepted_answer_id is not null or threads.solved_at is not null
              then 1.1 else 1 end)
          * (1 + 0.03 * ln(1 + greatest(0, posts.score))) as score
      from candidates
      join search_documents document using (post_id)
      cross join lateral (
        select coalesce(sum(impact), 0) / ${weight || 1}::float8 / 1000 as score,
          case when ${weight === 0} then 1 else coalesce(sum(weight), 0) / ${weight || 1}::float8 end as covered,
          coalesce(sum(weight) filter (where titled), 0) / ${weight || 1}::float8 as titled
        from (
          select term, max(weight) as weight, max(weight * impact) as impact, bool_or(stem = any (document.title_terms)) as titled
          from ${metBy(sql`select term, weight, case document.locale when 'fr' then fr else en end as stem from wanted`)}
          group by term
        ) as terms
      ) as matched
      join posts on posts.id = document.post_id
      left join threads on threads.id = document.thread_id
      where matched.covered >= ${sql.lit(COVERAGE_MIN)}
      order by score desc, document.post_id desc
      limit ${sql.lit(limit)}`.execute(db)
    return rows
  }

  return {
    async index(db, { threadIds = [], articleIds = [] }) {
      if (threadIds.length > 0) await indexThreads(db, sql`threads.id = any (${threadIds}::bigint[])`)
      if (articleIds.length > 0) await indexArticles(db, sql`articles.id = any (${articleIds}::bigint[])`)
    },

    async remove(db, postIds) {
      await sql`delete from search_documents where post_id = any (${postIds}::bigint[])`.execute(db)
    },

    async search(db, query, { limit }) {
      return isEmpty(query) ? [] : find(db, query, limit)
    },

    suggest: (db, need, { limit }) => suggest(db, need, limit),

    async rebuild(db) {
      await indexThreads(db, sql`true`)
      await indexArticles(db, sql`true`)
      await sql`select gin_clean_pending_list('search_documents_terms'), gin_clean_pending_list('search_documents_title_terms'),
        gin_clean_pending_list('search_documents_answer_terms')`.execute(db)
      await countWords(db, { always: true })
      await sql`analyze search_documents, search_lexemes, search_words`.execute(db)
    },
  }
}

/**
 * The documents that match, planned as if all were wanted: told that a few are enough, PostgreSQL would hope to meet a
 * rare word soon and read the whole table for it.
 */
const matching = (condition: RawBuilder<unknown>) =>
  sql`select post_id from search_documents where ${condition} offset 0`

/** The stems of words in both languages, to look for any of them. */
const stemsOf = (words: { en: number | null; fr: number | null }[]): number[] => [
  ...new Set(words.flatMap(({ en, fr }) => [en, fr]).filter((stem) => stem !== null)),
]

const holding = (term: Term) => Math.max(1, term.documents + term.meant.reduce((sum, each) => sum + each.documents, 0))

/** A word as it was typed, and those that were meant by it. */
const sides = (term: Term) => [{ ...term, likeness: 1 }, ...term.meant]

/** Without words there is nothing to rank by: the newest that pass, one post a thread by itself. */
async function newest(db: Db, passing: RawBuilder<unknown>, limit: number): Promise<Hit[]> {
  const { rows } = await sql<Hit>`
    select search_documents.post_id as "postId", extract(epoch from posts.created_at)::float8 as score
    from search_documents join posts on posts.id = search_documents.post_id
    where ${passing}
    order by posts.created_at desc, posts.id desc
    limit ${limit}`.execute(db)
  return rows
}
