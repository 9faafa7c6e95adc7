import { type RawBuilder, sql } from 'kysely'
import { broughtIn, planCandidates } from '#app/domain/search/candidates.ts'
import { countWords } from '#app/domain/search/count-words.ts'
import { indexArticles, indexThreads } from '#app/domain/search/documents.ts'
import type { Hit, SearchEngine } from '#app/domain/search/engine.ts'
import { EVERYTHING, narrowestOf, readFilters } from '#app/domain/search/filters.ts'
import { metBy } from '#app/domain/search/impacts.ts'
import { isEmpty, type SearchQuery } from '#app/domain/search/parse-query.ts'
import { BREVITY_BONUS, FOREIGN, languageOf, suggest, TITLE_BONUS, tellingOf } from '#app/domain/search/suggest.ts'
import { rarity, readTerms, type Term } from '#app/domain/search/terms.ts'
import type { Db } from '#db/transaction.ts'

// How many documents each way of finding them may bring in. Beyond these only ids are read, never texts, so a search for
// the commonest word costs the same in a community of a thousand posts and of ten million.
const TITLE_CANDIDATES = 200
const TEXT_CANDIDATES = 150
/** Of so many documents that have the words of a phrase it is looked at whether they stand together. */
const PHRASES_LOOKED = 600
/** Of so many documents that have the words it is looked at whether they pass the filters. */
const FILTERS_LOOKED = 3000
/** What has less than this share of the telling words is about something else. */
const COVERAGE_MIN = 0.25
/** An answer by itself helps less than the question that it is found with anyway. */
const ANSWER_ALONE = 0.85

/** With more matches than this, they are looked for among so many of the newest; with fewer, through the index of words. */
const MANY = 20_000
/** How often a word stands in how many documents of a thread's answers besides its question, at a guess. */
const ANSWERS = 2
/** How many threads or articles are indexed by one statement. */
const REBUILT = 500
/** Words of one search meet more often than chance has them. */
const AFFINITY = 4

