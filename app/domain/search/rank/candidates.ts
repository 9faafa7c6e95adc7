import { type RawBuilder, sql } from 'kysely'
import { EVERYTHING } from '#app/domain/search/query/filters.ts'

/** A stem for scoring, in each language, with its weight and the number of documents that have it. */
export type ScoredStem = { en: number | null; fr: number | null; weight: number; titles: number; documents: number }

// The maximum number of documents from each way of finding them. No more documents are read.
const TITLES_ANY = 300
const TITLES_PAIRED = 150
const TEXTS_ANY = 150
const TEXTS_PAIRED = 100
const NEWEST = 100
const NEWEST_LOOKED = 3000
const NEWEST_AMONG = 20_000
const PAIRS_MAX = 8
/** When single words of the text give fewer candidates than this, pairs of its words give more. */
const FEW = 20
/** Two words of one text are together in documents this many times as often as by chance. */
const AFFINITY = 4
/** The longest list of documents that is compared with another list. */
const LIST_MAX = 150_000
/** The maximum for all such lists of one need together. */
const LISTS_MAX = 300_000

/** Stems that give candidates: any of them in the title, two of them in the title, the same in the text. */
type CandidateStems = {
  titleAny: number[]
  titleOne: number[]
  titleOther: number[]
  textAny: number[]
  textOne: number[]
  textOther: number[]
  /** Nearly every title has these words; they give only the newest documents. */
  newest: number[]
}

export const NO_CANDIDATES: CandidateStems = {
  titleAny: [],
  titleOne: [],
  titleOther: [],
  textAny: [],
  textOne: [],
  textOther: [],
  newest: [],
}

/** Which words give candidates: rare words alone, others in pairs, from the rarest on. */
export function planCandidates(title: ScoredStem[], context: ScoredStem[], documents: number): CandidateStems {
  const titleAny: number[] = []
  const textAny: number[] = []

  let expected = 0
  const byTitle = title.toSorted((a, b) => a.titles - b.titles)
  for (const term of byTitle) {
    if (expected + term.titles > TITLES_ANY) break
    expected += term.titles
    titleAny.push(...stems(term))
  }
  const titlePairs = pair(byTitle, (term) => term.titles, documents, TITLES_PAIRED, expected < TITLES_ANY / 2)

  expected = 0
  const byText = [...title, ...context].toSorted((a, b) => a.documents - b.documents)
  for (const term of byText) {
    if (expected + term.documents > TEXTS_ANY) break
    expected += term.documents
    textAny.push(...stems(term))
  }
  const textPairs = expected < FEW ? pair(byText, (term) => term.documents, documents, TEXTS_PAIRED, true) : []
  const none = titleAny.length + titlePairs.length + textAny.length + textPairs.length === 0
  return {
    titleAny,
    titleOne: titlePairs.map(([one]) => one),
    titleOther: titlePairs.map(([, other]) => other),
    textAny,
    textOne: textPairs.map(([one]) => one),
    textOther: textPairs.map(([, other]) => other),
    newest: none ? byTitle.flatMap(stems) : [],
  }
}

function pair(
  terms: ScoredStem[],
  count: (term: ScoredStem) => number,
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
  let read = 0
  for (const each of pairs) {
    if (chosen.length >= PAIRS_MAX) break
    if (read + each.list > LISTS_MAX) continue
    if (expected + each.together > most && (chosen.length > 0 || !needed)) continue
    expected += each.together
    read += each.list
    chosen.push(...each.stems)
  }
  return chosen
}

const stems = ({ en, fr }: { en: number | null; fr: number | null }): number[] => [
  ...new Set([en, fr].filter((stem) => stem !== null)),
]

function stemPairs(one: ScoredStem, other: ScoredStem): [number, number][] {
  const pairs: [number, number][] = []
  if (one.en !== null && other.en !== null) pairs.push([one.en, other.en])
  if (one.fr !== null && other.fr !== null && (one.fr !== one.en || other.fr !== other.en))
    pairs.push([one.fr, other.fr])
  return pairs
}

/**
 * The questions and articles that these stems give and that pass the filter. Each list is read as if all its rows were
 * needed. With a small limit, PostgreSQL would expect to find a rare word soon and would read the whole table.
 */
export const candidateDocuments = (stems: CandidateStems, passing: RawBuilder<unknown> = EVERYTHING) => {
  const found = (condition: RawBuilder<unknown>, most: number) => sql`
    select post_id from (
      select post_id from search_documents where kind <> 'answer' and ${condition} and ${passing} offset 0
    ) as found limit ${sql.lit(most)}`
  const paired = (one: number[], other: number[], condition: RawBuilder<unknown>, most: number) => sql`
    select found.post_id from unnest(${one}::integer[], ${other}::integer[]) as pair (one, other)
    cross join lateral (${found(condition, most)}) as found`
  return sql`
    (${found(sql`title_terms && ${stems.titleAny}::integer[]`, 2 * TITLES_ANY)})
    union (${paired(stems.titleOne, stems.titleOther, sql`title_terms @> array[pair.one, pair.other]`, TITLES_PAIRED)})
    union (${found(sql`terms && ${stems.textAny}::integer[]`, 2 * TEXTS_ANY)})
    union (${paired(stems.textOne, stems.textOther, sql`terms @> array[pair.one, pair.other]`, TEXTS_PAIRED)})
    union (
      select post_id from search_documents join (
        select post_id from (
          select post_id, title_terms from search_documents
          where cardinality(${stems.newest}::integer[]) > 0 and kind <> 'answer'
          order by post_id desc limit ${sql.lit(NEWEST_AMONG)}
        ) as recent
        where title_terms && ${stems.newest}::integer[]
        order by post_id desc limit ${sql.lit(passing === EVERYTHING ? NEWEST : NEWEST_LOOKED)} offset 0
      ) as newest using (post_id)
      where ${passing}
      order by post_id desc limit ${sql.lit(NEWEST)}
    )`
}
