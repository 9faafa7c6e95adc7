import { sql } from 'kysely'
import type { Hit } from '#app/domain/search/engine.ts'
import type { SearchQuery } from '#app/domain/search/query/parse-query.ts'
import { candidateDocuments, planCandidates } from '#app/domain/search/rank/candidates.ts'
import { metBy } from '#app/domain/search/rank/impacts.ts'
import { documentsHaving, newestDocuments } from '#app/domain/search/rank/matching.ts'
import { readSearch, type SearchPlan, type SearchTerm } from '#app/domain/search/rank/read-search.ts'
import { BREVITY_BONUS, FOREIGN, TITLE_BONUS } from '#app/domain/search/rank/suggest.ts'
import type { Db } from '#db/transaction.ts'

// The maximum number of documents from each way of finding them. For more documents only ids are read, never texts, so
// a search for the most common word takes the same time in a forum of a thousand posts and of ten million.
const TITLE_CANDIDATES = 200
const TEXT_CANDIDATES = 150
/** A document with a smaller share of the informative words is about something else. */
const COVERAGE_MIN = 0.25
/** A document that has a whole compound is this many times as near as one that has its parts anywhere. */
const WHOLE = 1.5
/** An answer is a less useful result than its question, which is found too. */
const ANSWER_ALONE = 0.85

/**
 * The best matches of a search, best first: documents that have all the words, and those with rare words, by BM25F. A
 * document that does not pass the filters, or misses a phrase, is never among them. Without words, the newest that
 * pass.
 */
export async function search(db: Db, query: SearchQuery, limit: number): Promise<Hit[]> {
  const plan = await readSearch(db, query)
  if (plan === 'nothing') return []
  if (plan.words.length === 0 && query.phrases.length === 0) {
    // The words are in no document, or there are only signs.
    return query.words.length > 0 ? [] : newestDocuments(db, plan, limit)
  }
  return rank(db, plan, limit)
}

async function rank(db: Db, plan: SearchPlan, limit: number): Promise<Hit[]> {
  const { words, language } = plan
  const wanted = words.flatMap((word, index) =>
    sides(word).map((side) => ({ ...side, term: index, weight: word.weight * side.likeness })),
  )
  const weight = words.reduce((sum, term) => sum + term.weight, 0)
  const { rows } = await sql<Hit>`
    with wanted as materialized (
      select * from unnest(
        ${wanted.map((side) => side.en)}::integer[], ${wanted.map((side) => side.fr)}::integer[],
        ${wanted.map((side) => side.term)}::integer[], ${wanted.map((side) => side.weight)}::float8[]
      ) as wanted (en, fr, term, weight)
    ), candidates as (
      ${candidates(plan, wanted)}
    )
    select document.post_id as "postId",
      (0.02 + matched.score) * sqrt(matched.covered)
        * (1 + ${sql.lit(TITLE_BONUS)} * matched.titled
          + ${sql.lit(BREVITY_BONUS)} * matched.named / greatest(1, cardinality(document.title_terms)))
        * (case document.kind when 'answer' then ${sql.lit(ANSWER_ALONE)} else 1 end)
        * (case when document.kind = 'article' or threads.accepted_answer_id is not null or threads.solved_at is not null
            then 1.1 else 1 end)
        * (case when document.locale <> ${language}::text then ${sql.lit(FOREIGN)} else 1 end)
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

/**
 * The documents that are ranked: those with all words and phrases; without phrases also those with the rarest words.
 */
function candidates(plan: SearchPlan, wanted: Parameters<typeof planCandidates>[0]) {
  const { words, quoted, passing, literally, documents } = plan
  const every = [...words, ...quoted]
  const inText = sql`
    ${documentsHaving(plan, 'text', every, TEXT_CANDIDATES)}
    union ${documentsHaving(plan, 'answer', every, TEXT_CANDIDATES)}`
  // A phrase that has only words of grammar cannot choose titles.
  const whole =
    every.length === 0 ? inText : sql`${inText} union ${documentsHaving(plan, 'title', every, TITLE_CANDIDATES)}`
  if (literally) {
    return words.length === 0
      ? whole
      : sql`${whole}
        union ${documentsHaving(plan, 'text', quoted, TEXT_CANDIDATES)}
        union ${documentsHaving(plan, 'answer', quoted, TEXT_CANDIDATES)}`
  }
  const stems = planCandidates(wanted, [], documents)
  return sql`${whole}
    union ${candidateDocuments(stems, passing)}
    union (select post_id from search_documents
      where kind = 'answer' and terms && ${stems.textAny}::integer[] and ${passing} limit ${sql.lit(TEXT_CANDIDATES)})`
}

/** A word as it was typed, the compounds that it is a part of, and the words that were meant by it. */
const sides = (term: SearchTerm) => [
  { ...term, likeness: 1 },
  ...term.wholes.map((whole) => ({ ...whole, likeness: WHOLE })),
  ...term.meant,
]
