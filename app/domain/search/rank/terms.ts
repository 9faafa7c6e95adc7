import { type RawBuilder, sql } from 'kysely'
import { prepared } from '#app/domain/search/rank/prepared.ts'
import type { Db } from '#db/transaction.ts'

/**
 * A word's stem in both languages as hashes (null when it is a word of grammar), and how many questions and articles
 * have it, in any place and in their titles.
 */
export type Form = { word: string; en: number | null; fr: number | null; documents: number; titles: number }

/** A searched word. */
export type Term = Form & {
  /** A word of grammar in one of the languages. */
  stop: boolean
  /** How often it is in the text. */
  times: number
  /** The compounds that it is a part of, each as one word: a document that has one of them has the part. */
  wholes: Form[]
  /** The share of its weight that counts, so that all parts of a compound together count as one word. */
  share: number
  /** The words that were probably meant when this one is unfinished or misspelt, with how probable each is. */
  meant: (Form & { likeness: number })[]
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
/** More compounds than this are rarely typed; a page of code is not a search. */
const COMPOUNDS_MAX = 30
const GUESSED_MIN = 4
const GUESSED_MAX = 40

type Row = Form & Pick<Term, 'stop' | 'times'> & { natural: boolean; parts: string | null; total: number }

/**
 * Splits a text into the words that can be searched, in their order, each once; of `node.js` both parts. With
 * `unfinished`, the last word may be incomplete. A word that is in no document is compared with known words, unless the
 * text is taken `literally`.
 */
export async function readTerms(db: Db, text: string, { unfinished = false, literally = false } = {}): Promise<Terms> {
  const rows = await tokenize(db, text)
  const total = rows[0]?.total ?? 0
  const found = rows.filter((row) => row.word !== null)
  const wholes = found.filter((row) => row.parts !== null).toSorted((a, b) => b.word.length - a.word.length)
  const terms = found
    .filter((row) => row.parts === null)
    .map(({ parts: _, total: __, ...term }) => ({
      ...term,
      wholes: wholes.filter(({ word, parts }) => word.includes(term.word) && parts?.split(' ').includes(term.word)),
      share: 1,
      meant: [] as Term['meant'],
    }))
  for (const { word, documents } of wholes) {
    const parts = terms.filter((term) => term.wholes[0]?.word === word)
    const weight = parts.reduce((sum, part) => sum + (part.stop ? 0 : rarity(part.documents, total)), 0)
    for (const part of parts) part.share = Math.min(1, rarity(documents, total) / weight)
  }

  const last = terms.at(-1)
  const ending = unfinished && last?.natural && /[\p{L}]{3,}$/u.test(text) ? last : undefined
  const isKnown = (term: (typeof terms)[number]) => [term, ...term.wholes].some((form) => form.documents > 0)
  const isDoubtful = (term: (typeof terms)[number]) =>
    term === ending ||
    (term.natural && !term.stop && !isKnown(term) && term.word.length >= GUESSED_MIN && term.word.length <= GUESSED_MAX)
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
  sql.raw(`case when tokid in (1, 2, 10, 11) then (ts_lexize('${dictionary}', ${token}))[1] else ${token} end`)

/** The stem of a row (tokid, token) of ts_parse in the language of a text, as a hash. */
export const stemOf = (locale: RawBuilder<unknown>) => sql`hashtext(case when tokid in ${NATURAL} then (ts_lexize(
  (case ${locale} when 'fr' then 'french_stem' else 'english_stem' end)::regdictionary, token))[1] else token end)`

/**
 * The words of a prepared text as rows (tokid, token, position, en_stem, fr_stem, en, fr) with their stems in both
 * languages as they are in documents, written out and as hashes.
 */
export const wordsIn = (prepared: RawBuilder<unknown>) => sql`(
  select *, hashtext(en_stem) as en, hashtext(fr_stem) as fr
  from (
    select tokid, token, position, ${stem('english_stem', 'token')} as en_stem, ${stem('french_stem', 'token')} as fr_stem
    from ts_parse('default', ${prepared}) with ordinality as parsed (tokid, token, position)
    where tokid not in ${NOTHING} and octet_length(token) < 2000
  ) as stemmed
)`

// Case is dropped first: nobody who types JavaScript looks for Java.
const tokenize = prepared<[text: string], Row>(
  (text) => sql`
    with prepared as materialized (
      select split_part(search_text(lower(${text}::text)), E'\n', 1) as words
    ), compounds as materialized (
      select split_part(text, E'\n', 1) as parts, split_part(text, E'\n', 2) as wholes
      from (
        select search_text(chunk) as text from regexp_split_to_table(lower(${text}::text), '\\s+') as chunk
        where chunk ~ '[[:alnum:]][^[:alnum:]]+[[:alnum:]]|[[:alpha:]][0-9]' limit ${sql.lit(COMPOUNDS_MAX)}
      ) as chunks
    ), tokens as materialized (
      (select min(position) as position, token as word, null as parts, bool_or(tokid in ${NATURAL}) as natural,
        count(*)::integer as times, min(en) as en, min(fr) as fr
      from prepared cross join lateral ${wordsIn(sql`prepared.words`)} as words
      group by token
      order by min(position)
      limit ${sql.lit(WORDS_MAX)})
      union all
      select null, token, string_agg(distinct parts, ' '), bool_or(tokid in ${NATURAL}), count(*)::integer, min(en), min(fr)
      from compounds cross join lateral ${wordsIn(sql`compounds.wholes`)} as words
      group by token
    ), total as (
      select coalesce(
        (select documents from search_statistics),
        (select count(*) from (select from search_documents where kind <> 'answer' limit 5000) as first)) as documents
    )
    select tokens.word, tokens.parts, tokens.natural, tokens.times, tokens.en, tokens.fr,
      tokens.en is null or tokens.fr is null as stop,
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