export function postgresEngine(): SearchEngine {
  async function find(db: Db, query: SearchQuery, limit: number): Promise<Hit[]> {
    const filters = await readFilters(db, query)
    if (filters === 'nothing') return []

    const [{ terms: all, documents }, excluded, quoted, narrowest] = await Promise.all([
      readTerms(db, query.words.join(' ')),
      readTerms(db, query.without.words.join(' ')),
      readTerms(db, query.phrases.join(' ')),
      narrowestOf(db, query),
    ])
    const terms = tellingOf(all)
      .map((term) => ({ ...term, stems: stemsOf([term, ...term.meant]) }))
      .filter((term) => term.stems.length > 0)
      .map((term) => ({ ...term, weight: rarity(holding(term), documents) }))
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, 10)
    const passing = sql.join(
      [
        filters,
        ...excluded.terms.filter((term) => !term.stop).map((term) => sql`not (terms && ${stemsOf([term])}::integer[])`),
      ],
      sql` and `,
    )
    const exact = [
      ...query.phrases.map((text) => hasPhrase(text)),
      ...query.without.phrases.map((text) => sql`not ${hasPhrase(text)}`),
    ]
    const literally = exact.length > 0 ? sql.join(exact, sql` and `) : undefined

    if (terms.length === 0 && query.phrases.length === 0) {
      // Words that stand nowhere, or only signs.
      if (query.words.length > 0) return []
      return newest(db, literally ? sql`${passing} and ${literally}` : passing, narrowest, limit)
    }
    const filtered = filters !== EVERYTHING || excluded.terms.length > 0
    const checked = literally ? sql`${passing} and ${literally}` : passing

    const quotedTerms = quoted.terms.filter((term) => !term.stop).map((term) => ({ ...term, stems: stemsOf([term]) }))
    /** How many documents have all of these words, at a guess. */
    const together = (list: Term[]) =>
      list
        .map((term) => holding(term) / Math.max(1, documents))
        .toSorted((a, b) => a - b)
        .reduce((sum, share, index) => sum * Math.min(1, index === 0 ? share : AFFINITY * share), documents)
    /** The newest of one kind that have all the words, pass the filters, and have every phrase. */
    const having = (
      column: RawBuilder<unknown>,
      kind: RawBuilder<unknown>,
      list: (Term & { stems: number[] })[],
      estimate: number,
      most: number,
    ) => {
      const words = [sql`true`, ...list.map(({ stems }) => sql`${column} && ${stems}::integer[]`)]
      const condition = sql`${kind} and ${sql.join(words, sql` and `)}`
      const looked = sql.lit(literally ? PHRASES_LOOKED : filtered ? FILTERS_LOOKED : most)
      const matches =
        estimate > MANY
          ? sql`select post_id from (
              select * from search_documents where ${kind} order by post_id desc limit ${sql.lit(MANY)}
            ) as search_documents where ${sql.join(words, sql` and `)} order by post_id desc limit ${looked}`
          : sql`select post_id from (${matching(condition)}) as matching order by post_id desc limit ${looked}`
      if (!literally && !filtered) return sql`(${matches})`
      return sql`(
        select post_id from search_documents join (${matches} offset 0) as matches using (post_id)
        where ${checked} order by post_id desc limit ${sql.lit(most)}
      ) ${
        narrowest
          ? sql`union (
            select post_id from search_documents where ${narrowest} and ${condition} and ${checked}
            order by post_id desc limit ${sql.lit(most)})`
          : sql``
      }`
    }
    const wanted = terms.flatMap((term, index) =>
      sides(term).map((side) => ({ ...side, term: index, weight: term.weight * side.likeness })),
    )
    const ways = planCandidates(wanted, [], documents)
    const bare = sql.raw('title_terms')
    const deep = sql.raw('terms')
    const questions = sql.raw("kind <> 'answer'")
    const answers = sql.raw("kind = 'answer'")

    const every = [...terms, ...quotedTerms]
    const weight = terms.reduce((sum, term) => sum + term.weight, 0)
    const { rows } = await sql<Hit>`
      with wanted as materialized (
        select * from unnest(
          ${wanted.map((side) => side.en)}::integer[], ${wanted.map((side) => side.fr)}::integer[],
          ${wanted.map((side) => side.term)}::integer[], ${wanted.map((side) => side.weight)}::float8[]
        ) as wanted (en, fr, term, weight)
      ), candidates as (
        ${having(bare, questions, every, together(every), TITLE_CANDIDATES)}
        union ${having(deep, questions, every, together(every), TEXT_CANDIDATES)}
        union ${having(deep, answers, every, together(every) * ANSWERS, TEXT_CANDIDATES)}
        ${
          literally
            ? terms.length > 0
              ? sql`union ${having(deep, questions, quotedTerms, together(quotedTerms), TEXT_CANDIDATES)}
                union ${having(deep, answers, quotedTerms, together(quotedTerms) * ANSWERS, TEXT_CANDIDATES)}`
              : sql``
            : sql`
          union ${broughtIn(ways, passing)}
          union (select post_id from search_documents
            where ${answers} and terms && ${ways.textAny}::integer[] and ${passing} limit ${sql.lit(TEXT_CANDIDATES)})`
        }
      )
      select document.post_id as "postId",
        (0.02 + matched.score) * sqrt(matched.covered)
          * (1 + ${sql.lit(TITLE_BONUS)} * matched.titled
            + ${sql.lit(BREVITY_BONUS)} * matched.named / greatest(1, cardinality(document.title_terms)))
          * (case document.kind when 'answer' then ${sql.lit(ANSWER_ALONE)} else 1 end)
          * (case when document.kind = 'article' or threads.accepted_answer_id is not null or threads.solved_at is not null
              then 1.1 else 1 end)
          * (case when document.locale <> ${languageOf(all)}::text then ${sql.lit(FOREIGN)} else 1 end)
          * (1 + 0.03 * ln(1 + greatest(0, posts.score))) as score
      from candidates
      join search_documents document using (post_id)
      cross join lateral (
        select coalesce(sum(impact), 0) / ${weight || 1}::float8 / 1000 as score,
          case when ${weight === 0} then 1 else coalesce(sum(weight), 0) / ${weight || 1}::float8 end as covered,
          coalesce(sum(weight) filter (where titled), 0) / ${weight || 1}::float8 as titled,
          count(*) filter (where titled) as named
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
      // By and by: all at once, the words of every text would have to be sorted together.
      const { rows } = await sql<{ threads: number; articles: number }>`
        select coalesce((select max(id) from threads), 0) as threads,
          coalesce((select max(id) from articles), 0) as articles`.execute(db)
      const { threads = 0, articles = 0 } = rows[0] ?? {}
      for (let from = 1; from <= threads; from += REBUILT) {
        await indexThreads(db, sql`threads.id between ${from} and ${from + REBUILT - 1}`)
      }
      for (let from = 1; from <= articles; from += REBUILT) {
        await indexArticles(db, sql`articles.id between ${from} and ${from + REBUILT - 1}`)
      }
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

/** Whether the words of a phrase stand together in a title or text, whatever is between them but letters and digits. */
function hasPhrase(phrase: string): RawBuilder<unknown> {
  const words = phrase.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  return sql`(unaccent(lower(search_documents.title || E'\\n' || search_documents.body))
    ~ ('\\m' || unaccent(lower(${words.join('[^[:alnum:]]+')})) || '\\M'))`
}

/** The stems of words in both languages, to look for any of them. */
const stemsOf = (words: { en: number | null; fr: number | null }[]): number[] => [
  ...new Set(words.flatMap(({ en, fr }) => [en, fr]).filter((stem) => stem !== null)),
]

const holding = (term: Term) => Math.max(1, term.documents + term.meant.reduce((sum, each) => sum + each.documents, 0))

/** A word as it was typed, and those that were meant by it. */
const sides = (term: Term) => [{ ...term, likeness: 1 }, ...term.meant]

/** Without words there is nothing to rank by: the newest that pass, one post a thread by itself. */
async function newest(
  db: Db,
  passing: RawBuilder<unknown>,
  narrowest: RawBuilder<unknown> | undefined,
  limit: number,
): Promise<Hit[]> {
  const looked = narrowest
    ? sql`where ${narrowest}`
    : sql`join (select post_id from search_documents order by post_id desc limit ${sql.lit(2 * FILTERS_LOOKED)} offset 0)
        as newest using (post_id) where true`
  const { rows } = await sql<Hit>`
    select post_id as "postId", extract(epoch from posts.created_at)::float8 as score
    from (select post_id from search_documents ${looked} and ${passing} offset 0) as passing
    join posts on posts.id = post_id
    order by posts.created_at desc, posts.id desc
    limit ${limit}`.execute(db)
  return rows
}
