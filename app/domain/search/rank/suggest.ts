import { sql } from 'kysely'
import type { Hit, Need } from '#app/domain/search/engine.ts'
import { isAsking } from '#app/domain/search/rank/asking-words.ts'
import {
  candidateDocuments,
  NO_CANDIDATES,
  planCandidates,
  type ScoredStem,
} from '#app/domain/search/rank/candidates.ts'
import { metBy } from '#app/domain/search/rank/impacts.ts'
import { prepared } from '#app/domain/search/rank/prepared.ts'
import { type Form, rarity, readTerms, type Term, type Terms } from '#app/domain/search/rank/terms.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** How many words of a need are used: the most informative ones. */
const WANTED = 24
/** How many characters of the text below a title are used. */
const BODY = 1000
/** The maximum weight of the words of the text, compared with those of the title. */
const BODY_SHARE = 0.5
const TAG_SHARE = 0.5
/** How much a compound as one word counts beside its parts. */
const WHOLE_SHARE = 0.5
/** The bonus of a document whose title has all the words, and of one whose title has no other words. */
export const TITLE_BONUS = 0.5
export const BREVITY_BONUS = 0.3
/** A document in the other language than the need helps fewer of its readers. */
export const FOREIGN = 0.85
/** For at least this many, the state and the votes are read; nothing further down can rise by them. */
const RANKED = 150
/** A document with a smaller share of the informative words of the title is about something else. */
const COVERAGE_MIN = 0.15

/**
 * Questions and articles about the same thing as a need, best first, by BM25F over words of which any may be missing.
 * The cost does not depend on the number of documents: rare words give all of their documents, common words only those
 * with two of them in the title, and only these are scored. With `among`, only these posts are scored: those that
 * another engine has found.
 */
export async function suggest(db: Db, need: Need, limit: number, among?: number[]): Promise<Hit[]> {
  const { terms, documents } = await readTerms(db, need.title.slice(0, 400), { unfinished: true })
  const wanted = chooseWanted(terms, documents)
  if (wanted.length === 0) return []
  const inTitle = wanted.length
  const asked = wanted.reduce((sum, term) => sum + term.weight, 0)

  const beside = [need.tags?.join(' ') ?? '', need.body?.slice(0, BODY) ?? ''].join('\n').trim()
  if (beside !== '') addContext(wanted, await readTerms(db, beside, { literally: true }), need)

  const stems = among
    ? NO_CANDIDATES
    : planCandidates(wanted.slice(0, inTitle), wanted.slice(inTitle, inTitle + 3), documents)
  return score(
    db,
    wanted.map((term) => term.en),
    wanted.map((term) => term.fr),
    wanted.map((term) => term.weight),
    wanted.map((_, index) => index < inTitle),
    asked,
    stems.titleAny,
    stems.titleOne,
    stems.titleOther,
    stems.textAny,
    stems.textOne,
    stems.textOther,
    stems.newest,
    among ?? [],
    languageOf(terms),
    limit,
  )
}

/**
 * The words of a title, with the words that were meant by unfinished and misspelt ones. Words of grammar and of asking
 * are used only when there are no others.
 */
function chooseWanted(terms: Term[], documents: number): ScoredStem[] {
  const chosen = informativeTerms(terms)
  const wholes = new Map(chosen.flatMap((term) => term.wholes.map((whole) => [whole.word, whole] as const)))
  const compounds = [...wholes.values()].map((form) => ({
    ...form,
    weight: form.documents > 0 ? WHOLE_SHARE * rarity(form.documents, documents) : 0,
  }))
  return chosen
    .flatMap((term): (Form & { weight: number })[] => [
      { ...term, weight: term.documents > 0 ? term.share * rarity(term.documents, documents) : 0 },
      ...term.meant.map((meant) => ({
        ...meant,
        weight: rarity(meant.documents, documents) * meant.likeness * (term.documents > 0 ? 0.1 : 1),
      })),
    ])
    .concat(compounds)
    .filter((term) => term.weight > 0 && (term.en !== null || term.fr !== null))
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, WANTED)
    .map(({ en, fr, weight, titles, documents }) => ({ en, fr, weight, titles, documents }))
}

