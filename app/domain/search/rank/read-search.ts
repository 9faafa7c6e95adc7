import { type RawBuilder, sql } from 'kysely'
import { createdBefore, EVERYTHING, narrowestOf, readFilters } from '#app/domain/search/query/filters.ts'
import type { SearchQuery } from '#app/domain/search/query/parse-query.ts'
import { informativeTerms, languageOf } from '#app/domain/search/rank/suggest.ts'
import { rarity, readTerms, type Term } from '#app/domain/search/rank/terms.ts'
import { normalize } from '#app/text/normalize.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** How many words of a search are used: the most informative ones. */
const WORDS_MAX = 10
/**
 * In a forum with at most this many questions and articles, all documents with the words are checked against the
 * filters.
 */
const SMALL = 50_000

/** A searched word: its stems in both languages, and those of the words that were probably meant by it. */
export type SearchTerm = Term & { stems: number[]; weight: number }

/** A search in the form that the embedded engine needs. */
export type SearchPlan = {
  /** The words and those of the phrases, the most informative first. */
  words: SearchTerm[]
  quoted: SearchTerm[]
  /** The filters and the excluded words, as a where-clause over search_documents. */
  passing: RawBuilder<unknown>
  filtered: boolean
  /** The required and excluded phrases; they can be checked only in the texts themselves. */
  literally: RawBuilder<unknown> | undefined
  narrowest: RawBuilder<unknown> | undefined
  language: Locale | null
  /** The number of questions and articles in the index. */
  documents: number
  small: boolean
}

/** Prepares a search; `nothing` when a filter names something that does not exist. */
export async function readSearch(db: Db, query: SearchQuery): Promise<SearchPlan | 'nothing'> {
  const filters = await readFilters(db, query)
  if (filters === 'nothing') return 'nothing'

  const [{ terms, documents }, excluded, quoted, unwantedPhrases] = await Promise.all([
    readTerms(db, query.words.join(' ')),
    Promise.all(query.without.words.map((word) => readTerms(db, word, { literally: true }))),
    readTerms(db, query.phrases.join(' '), { literally: true }),
    Promise.all(
      query.without.phrases.map(async (text) => ({ text, ...(await readTerms(db, text, { literally: true })) })),
    ),
  ])
  const small = documents <= SMALL
  const unwanted = excluded.map(({ terms }) => terms).filter((terms) => terms.some((term) => !term.stop))
  const texts = query.inTitle ? TITLE : TITLE_AND_TEXT
  const exact = [
    ...query.phrases.map((text) => hasPhrase(text, texts)),
    // Most documents do not have its words: their texts need not be read.
    ...unwantedPhrases.map(({ text, terms }) => sql`not (${hasAll(terms)} and ${hasPhrase(text, TITLE_AND_TEXT)})`),
  ]
  return {
    words: informativeTerms(terms)
      .map((term) => ({
        ...term,
        stems: stemsOf([term, ...term.wholes, ...term.meant]),
        weight: term.share * rarity(documentsWith(term), documents),
      }))
      .filter((term) => term.stems.length > 0)
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, WORDS_MAX),
    // Quoted words are taken literally, not corrected.
    quoted: quoted.terms
      .filter((term) => !term.stop)
      .map((term) => ({
        ...term,
        stems: stemsOf([term, ...term.wholes]),
        weight: 0,
      })),
    passing: sql.join(
      [
        filters,
        ...unwanted.map((terms) => sql`not (${hasAll(terms)})`),
        ...(query.inTitle ? [sql`search_documents.kind <> 'answer'`, hasAll(terms, 'title_terms')] : []),
      ],
      sql` and `,
    ),
    filtered: filters !== EVERYTHING || unwanted.length > 0 || query.inTitle,
    literally: exact.length > 0 ? sql.join(exact, sql` and `) : undefined,
    narrowest: small
      ? await narrowestOf(db, query, { most: SMALL })
      : ((await narrowestOf(db, query)) ?? createdBefore(query)),
    language: languageOf(terms),
    documents,
    small,
  }
}

/** How many documents have a word, a compound that it is a part of, or a word that was meant by it. */
export const documentsWith = (term: Term): number =>
  Math.max(
    1,
    Math.max(term.documents, ...term.wholes.map((whole) => whole.documents)) +
      term.meant.reduce((sum, each) => sum + each.documents, 0),
  )

/** The stems of words in both languages, to search for any of them. */
const stemsOf = (words: { en: number | null; fr: number | null }[]): number[] => [
  ...new Set(words.flatMap(({ en, fr }) => [en, fr]).filter((stem) => stem !== null)),
]

/** Whether a document has all of these words, in any place or in its title. */
const hasAll = (terms: Term[], place: 'terms' | 'title_terms' = 'terms'): RawBuilder<unknown> =>
  sql.join(
    [
      sql`true`,
      ...terms
        .filter((term) => !term.stop)
        .map(
          (term) =>
            sql`search_documents.${sql.ref(place)} && ${stemsOf([term, ...term.wholes, ...term.meant])}::integer[]`,
        ),
    ],
    sql` and `,
  )

const TITLE = sql`search_documents.title`
const TITLE_AND_TEXT = sql`(search_documents.title || E'\\n' || search_documents.body)`

/**
 * Whether the words of a phrase are together in a title or text, with anything but letters and digits between them,
 * with accents or without. The pattern contains the accents: removing them from every text would take four times as
 * long.
 */
function hasPhrase(phrase: string, texts: RawBuilder<unknown>): RawBuilder<unknown> {
  const words = normalize(phrase.replace(INVISIBLE, ''), 'NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  // Where there are no blanks between words, words do not begin and end with them. An underscore is no letter.
  const edge = (letter: string | undefined, pattern: string) =>
    letter === undefined || UNSPACED.test(letter) ? '' : pattern
  const [first, last] = [[...(words[0] ?? '')][0], [...(words.at(-1) ?? '')].at(-1)]
  const pattern = `${edge(first, '(?<![[:alnum:]])')}${words.map(withAnyAccents).join('[^[:alnum:]]+')}${edge(last, '(?![[:alnum:]])')}`
  return sql`${texts} ~* ${pattern}`
}

const INVISIBLE = /\p{Cf}/gu
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]/u

/** The letters of European Latin alphabets with accents, by their letter without accent. */
const ACCENTED = Map.groupBy(
  Array.from({ length: 0x17f - 0xdf + 1 }, (_, index) => String.fromCodePoint(0xdf + index)),
  (letter) => letter.toLowerCase().normalize('NFD').charAt(0),
)

const anyOf = (letter: string) =>
  `[${[letter, ...new Set((ACCENTED.get(letter) ?? []).map((each) => each.toLowerCase()))].join('')}]`

const withAnyAccents = (word: string): string =>
  word
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/oe|ae|[a-z]/g, (part) => {
      const letters = [...part].map(anyOf).join('')
      return part === 'oe' ? `(?:${letters}|œ)` : part === 'ae' ? `(?:${letters}|æ)` : letters
    })
    .normalize('NFC')
