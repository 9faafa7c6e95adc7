import { distance } from 'fastest-levenshtein'
import { sql } from 'kysely'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { narrow, type SearchFacets } from '#app/domain/search/find/facets.ts'
import { collapse } from '#app/domain/search/find/results.ts'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { normalize } from '#app/text/normalize.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** Shorter words have too many similar words to guess among. */
const WORD_MIN = 4
const CORRECTED_MAX = 3
const NEIGHBOURS = 20
/** A word with one more change must be this many times as frequent to be better. */
const CHANGE_FACTOR = 20
/** With more results than this, words that the forum knows are not corrected. */
const ENOUGH = 3
/** When the typed word is known too, the similar word must be this many times as frequent. */
const FAR_MORE_FREQUENT = 50
const LOOKED_AT = 20

/** Words as the vocabulary stores them: lower case, without accents. */
const folded = (word: string) =>
  normalize(word, 'NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/œ/g, 'oe').replace(/æ/g, 'ae')

const WORD = /[\p{L}\p{M}]+/gu

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
  {
    text,
    facets,
    locale,
    found,
    now,
  }: { text: string; facets: SearchFacets; locale: Locale; found: number; now: Date },
): Promise<string | undefined> {
  const words = parseQuery(text)
    .words.map(folded)
    .filter((word) => word.length >= WORD_MIN && word.length <= 40 && /^\p{L}+$/u.test(word))
  const corrections = await nearestWords(db, [...new Set(words)], { found })
  if (corrections.size === 0) return undefined

  const put = (words: Map<string, string>) =>
    text
      .replace(WORD, (word) => words.get(folded(word)) ?? word)
      .replace(/\s+/g, ' ')
      .trim()
  const query = narrow(parseQuery(put(corrections)), facets, { now })
  const hits = await engine.search(db, query, { limit: 5 * LOOKED_AT })
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

/** For each word that looks misspelt, the word that was probably meant. */
async function nearestWords(db: Db, words: string[], { found }: { found: number }): Promise<Map<string, string>> {
  if (words.length === 0) return new Map()
  const { rows: known } = await sql<{ word: string; documents: number }>`
    select asked.word, greatest(
      (select documents from search_words where search_words.word = asked.word),
      (select max(thread_count) from tags where lower(unaccent(name::text)) = asked.word), 0)::integer as documents
    from unnest(${words}::text[]) as asked (word)`.execute(db)
  const doubtful = known
    .filter(({ documents }) => documents === 0 || (found < ENOUGH && documents <= ENOUGH))
    .sort((a, b) => a.documents - b.documents)
    .slice(0, CORRECTED_MAX)
  const nearest = new Map<string, string>()
  for (const { word, documents } of doubtful) {
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
      .filter((row) => row.away <= changes && row.documents > documents * FAR_MORE_FREQUENT)
      .map((row) => ({ word: row.word, weight: row.documents / CHANGE_FACTOR ** row.away }))
      .sort((a, b) => b.weight - a.weight || a.word.localeCompare(b.word))
    if (weighed[0]) nearest.set(word, weighed[0].word)
  }
  return nearest
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
      const count = counts.get(folded(spelling))
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
