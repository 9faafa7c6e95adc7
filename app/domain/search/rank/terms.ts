import { sql } from 'kysely'
import { prepared } from '#app/domain/search/rank/prepared.ts'
import type { Db } from '#db/transaction.ts'

/**
 * A searched word: its stem in both languages as hashes (null when it is a word of grammar), and how many questions and
 * articles have it, in any place and in their titles.
 */
export type Term = {
  word: string
  en: number | null
  fr: number | null
  /** A word of grammar in one of the languages. */
  stop: boolean
  documents: number
  titles: number
  /** How often it is in the text. */
  times: number
  /** The words that were probably meant when this one is unfinished or misspelt, with how probable each is. */
  meant: { word: string; en: number | null; fr: number | null; documents: number; titles: number; likeness: number }[]
}

export type Terms = {
  terms: Term[]
  /** The number of questions and articles in the index. */
  documents: number
}

/** More words than this say nothing that the first ones have not said. */
const WORDS_MAX = 60
/** For a word that the last count did not find, documents are counted up to this number. */
const COUNTED = 200

type Row = Omit<Term, 'meant'> & { natural: boolean; total: number }

/**
 * Splits a text into the words that can be searched, in their order, each once. With `unfinished`, the last word may be
 * incomplete. A word that is in no document is compared with known words, unless the text is taken `literally`.
 */
export async function readTerms(db: Db, text: string, { unfinished = false, literally = false } = {}): Promise<Terms> {
  const rows = await tokenize(db, text)
  const total = rows[0]?.total ?? 0
  const terms = rows
    .filter((row) => row.word !== null)
    .slice(0, WORDS_MAX)
    .map(({ natural, total: _, ...term }) => ({ ...term, natural, meant: [] as Term['meant'] }))

  const last = terms.at(-1)
  const ending = unfinished && last?.natural && /[\p{L}]{3,}$/u.test(text) ? last : undefined
  const isDoubtful = (term: (typeof terms)[number]) =>
    term === ending || (term.natural && !term.stop && term.documents === 0 && term.word.length >= 4)
  const doubtful = literally ? [] : terms.filter(isDoubtful)
  if (doubtful.length > 0) {
    const guesses = await guess(
      db,
      doubtful.map((term) => term.word),
      ending?.word ?? null,
    )
    for (const { typed, ...meant } of guesses) {
      const term = doubtful.find((each) => each.word === typed)
      if (term && !terms.some((each) => each.word === meant.word)) term.meant.push(meant)
    }
  }
  return { terms: terms.map(({ natural: _, ...term }) => term), documents: total }
}

/** How informative a word is that is in this many of all documents: the idf of BM25, always above 0. */
export function rarity(documents: number, all: number): number {
  const holding = Math.min(documents, all)
  return Math.log(1 + (all - holding + 0.5) / (holding + 0.5))
}

// The numbers of the PostgreSQL parser for kinds of words: those made of letters, which are stemmed, and those that say
// nothing by themselves (spaces, markup, and whole compounds whose parts are words too).
const NATURAL = sql.raw('(1, 2, 10, 11)')
const NOTHING = sql.raw('(12, 13, 14, 15, 16, 17, 23)')

const stem = (dictionary: string, token: string) =>
  sql.raw(`case when tokid in (1, 2, 10, 11) then (ts_lexize('${dictionary}', ${token}))[1] else lower(${token}) end`)

const tokenize = prepared<[text: string], Row>(
  (text) => sql`
    with tokens as materialized (
      select min(position) as position, lower(token) as word, bool_or(tokid in ${NATURAL}) as natural,
        count(*)::integer as times,
        min(hashtext(${stem('english_stem', 'token')})) as en, min(hashtext(${stem('french_stem', 'token')})) as fr
      from ts_parse('default', unaccent(${text}::text)) with ordinality as parsed (tokid, token, position)
      where tokid not in ${NOTHING} and octet_length(token) < 200
      group by lower(token)
      order by min(position)
      limit ${sql.lit(WORDS_MAX)}
    ), total as (
      select coalesce(
        (select documents from search_statistics),
        (select count(*) from (select from search_documents where kind <> 'answer' limit 5000) as first)) as documents
    )
    select tokens.word, tokens.natural, tokens.times, tokens.en, tokens.fr, tokens.en is null or tokens.fr is null as stop,
      coalesce(counted.documents, fresh.documents, 0)::integer as documents,
      coalesce(counted.titles, fresh.titles, 0)::integer as titles, total.documents::integer as total
    from total left join tokens on true
    left join lateral (
      select max(documents) as documents, max(titles) as titles from search_lexemes
      where lexeme in (tokens.en, tokens.fr)
    ) as counted on true
    left join lateral (
      select count(*) as documents, count(*) filter (where title_terms && array[en, fr]) as titles from (
        select title_terms, en, fr from search_documents, (select tokens.en, tokens.fr) as searched (en, fr)
        where counted.documents is null and tokens.en is not null and tokens.fr is not null
          and kind <> 'answer' and terms && array[tokens.en, tokens.fr] limit ${sql.lit(COUNTED)}
      ) as holding
    ) as fresh on true
    order by tokens.position`,
)

type Guess = Term['meant'][number] & { typed: string }

// As a range of bytes, for which the index of beginnings works with any typed text; for "like" it works only with a
// fixed pattern.
const GOES_ON = sql.raw("word ~>=~ typed and word ~<~ (typed || U&'\\+10FFFF')")

/**
 * Words of the vocabulary that are similar to the typed ones: they continue the last one, or have most of their
 * trigrams.
 */
const guess = prepared<[typed: string[], ending: string | null], Guess>(
  (typed, ending) => sql`
    select typed, words.word, words.likeness::float8 as likeness,
      hashtext((ts_lexize('english_stem', words.word))[1]) as en,
      hashtext((ts_lexize('french_stem', words.word))[1]) as fr,
      greatest(1, words.documents) as documents, greatest(1, coalesce(counted.titles, 0))::integer as titles
    from unnest(${typed}::text[]) as typed
    cross join lateral (
      (select word, documents, 0.8::real as likeness from search_words
        where typed = ${ending}::text and ${GOES_ON} and word <> typed
        order by documents desc, word limit 6)
      union all
      (select word, documents, similarity(word, typed) as likeness from search_words
        where (typed is distinct from ${ending}::text or not exists (select from search_words where ${GOES_ON}))
          and word % typed and similarity(word, typed) >= 0.38
        order by similarity(word, typed) desc, documents desc, word limit 3)
    ) as words
    left join lateral (
      select max(titles) as titles from search_lexemes
      where lexeme in (hashtext((ts_lexize('english_stem', words.word))[1]), hashtext((ts_lexize('french_stem', words.word))[1]))
    ) as counted on true`,
)
