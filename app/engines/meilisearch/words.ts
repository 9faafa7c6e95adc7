import { sql } from 'kysely'
import { fold, isStopWord } from '#app/engines/meilisearch/stop-words.ts'
import type { Db } from '#db/transaction.ts'

/** A word of a search with its stems in both languages. A code is searched as it is. */
export type Word = { word: string; stems: string[]; code: boolean; synonym: boolean }

/** At most this many words are searched: the first ones of a text say most. */
const WORDS_MAX = 12

/** The significant words, with their stems. Function words are left out. */
export async function readWords(db: Db, words: string[]): Promise<Word[]> {
  const telling = words
    .flatMap((word) => (isCode(word) ? [word] : word.split(/[^\p{L}\p{N}]+/u)))
    .filter((word) => word !== '' && !isStopWord(word))
  const chosen = [...new Set(telling)].slice(0, WORDS_MAX)
  if (chosen.length === 0) return []
  const { rows } = await sql<{ word: string; stems: string[]; synonym: boolean }>`
    select word,
      array(select distinct unnest(
        tsvector_to_array(to_tsvector('entraide_fr', word)) || tsvector_to_array(to_tsvector('entraide_en', word)))) as stems,
      exists (select from tag_synonyms join tags on tags.id = tag_synonyms.tag_id
        where word = any (string_to_array(lower(tag_synonyms.name::text), '-') || string_to_array(lower(tags.name::text), '-'))
      ) as synonym
    from unnest(${chosen}::text[]) with ordinality as given (word, position)
    order by position`.execute(db)
  return rows.map(({ word, stems, synonym }) => ({
    word,
    // A function word of one language may have the stem of a function word of the other, which the index leaves out.
    stems: [...new Set(stems.map(fold))].filter((stem) => !isStopWord(stem)),
    code: isCode(word),
    synonym,
  }))
}

/** `E-42`, `node.js`, `192.168.1.1`: a word with digits, or with punctuation inside. */
function isCode(word: string): boolean {
  return /\p{L}/u.test(word) ? /\p{N}|[._/@:-]/u.test(word) && !/^[\p{L}]+-[\p{L}]+$/u.test(word) : /\p{N}/u.test(word)
}