/** The language of most words of grammar; null when they do not tell. */
export function languageOf(terms: Term[]): Locale | null {
  const balance = terms.reduce((sum, { en, fr }) => sum + Number(en === null) - Number(fr === null), 0)
  return balance > 0 ? 'en' : balance < 0 ? 'fr' : null
}

/** The words that say what a text is about; when there are none, those of asking, or else those of grammar. */
export function informativeTerms(terms: Term[]): Term[] {
  const natural = terms.filter((term) => !term.stop)
  const telling = natural.filter((term) => !isAsking(term.word))
  return [telling, natural, terms].find((list) => list.length > 0) ?? []
}

function addContext(wanted: ScoredStem[], context: Terms, need: Need): void {
  const tags = new Set((need.tags ?? []).flatMap((tag) => tag.toLowerCase().split(/[^\p{L}\p{N}]+/u)))
  const room = WANTED - Math.min(wanted.length, WANTED / 2)
  const more = context.terms
    .filter((term) => !term.stop && !isAsking(term.word) && term.documents > 0)
    // Parts of an address or of a line of code that nobody else has written say little about the need.
    .filter((term) => term.wholes.length === 0 || term.wholes.some((whole) => whole.documents > 0))
    .map((term) => ({
      ...term,
      weight:
        term.share *
        rarity(term.documents, context.documents) *
        (tags.has(term.word) ? TAG_SHARE : (BODY_SHARE * term.times) / (term.times + 0.5)),
    }))
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, room)
  for (const { en, fr, weight, titles, documents } of more) {
    const same = wanted.find((term) => term.en === en && term.fr === fr)
    if (same) same.weight += weight
    else wanted.push({ en, fr, weight, titles, documents })
  }
}

const score = prepared<
  [
    en: (number | null)[],
    fr: (number | null)[],
    weights: number[],
    inTitle: boolean[],
    asked: number,
    titleAny: number[],
    titleOne: number[],
    titleOther: number[],
    textAny: number[],
    textOne: number[],
    textOther: number[],
    newest: number[],
    among: number[],
    language: Locale | null,
    limit: number,
  ],
  Hit
>(
  (
    en,
    fr,
    weights,
    inTitle,
    asked,
    titleAny,
    titleOne,
    titleOther,
    textAny,
    textOne,
    textOther,
    newest,
    among,
    language,
    limit,
  ) => sql`
    with wanted as materialized (
      select * from unnest(${en}::integer[], ${fr}::integer[], ${weights}::float8[], ${inTitle}::boolean[])
        as wanted (en, fr, weight, in_title)
    ), candidates as (
      ${candidateDocuments({ titleAny, titleOne, titleOther, textAny, textOne, textOther, newest })}
      union select unnest(${among}::bigint[])
    )
    select ranked.post_id as "postId",
      ranked.score
        * (case when ranked.kind = 'article' or threads.accepted_answer_id is not null or threads.solved_at is not null
            then 1.1 else 1 end)
        * (1 + 0.01 * ln(1 + greatest(0, posts.score))) as score
    from (
      select document.post_id, document.kind, document.thread_id,
        matched.score / ${asked}::float8
          * (1 + ${sql.lit(TITLE_BONUS)} * matched.titled / ${asked}::float8
            + ${sql.lit(BREVITY_BONUS)} * matched.named / greatest(1, cardinality(document.title_terms)))
          * (case when document.locale <> ${language}::text then ${sql.lit(FOREIGN)} else 1 end) as score
      from candidates
      join search_documents document using (post_id)
      cross join lateral (
        select sum(weight * impact) / 1000 as score,
          coalesce(sum(weight) filter (where in_title), 0) as covered,
          coalesce(sum(weight) filter (where in_title and stem = any (document.title_terms)), 0) as titled,
          count(*) filter (where in_title and stem = any (document.title_terms)) as named
        from ${metBy(sql`select weight, in_title, case document.locale when 'fr' then fr else en end as stem from wanted`)}
      ) as matched
      where matched.covered >= ${sql.lit(COVERAGE_MIN)} * ${asked}::float8
      order by score desc, document.post_id desc
      limit greatest(${sql.lit(RANKED)}, ${limit}::integer)
    ) as ranked
    join posts on posts.id = ranked.post_id
    left join threads on threads.id = ranked.thread_id
    order by score desc, ranked.post_id desc
    limit ${limit}`,
)
