import { sql } from 'kysely'
import type { Need } from '#app/domain/search/engine.ts'
import { ASKING_WORDS, isAsking } from '#app/domain/search/rank/asking-words.ts'
import { prepared } from '#app/domain/search/rank/prepared.ts'
import { rarity, readTerms, type Term } from '#app/domain/search/rank/terms.ts'
import type { Db } from '#db/transaction.ts'

/** From this many informative words on, a text under the title is additional evidence. */
const TEXT_WORDS_MIN = 5
const TEXT_WORDS_MAX = 20
const TEXT_READ = 1000

/**
 * In a young forum the counts do not yet show how rare words are: words count as in a forum of at least this many
 * documents.
 */
const SIZE_MIN = 500

/** The parts of a certainty; each is higher when the document is nearer to the need. */
export const EVIDENCE = ['title', 'anywhere', 'amount', 'text', 'withText'] as const
type Evidence = Record<(typeof EVIDENCE)[number], number>

const FITTED = { base: -3.92, title: 4.3, anywhere: 0.81, amount: 0.41, text: 3.43, withText: -0.93 }

/**
 * How probable it is, 0 to 1, that each of these posts is about the need's problem or answers it. Comparable across needs
 * and engines, whatever found the posts; those without a document are missing.
 *
 * Logistic regression over what the words of the need have in common with a title and a text, each word counting as much
 * as it is rare. Fitted on the first eight suggestions for one half of the needs of seven collections: French questions to
 * a data protection office, duplicates among questions about Ubuntu, a forum of expatriates, and support questions by
 * intent of a bank and three shops. `npm run bench -- relevance --certainty` fits it again and measures the other half.
 * Share of right ones there, from a certainty of:
 *
 *                                                   0.5    0.7    0.8    0.9
 *     all collections                               .78    .88    .91    .96
 *     questions to the office, one right answer     .67    .78   1
 *     forum, graded by people                       .64    .83    .91   1     (3 cases)
 *     Ubuntu, only known duplicates count as right  .50    .63    .65    .56  (9 cases)
 *     intents of the bank                           .78    .87    .93    .98
 */
export async function certaintyOf(db: Db, need: Need, postIds: number[]): Promise<Map<number, number>> {
  const evidence = await evidenceOf(db, need, postIds)
  return new Map(
    [...evidence].map(([postId, found]) => {
      const sum = EVIDENCE.reduce((total, name) => total + FITTED[name] * found[name], FITTED.base)
      return [postId, 1 / (1 + Math.exp(-sum))]
    }),
  )
}

/** The evidence for each of these posts, before it is weighted. */
export async function evidenceOf(db: Db, need: Need, postIds: number[]): Promise<Map<number, Evidence>> {
  if (postIds.length === 0) return new Map()
  const [title, text] = await Promise.all([
    readTerms(db, need.title.slice(0, 400), { literally: true }),
    need.body?.trim() ? readTerms(db, need.body.slice(0, TEXT_READ), { literally: true }) : undefined,
  ])
  const documents = Math.max(SIZE_MIN, title.documents)
  const words = weigh(title.terms, documents, () => 1)
  if (words.length === 0) return new Map()
  const beside = weigh(text?.terms ?? [], documents, (term) => term.times / (term.times + 0.5))
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, TEXT_WORDS_MAX)
  const withText = beside.length >= TEXT_WORDS_MIN

  const rows = await compare(db, postIds, documents, ...columns(words), ...columns(withText ? beside : []), [
    ...ASKING_WORDS,
  ])
  return new Map(
    rows.map(({ postId, titled, ownTitle, anywhere, texted }) => [
      postId,
      {
        title: Math.sqrt(share(titled, sum(words)) * share(titled, ownTitle)),
        anywhere: share(anywhere, sum(words)),
        amount: Math.log(1 + titled),
        text: withText ? share(texted, sum(beside)) : 0,
        withText: withText ? 1 : 0,
      },
    ]),
  )
}

type Weighed = { en: number | null; fr: number | null; weight: number }

/** The informative words with their rarity; the other words only when there are no informative ones. */
function weigh(terms: Term[], documents: number, times: (term: Term) => number): Weighed[] {
  const natural = terms.filter((term) => !term.stop)
  const telling = natural.filter((term) => !isAsking(term.word))
  return (telling.length > 0 ? telling : natural).map((term) => ({
    en: term.en,
    fr: term.fr,
    weight: term.share * rarity(term.documents, documents) * times(term),
  }))
}

const columns = (words: Weighed[]): [(number | null)[], (number | null)[], number[]] => [
  words.map(({ en }) => en),
  words.map(({ fr }) => fr),
  words.map(({ weight }) => weight),
]
const sum = (words: Weighed[]) => words.reduce((total, { weight }) => total + weight, 0)
const share = (part: number, whole: number) => (whole > 0 ? Math.min(1, part / whole) : 0)

type Numbers = (number | null)[]
type Row = { postId: number; titled: number; ownTitle: number; anywhere: number; texted: number }

const compare = prepared<
  [
    postIds: number[],
    documents: number,
    en: Numbers,
    fr: Numbers,
    weights: number[],
    textEn: Numbers,
    textFr: Numbers,
    textWeights: number[],
    asking: string[],
  ],
  Row
>(
  (postIds, documents, en, fr, weights, textEn, textFr, textWeights, asking) => sql`
    with asked as materialized (
      select array_agg(hashtext((ts_lexize('english_stem', word))[1])) as en,
        array_agg(hashtext((ts_lexize('french_stem', word))[1])) as fr
      from unnest(${asking}::text[]) as word
    )
    select post_id as "postId", matched.titled, matched.anywhere, texts.texted, own.weight as "ownTitle"
    from search_documents
    cross join lateral (
      select coalesce(sum(weight) filter (where stem = any (title_terms)), 0)::float8 as titled,
        coalesce(sum(weight) filter (where stem = any (terms)), 0)::float8 as anywhere
      from (
        select weight, case locale when 'fr' then fr else en end as stem
        from unnest(${en}::integer[], ${fr}::integer[], ${weights}::float8[]) as word (en, fr, weight)
      ) as stems
    ) as matched
    cross join lateral (
      select coalesce(sum(weight) filter (where stem = any (terms)), 0)::float8 as texted
      from (
        select weight, case locale when 'fr' then fr else en end as stem
        from unnest(${textEn}::integer[], ${textFr}::integer[], ${textWeights}::float8[]) as word (en, fr, weight)
      ) as stems
    ) as texts
    cross join lateral (
      select coalesce(sum(ln(1 + (size - holding + 0.5) / (holding + 0.5))), 0)::float8 as weight
      from unnest(title_terms) as title (stem)
      cross join asked
      left join search_lexemes on search_lexemes.lexeme = title.stem
      cross join lateral (
        select ${documents}::float8 as size, least(coalesce(search_lexemes.documents, 0), ${documents}::float8) as holding
      ) as counts
      where title.stem <> all (array_remove(case locale when 'fr' then asked.fr else asked.en end, null))
    ) as own
    where post_id = any (${postIds}::bigint[])`,
)
