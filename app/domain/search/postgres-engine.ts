import { type RawBuilder, sql } from 'kysely'
import { indexArticles, indexThreads } from '#app/domain/search/documents.ts'
import type { Hit, SearchEngine } from '#app/domain/search/engine.ts'
import { readFilters } from '#app/domain/search/filters.ts'
import { isEmpty, parseQuery, type SearchQuery } from '#app/domain/search/parse-query.ts'
import type { Db } from '#db/transaction.ts'

// How many documents each way of finding them may bring in. Beyond these only ids are read, never texts, so a search for
// the commonest word costs the same in a community of a thousand posts and of ten million.
const TITLE_CANDIDATES = 200
const TEXT_CANDIDATES = 150
const LOOSE_CANDIDATES = 100
const FUZZY_CANDIDATES = 50
/** Fewer matches of all words than this, and documents with only some of them are looked at too. */
const ENOUGH = 20
const FUZZY_BELOW = 5

/** A word with what of it is in the index: its tsquery, and the share of documents that have it. */
type Term = { word: string; query: string; share: number; stop: boolean; known: boolean }

const STATISTICS_KEPT = 10 * 60_000
/** With more matches than this, the newest are read in their order; with fewer, all are found through the word's index. */
const MANY = 20_000

type Statistics = { until: number; documents: number; shareOf: Map<string, number> }

