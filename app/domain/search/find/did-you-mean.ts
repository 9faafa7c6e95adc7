import { distance } from 'fastest-levenshtein'
import { sql } from 'kysely'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { narrow, type SearchFacets } from '#app/domain/search/find/facets.ts'
import { collapse } from '#app/domain/search/find/results.ts'
import { searchAny } from '#app/domain/search/find/search-any.ts'
import { foldWord } from '#app/domain/search/query/fold-word.ts'
import { parseAlternatives } from '#app/domain/search/query/parse-query.ts'
import { readTerms } from '#app/domain/search/rank/terms.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** Shorter words have too many similar words to guess among. */
const WORD_MIN = 4
const CORRECTED_MAX = 3
const NEIGHBOURS = 20
/** A word with one more change must be this many times as frequent to be better. */
const CHANGE_FACTOR = 20
const LOOKED_AT = 20

const WORD = /[\p{L}\p{M}]+/gu
/** What is looked for as it is written: phrases and tags. */
const QUOTED = /("[^"]*"|[“”„«»][^“”„«»]*[“”„«»]|\[[^\]]*\])/u
/** A word by itself, between blanks and with punctuation around it at most: no filter, no code, no path. */
const ALONE = /(?<=^|[\s(])([\p{L}\p{M}]+)(?=$|[\s,;:.!?)])/gu

/**
 * The same search with words corrected that are probably misspelt; undefined when no correction is better. Each is
 * replaced by the nearest word of the vocabulary of the forum, by Levenshtein distance, weighted by the number of
 * documents with the word. A correction is given only when the viewer would find something with it, and a word is spelt
 * as in a text that they may read: so nobody learns a word of a text that they may not see.
 */
export async function didYouMean(
  db: Db,
  viewer: Viewer,
  engine: SearchEngine,
  { text, facets, locale, now }: { text: string; facets: SearchFacets; locale: Locale; now: Date },
): Promise<string | undefined> {
  const searched = new Set(parseAlternatives(text).flatMap((query) => query.words.map(foldWord)))
  const words = text
    .split(QUOTED)
    .filter((piece) => !QUOTED.test(piece))
    .flatMap((piece) => [...piece.matchAll(ALONE)])
    .map(([word]) => foldWord(word))
    .filter((word) => word.length >= WORD_MIN && word.length <= 40 && searched.has(word))
  const corrections = await nearestWords(db, [...new Set(words)])
  if (corrections.size === 0) return undefined

  const put = (words: Map<string, string>) =>
    text
      .split(QUOTED)
      .map((piece) => (QUOTED.test(piece) ? piece : piece.replace(ALONE, (word) => words.get(foldWord(word)) ?? word)))
      .join('')
      .replace(/\s+/g, ' ')
      .trim()
  const queries = parseAlternatives(put(corrections)).map((query) => narrow(query, facets, { now }))
  const hits = await searchAny(db, engine, queries, 5 * LOOKED_AT)
  const matches = (await collapse(db, viewer, hits, locale)).slice(0, LOOKED_AT)
  const spelt = await spellings(db, matches, [...corrections.values()])
  const visible = new Map(
    [...corrections].flatMap(([word, right]) => {
      const spelling = spelt.get(right)
      return spelling === undefined ? [] : [[word, spelling] as const]
    }),
  )
  return visible.size > 0 ? put(visible) : undefined
}

/**
 * For each word that looks misspelt, the word that was probably meant. A word that is in the forum is right, however
 * rare it is, in any form of it and as a tag.
 */
async function nearestWords(db: Db, words: string[]): Promise<Map<string, string>> {
  if (words.length === 0) return new Map()
  const { terms } = await readTerms(db, words.join(' '), { literally: true })
  const found = new Set(terms.filter((term) => term.stop || term.documents > 0).map((term) => term.word))
  const unknown = words.filter((word) => !found.has(word))
  const tagged = await wordsOfTags(db, unknown)
  const doubtful = unknown.filter((word) => !tagged.has(word)).slice(0, CORRECTED_MAX)
  const nearest = new Map<string, string>()
  for (const word of doubtful) {
    const { rows } = await sql<{ word: string; documents: number; sameStem: boolean }>`
      select word, documents,
        ts_lexize('english_stem', word) = ts_lexize('english_stem', ${word})
          or ts_lexize('french_stem', word) = ts_lexize('french_stem', ${word}) as "sameStem"
      from (
        select word, documents from search_words
        union all select lower(unaccent(name::text)), thread_count from tags where name::text !~ '[^[:alpha:]]'
      ) as vocabulary
      where word % ${word} and word <> ${word}
      order by similarity(word, ${word}) desc, documents desc
      limit ${sql.lit(NEIGHBOURS)}`.execute(db)
    // The forum has another form of the word, which is found by its stem.
    if (rows.some((row) => row.sameStem)) continue
    const changes = word.length <= 4 ? 1 : 2
    const weighed = rows
      .map((row) => ({ ...row, away: distance(word, row.word) }))
      .filter((row) => row.away <= changes && row.documents > 0)
      .map((row) => ({ word: row.word, weight: row.documents / CHANGE_FACTOR ** row.away }))
      .sort((a, b) => b.weight - a.weight || a.word.localeCompare(b.word))
    if (weighed[0]) nearest.set(word, weighed[0].word)
  }
  return nearest
}

/** Those of the words that stand in the name of a tag. All tags are read for it, so only words of no text are asked for. */
async function wordsOfTags(db: Db, words: string[]): Promise<Set<string>> {
  if (words.length === 0) return new Set()
  const { rows } = await sql<{ word: string }>`
    select word from unnest(${words}::text[]) as word
    where exists (select from tags where search_text(name::text) ~ ('\\m' || word || '\\M'))`.execute(db)
  return new Set(rows.map(({ word }) => word))
}

/** How words are spelt in the texts of matches, with accents: the most frequent spelling of each. */
async function spellings(db: Db, matches: { postId: number }[], words: string[]): Promise<Map<string, string>> {
  if (matches.length === 0) return new Map()
  const { rows } = await sql<{ text: string }>`
    select title || ' ' || tags || ' ' || left(body, 4000) as text from search_documents
    where post_id = any (${matches.map((match) => match.postId)}::bigint[])`.execute(db)
  const counts = new Map<string, Map<string, number>>(words.map((word) => [word, new Map()]))
  for (const { text } of rows) {
    for (const [written] of text.matchAll(WORD)) {
      const spelling = written.toLowerCase()
      const count = counts.get(foldWord(spelling))
      count?.set(spelling, (count.get(spelling) ?? 0) + 1)
    }
  }
  return new Map(
    [...counts].flatMap(([word, found]) => {
      const [best] = [...found].sort((a, b) => b[1] - a[1])
      return best ? [[word, best[0]] as const] : []
    }),
  )
}
