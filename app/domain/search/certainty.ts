import { sql } from 'kysely'
import { ASKING_WORDS, isAsking } from '#app/domain/search/asking-words.ts'
import type { Need } from '#app/domain/search/engine.ts'
import { prepared } from '#app/domain/search/prepared.ts'
import { rarity, readTerms, type Term } from '#app/domain/search/terms.ts'
import type { Db } from '#db/transaction.ts'

/** From this many telling words on, a text under the title is a second opinion. */
const TEXT_WORDS_MIN = 5
const TEXT_WORDS_MAX = 20
const TEXT_READ = 1000

/** Fitted by logistic regression; see certaintyOf. */
const FITTED = { base: -3.86, title: 4.36, anywhere: 0.74, amount: 0.42, text: 4.1, withText: -1.18 }

/**
 * How probable it is, 0 to 1, that each of these posts is about the need's problem or answers it. Comparable across needs
 * and engines, whatever found the posts; those without a document are missing.
 */
export async function certaintyOf(db: Db, need: Need, postIds: number[]): Promise<Map<number, number>> {
  if (postIds.length === 0) return new Map()
  const [title, text] = await Promise.all([
    readTerms(db, need.title.slice(0, 400)),
    need.body?.trim() ? readTerms(db, need.body.slice(0, TEXT_READ)) : undefined,
  ])
  const words = weigh(title.terms, title.documents, () => 1)
  if (words.length === 0) return new Map()
  const beside = weigh(text?.terms ?? [], title.documents, (term) => term.times / (term.times + 0.5))
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, TEXT_WORDS_MAX)
  const withText = beside.length >= TEXT_WORDS_MIN

  const rows = await compare(db, postIds, title.documents, ...columns(words), ...columns(withText ? beside : []), [
    ...ASKING_WORDS,
  ])
  return new Map(
    rows.map(({ postId, titled, ownTitle, anywhere, texted }) => [
      postId,
      logistic(
        FITTED.base +
          FITTED.title * Math.sqrt(share(titled, sum(words)) * share(titled, ownTitle)) +
          FITTED.anywhere * share(anywhere, sum(words)) +
          FITTED.amount * Math.log(1 + titled) +
          (withText ? FITTED.withText + FITTED.text * share(texted, sum(beside)) : 0),
      ),
    ]),
  )
}

type Weighed = { en: number | null; fr: number | null; weight: number }

/** The telling words with how rare they are; the others only where there are no better ones. */
function weigh(terms: Term[], documents: number, times: (term: Term) => number): Weighed[] {
  const natural = terms.filter((term) => !term.stop)
  const telling = natural.filter((term) => !isAsking(term.word))
  return (telling.length > 0 ? telling : natural).map((term) => ({
    en: term.en,
    fr: term.fr,
    weight: rarity(term.documents, documents) * times(term),
  }))
}

const columns = (words: Weighed[]): [(number | null)[], (number | null)[], number[]] => [
  words.map(({ en }) => en),
  words.map(({ fr }) => fr),
  words.map(({ weight }) => weight),
]
const sum = (words: Weighed[]) => words.reduce((total, { weight }) => total + weight, 0)
const share = (part: number, whole: number) => (whole > 0 ? Math.min(1, part / whole) : 0)
const logistic = (value: number) => 1 / (1 + Math.exp(-value))

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
