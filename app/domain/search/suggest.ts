import { sql } from 'kysely'
import type { Hit, Need } from '#app/domain/search/engine.ts'
import { metBy } from '#app/domain/search/impacts.ts'
import { prepared } from '#app/domain/search/prepared.ts'
import { rarity, readTerms, type Term, type Terms } from '#app/domain/search/terms.ts'
import type { Db } from '#db/transaction.ts'

/** A stem to score documents by, in each language, and what it counts. */
export type Wanted = { en: number | null; fr: number | null; weight: number; titles: number; documents: number }

/** How many words of a need are looked for: the most telling ones. */
const WANTED = 24
/** How much of what is written under a title says more about it. */
const BODY = 1000
/** What the words of the text count beside those of the title, at most. */
const BODY_SHARE = 0.3
const TAG_SHARE = 0.3
/** How much more a document says whose title has all the words. */
export const TITLE_BONUS = 0.75
/** What has less than this share of a title's telling words is about something else. */
const COVERAGE_MIN = 0.15

/**
 * Questions and articles about the same thing as a need, best first, by BM25F over words of which any may be missing.
 * What it costs does not depend on how many documents there are: rare words bring in all of theirs, common ones only
 * documents that have two of them in the title, and only those are scored.
 */
export async function suggest(db: Db, need: Need, limit: number): Promise<Hit[]> {
  const { terms, documents } = await readTerms(db, need.title.slice(0, 400), { unfinished: true })
  const wanted = chooseWanted(terms, documents)
  if (wanted.length === 0) return []
  const inTitle = wanted.length
  const asked = wanted.reduce((sum, term) => sum + term.weight, 0)

  const beside = [need.tags?.join(' ') ?? '', need.body?.slice(0, BODY) ?? ''].join('\n').trim()
  if (beside !== '') addContext(wanted, await readTerms(db, beside), need)

  const plan = planCandidates(wanted.slice(0, inTitle), wanted.slice(inTitle), documents)
  return score(
    db,
    wanted.map((term) => term.en),
    wanted.map((term) => term.fr),
    wanted.map((term) => term.weight),
    wanted.map((_, index) => index < inTitle),
    asked,
    plan.titleAny,
    plan.titlePairs.map(([one]) => one),
    plan.titlePairs.map(([, other]) => other),
    plan.textAny,
    plan.textPairs.map(([one]) => one),
    plan.textPairs.map(([, other]) => other),
    plan.newest,
    limit,
  )
}

/** The words of a title, with those that were meant by unfinished and mistyped ones. Grammar decides only alone. */
function chooseWanted(terms: Term[], documents: number): Wanted[] {
  const telling = terms.filter((term) => !term.stop)
  return (telling.length > 0 ? telling : terms)
    .flatMap((term) => [
      { ...term, weight: term.documents > 0 ? rarity(term.documents, documents) : 0 },
      ...term.meant.map((meant) => ({
        ...meant,
        weight: rarity(meant.documents, documents) * meant.likeness * (term.documents > 0 ? 0.4 : 1),
      })),
    ])
    .filter((term) => term.weight > 0 && (term.en !== null || term.fr !== null))
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, WANTED)
    .map(({ en, fr, weight, titles, documents }) => ({ en, fr, weight, titles, documents }))
}

function addContext(wanted: Wanted[], context: Terms, need: Need): void {
  const tags = new Set((need.tags ?? []).flatMap((tag) => tag.toLowerCase().split(/[^\p{L}\p{N}]+/u)))
  const room = WANTED - Math.min(wanted.length, WANTED / 2)
  const more = context.terms
    .filter((term) => !term.stop && term.documents > 0)
    .map((term) => ({
      ...term,
      weight:
        rarity(term.documents, context.documents) *
        (tags.has(term.word) ? TAG_SHARE : (BODY_SHARE * term.times) / (term.times + 1)),
    }))
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, room)
  for (const { en, fr, weight, titles, documents } of more) {
    const same = wanted.find((term) => term.en === en && term.fr === fr)
    if (same) same.weight += weight
    else wanted.push({ en, fr, weight, titles, documents })
  }
}

// How many documents may come in by which way. Beyond these no document is read.
const TITLES_ANY = 500
const TITLES_PAIRED = 300
const TEXTS_ANY = 300
const TEXTS_PAIRED = 200
const PAIRS_MAX = 8
/** Two words of one text meet more often than chance has them. */
const AFFINITY = 4
/** The longest list that is gone through to see which of its documents are in another one too. */
const LIST_MAX = 150_000

type Plan = {
  titleAny: number[]
  titlePairs: [number, number][]
  textAny: number[]
  textPairs: [number, number][]
  newest: number[]
}

