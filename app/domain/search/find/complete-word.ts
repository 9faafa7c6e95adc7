import { sql } from 'kysely'
import type { Db } from '#db/transaction.ts'

/** The last word, or the last part of a path or an address; not of a filter, a tag or an excluded word. */
const UNFINISHED = /(?:^|[\s"])(?:[\p{L}\p{N}/\\][^\s:[\]"]*[./\\_@-])?([\p{L}\p{M}]{3,30})$/u

/**
 * Replaces the unfinished last word of a search by the most frequent word of the forum that begins with it. A word that
 * is known already, or that no word begins with, stays as it is. Use the result only to search: never show the word,
 * since it may come from a text that the reader may not see.
 */
export async function completeWord(db: Db, text: string): Promise<string> {
  const typed = UNFINISHED.exec(text)?.[1]
  if (!typed) return text
  const { rows } = await sql<{ word: string }>`
    select word from search_words
    where word like unaccent(lower(${typed})) || '%'
    order by word = unaccent(lower(${typed})) desc, documents desc, word
    limit 1`.execute(db)
  const word = rows[0]?.word
  return word ? text.slice(0, text.length - typed.length) + word : text
}
