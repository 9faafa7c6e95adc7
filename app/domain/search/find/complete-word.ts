import { sql } from 'kysely'
import type { Db } from '#db/transaction.ts'

const UNFINISHED = /(?:^|[\s"])([\p{L}\p{M}]{3,30})$/u

/**
 * A search that is still being typed, with its unfinished last word made the most frequent word of the forum that begins
 * like it. A word that is known already, or that nothing begins with, stays as it is. For finding only: the word itself is
 * not to be shown, since it may be one of a text that the reader may not see.
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