/** Which words bring in candidates: alone as long as they are rare, else two by two, from the rarest on. */
function planCandidates(title: Wanted[], context: Wanted[], documents: number): Plan {
  const plan: Plan = { titleAny: [], titlePairs: [], textAny: [], textPairs: [], newest: [] }

  let expected = 0
  const byTitle = title.toSorted((a, b) => a.titles - b.titles)
  for (const term of byTitle) {
    if (expected + term.titles > TITLES_ANY) break
    expected += term.titles
    plan.titleAny.push(...stems(term))
  }
  plan.titlePairs = pair(byTitle, (term) => term.titles, documents, TITLES_PAIRED, expected < TITLES_ANY / 2)

  expected = 0
  const byText = [...title, ...context.slice(0, 3)].toSorted((a, b) => a.documents - b.documents)
  for (const term of byText) {
    if (expected + term.documents > TEXTS_ANY) break
    expected += term.documents
    plan.textAny.push(...stems(term))
  }
  if (expected < 20) {
    plan.textPairs = pair(byText, (term) => term.documents, documents, TEXTS_PAIRED, true)
  }
  // A single word that is in every other title: the newest say as much as any.
  if (plan.titleAny.length + plan.titlePairs.length + plan.textAny.length + plan.textPairs.length === 0) {
    plan.newest = byTitle.flatMap(stems)
  }
  return plan
}

function pair(
  terms: Wanted[],
  count: (term: Wanted) => number,
  documents: number,
  most: number,
  needed: boolean,
): [number, number][] {
  const common = terms.filter((term) => count(term) > 0).slice(0, 7)
  const pairs = common
    .flatMap((one, index) => common.slice(index + 1).map((other) => ({ one, other })))
    .map(({ one, other }) => ({
      stems: stemPairs(one, other),
      together: Math.min(count(one), count(other), (AFFINITY * count(one) * count(other)) / Math.max(1, documents)),
      list: Math.min(count(one), count(other)),
      weight: one.weight + other.weight,
    }))
    .filter((each) => each.list <= LIST_MAX)
    .toSorted((a, b) => b.weight - a.weight)
  const chosen: [number, number][] = []
  let expected = 0
  for (const each of pairs) {
    if (chosen.length >= PAIRS_MAX) break
    if (expected + each.together > most && (chosen.length > 0 || !needed)) continue
    expected += each.together
    chosen.push(...each.stems)
  }
  return chosen
}

const stems = ({ en, fr }: { en: number | null; fr: number | null }): number[] => [
  ...new Set([en, fr].filter((stem) => stem !== null)),
]

function stemPairs(one: Wanted, other: Wanted): [number, number][] {
  const pairs: [number, number][] = []
  if (one.en !== null && other.en !== null) pairs.push([one.en, other.en])
  if (one.fr !== null && other.fr !== null && (one.fr !== one.en || other.fr !== other.en))
    pairs.push([one.fr, other.fr])
  return pairs
}

/** Candidates read as if all were wanted: told that a few do, PostgreSQL would hope to meet them soon in the table. */
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
    limit: number,
  ],
  Hit
>(
  (en, fr, weights, inTitle, asked, titleAny, titleOne, titleOther, textAny, textOne, textOther, newest, limit) => sql`
    with wanted as materialized (
      select * from unnest(${en}::integer[], ${fr}::integer[], ${weights}::float8[], ${inTitle}::boolean[])
        as wanted (en, fr, weight, in_title)
    ), candidates as (
      (select post_id from (
        select post_id from search_documents where kind <> 'answer' and title_terms && ${titleAny}::integer[] offset 0
      ) as found limit ${sql.lit(2 * TITLES_ANY)})
      union
      (select found.post_id from unnest(${titleOne}::integer[], ${titleOther}::integer[]) as pair (one, other)
        cross join lateral (
          select post_id from (
            select post_id from search_documents
            where kind <> 'answer' and title_terms @> array[pair.one, pair.other] offset 0
          ) as together limit ${sql.lit(TITLES_PAIRED)}
        ) as found)
      union
      (select post_id from (
        select post_id from search_documents where kind <> 'answer' and terms && ${textAny}::integer[] offset 0
      ) as found limit ${sql.lit(2 * TEXTS_ANY)})
      union
      (select found.post_id from unnest(${textOne}::integer[], ${textOther}::integer[]) as pair (one, other)
        cross join lateral (
          select post_id from (
            select post_id from search_documents
            where kind <> 'answer' and terms @> array[pair.one, pair.other] offset 0
          ) as together limit ${sql.lit(TEXTS_PAIRED)}
        ) as found)
      union
      (select post_id from search_documents
        where cardinality(${newest}::integer[]) > 0 and kind <> 'answer' and title_terms && ${newest}::integer[]
        order by post_id desc limit 100)
    )
    select document.post_id as "postId",
      matched.score / ${asked}::float8 * (1 + ${sql.lit(TITLE_BONUS)} * matched.titled / ${asked}::float8)
        * (case when document.kind = 'article' or threads.accepted_answer_id is not null or threads.solved_at is not null
            then 1.1 else 1 end)
        * (1 + 0.01 * ln(1 + greatest(0, posts.score))) as score
    from candidates
    join search_documents document using (post_id)
    cross join lateral (
      select sum(weight * impact) / 1000 as score,
        coalesce(sum(weight) filter (where in_title), 0) as covered,
        coalesce(sum(weight) filter (where in_title and stem = any (document.title_terms)), 0) as titled
      from ${metBy(sql`select weight, in_title, case document.locale when 'fr' then fr else en end as stem from wanted`)}
    ) as matched
    join posts on posts.id = document.post_id
    left join threads on threads.id = document.thread_id
    where matched.covered >= ${sql.lit(COVERAGE_MIN)} * ${asked}::float8
    order by score desc, document.post_id desc
    limit ${limit}`,
)