export function postgresEngine(): SearchEngine {
  let kept: Statistics | undefined

  /** How common lexemes are, from the statistics that PostgreSQL keeps anyway; what is not in them is rare. */
  async function readStatistics(db: Db): Promise<Statistics> {
    if (kept && kept.until > Date.now()) return kept
    const { rows } = await sql<{ documents: number; common: [string, number][] | null }>`
      select greatest(0, reltuples)::integer as documents,
        (select json_agg(json_build_array(lexeme, share))
          from pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) as elements (lexeme, share)
          where tablename = 'search_documents' and attname = 'vector' and schemaname = any (current_schemas(false))
            and lexeme is not null) as common
      from pg_class where oid = 'search_documents'::regclass`.execute(db)
    const row = rows[0]
    kept = { until: Date.now() + STATISTICS_KEPT, documents: row?.documents ?? 0, shareOf: new Map(row?.common ?? []) }
    return kept
  }

  async function readTerms(db: Db, words: string[], { prefix = false } = {}): Promise<Term[]> {
    if (words.length === 0) return []
    const { shareOf } = await readStatistics(db)
    const { rows } = await sql<{ word: string; query: string; lexemes: string[]; stop: boolean }>`
      with terms as (
        select word, position,
          plainto_tsquery('entraide_en', word) as en,
          plainto_tsquery('entraide_fr', word) as fr,
          plainto_tsquery('simple', unaccent(word)) as bare
        from unnest(${words}::text[]) with ordinality as given (word, position)
      ), queries as (
        select *, (en || fr || bare)::text as query, numnode(en) = 0 or numnode(fr) = 0 as stop from terms
      )
      select word, query, stop,
        array(select distinct unnest(
          tsvector_to_array(to_tsvector('entraide_en', word)) || tsvector_to_array(to_tsvector('entraide_fr', word))
          || tsvector_to_array(to_tsvector('simple', unaccent(word))))) as lexemes
      from queries where numnode(bare) > 0 order by position`.execute(db)

    const last = words.at(-1)
    const terms = rows.map(({ word, query, lexemes, stop }) => {
      const share = Math.max(0, ...lexemes.map((lexeme) => shareOf.get(lexeme) ?? 0))
      const unfinished = prefix && word === last && /^[\p{L}\p{N}]{4,}$/u.test(word)
      return {
        word,
        query: unfinished ? `${query} | '${word.normalize('NFD').replace(/\p{M}/gu, '')}':*` : query,
        share,
        stop,
        known: stop || share > 0,
      }
    })

    const doubtful = terms.filter((term) => !term.known)
    if (doubtful.length > 0) {
      const found = await sql<{ query: string }>`
        select query from unnest(${doubtful.map((term) => term.query)}::text[]) as doubtful (query)
        where (select count(*) from (${matching(sql`vector @@ query::tsquery`)}) as matching) > 0`.execute(db)
      const known = new Set(found.rows.map((row) => row.query))
      for (const term of doubtful) term.known = known.has(term.query)
    }
    return terms
  }

  async function find(
    db: Db,
    query: SearchQuery,
    options: { limit: number; loose?: boolean; minCoverage?: number; prefix?: boolean },
  ): Promise<Hit[]> {
    const filters = await readFilters(db, query)
    if (filters === 'nothing') return []

    const all = await readTerms(db, query.words, options)
    // The words of grammar decide only when there are no others.
    const content = all.filter((term) => !term.stop)
    const terms = (content.length > 0 ? content : all).toSorted((a, b) => a.share - b.share).slice(0, 10)
    const excluded = await readTerms(db, query.without.words)

    const phrase = (text: string) => sql`phraseto_tsquery('simple', unaccent(${text}))`
    const required = query.phrases.map(phrase)
    const forbidden = [...excluded.map((term) => sql`${term.query}::tsquery`), ...query.without.phrases.map(phrase)]

    if (terms.length === 0 && required.length === 0) return newest(db, filters, forbidden, options.limit)

    const and = (parts: RawBuilder<unknown>[]) => sql.join(parts, sql` && `)
    const or = (parts: RawBuilder<unknown>[]) => sql.join(parts, sql` || `)
    const wanted = terms.map((term) => sql`(${term.query}::tsquery)`)
    const strict = and([...wanted, ...required, ...forbidden.map((part) => sql`!!(${part})`)])
    // Rare words first: a common one alone says little and matches everything.
    const telling = terms.filter((term, index) => index === 0 || (index < 6 && term.share < 0.25))
    const loose =
      telling.length > 0
        ? and([
            sql`(${or(telling.map((term) => sql`(${term.query}::tsquery)`))})`,
            ...required,
            ...forbidden.map((part) => sql`!!(${part})`),
          ])
        : strict

    const { documents } = await readStatistics(db)
    const expected = documents * Math.min(1, ...terms.map((term) => term.share))
    const expectedLoosely = documents * telling.reduce((sum, term) => sum + term.share, 0)
    const newestFirst = (condition: RawBuilder<unknown>, estimate: number) =>
      estimate > MANY
        ? sql`select post_id from search_documents where ${condition} order by post_id desc`
        : sql`select post_id from (${matching(condition)}) as matching order by post_id desc`
    const loosely = sql`(${options.loose ?? false} or (select count(*) from strictly) < ${ENOUGH})`

    const unknown = terms.filter((term) => !term.known)
    const fuzzy = (unknown.length > 0 ? unknown : terms)
      .map((term) => term.word)
      .filter((word) => /^\p{L}{4,}$/u.test(word))
    const mayGuess = fuzzy.length > 0 && query.phrases.length === 0
    const guess = sql.join(
      fuzzy.map((word) => sql`${word} <% search_documents.title`),
      sql` or `,
    )
    const not = forbidden.length > 0 ? sql`not (search_documents.vector @@ (${or(forbidden)}))` : sql`true`

    const weigh = (term: Term) => Math.log(1 + 1 / (term.share + 0.0005))
    const total = terms.reduce((sum, term) => sum + weigh(term), 0)
    const matched = terms.map((term) => {
      const hit = sql`case when search_documents.vector @@ ${term.query}::tsquery then 1::real`
      return term.known || !fuzzy.includes(term.word)
        ? sql`${weigh(term)}::real * (${hit} else 0 end)`
        : sql`${weigh(term)}::real * (${hit} else 0.8 * word_similarity(${term.word}, search_documents.title) end)`
    })
    const coverage = terms.length > 0 ? sql`(${sql.join(matched, sql` + `)}) / ${total}::real` : sql`1::real`
    const text = [...terms.map((term) => term.word), ...query.phrases].join(' ')
    const rank = or([...wanted, ...required])

    const { rows } = await sql<Hit>`
      with in_titles as (
        ${newestFirst(sql`title_vector @@ (${strict}) and ${filters}`, expected)} limit ${TITLE_CANDIDATES}
      ), in_texts as (
        ${newestFirst(sql`vector @@ (${strict}) and ${filters}`, expected)} limit ${TEXT_CANDIDATES}
      ), strictly as (
        select post_id from in_titles union select post_id from in_texts
      ), loosely_in_titles as (
        ${newestFirst(sql`title_vector @@ (${loose}) and ${filters}`, expectedLoosely)} limit case when ${loosely} then ${LOOSE_CANDIDATES}::integer else 0 end
      ), loosely as (
        ${newestFirst(sql`vector @@ (${loose}) and ${filters}`, expectedLoosely)} limit case when ${loosely} and (select count(*) from loosely_in_titles) < ${LOOSE_CANDIDATES}
          then ${LOOSE_CANDIDATES}::integer else 0 end
      ), guessed as (
        ${
          mayGuess
            ? sql`select post_id from search_documents
                where kind <> 'answer' and (${guess}) and ${not} and ${filters}
                limit case when ${unknown.length > 0} or (select count(*) from strictly) < ${FUZZY_BELOW} then ${FUZZY_CANDIDATES}::integer else 0 end`
            : sql`select post_id from search_documents where false`
        }
      ), candidates as (
        select post_id from strictly
        union select post_id from loosely_in_titles
        union select post_id from loosely
        union select post_id from guessed
      ), weighed as (
        select search_documents.post_id,
          ${coverage} as coverage,
          ts_rank('{0.1, 0.3, 0.6, 1.0}', search_documents.vector, ${rank}, 1)
            + (case when search_documents.kind = 'answer' then 0.1 else 0.3 end) * similarity(search_documents.title, ${text}) + 0.05
            as closeness,
          (case when search_documents.kind = 'article' or threads.accepted_answer_id is not null or threads.solved_at is not null
            then 1.1 else 1 end) * (1 + 0.03 * ln(1 + greatest(0, posts.score))) as standing
        from candidates
        join search_documents using (post_id)
        join posts on posts.id = search_documents.post_id
        left join threads on threads.id = search_documents.thread_id
      )
      select post_id as "postId", coverage * coverage * closeness * standing as score
      from weighed
      where coverage >= ${options.minCoverage ?? 0.25}
      order by score desc, post_id desc
      limit ${options.limit}`.execute(db)
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
      return isEmpty(query) ? [] : find(db, query, { limit })
    },

    suggest(db, need, { limit }) {
      // A title is not an expression: its brackets and quotes are words.
      const query = parseQuery(need.title.replace(/["[\]:-]+/g, ' '))
      query.kinds = ['question', 'article']
      if (query.words.length === 0) return Promise.resolve([])
      return find(db, query, { limit, loose: true, minCoverage: 0.35, prefix: true })
    },

    async rebuild(db) {
      await indexThreads(db, sql`true`)
      await indexArticles(db, sql`true`)
      await sql`select gin_clean_pending_list('search_documents_vector'), gin_clean_pending_list('search_documents_title_vector'),
        gin_clean_pending_list('search_documents_title')`.execute(db)
      await sql`analyze search_documents`.execute(db)
      kept = undefined
    },
  }
}

/**
 * The documents that match, planned as if all were wanted: told that a few are enough, PostgreSQL would hope to meet a
 * rare word soon and read the whole table for it.
 */
const matching = (condition: RawBuilder<unknown>) =>
  sql`select post_id from search_documents where ${condition} offset 0`

/** Without words there is nothing to rank by: the newest that pass the filters, one post a thread by itself. */
async function newest(
  db: Db,
  filters: RawBuilder<unknown>,
  forbidden: RawBuilder<unknown>[],
  limit: number,
): Promise<Hit[]> {
  const not = forbidden.map((part) => sql`not (search_documents.vector @@ (${part}))`)
  const { rows } = await sql<Hit>`
    select search_documents.post_id as "postId", extract(epoch from posts.created_at)::float8 as score
    from search_documents join posts on posts.id = search_documents.post_id
    where ${sql.join([filters, ...not], sql` and `)}
    order by posts.created_at desc, posts.id desc
    limit ${limit}`.execute(db)
  return rows
}
