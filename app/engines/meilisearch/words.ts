import { sql } from 'kysely'
import { wordsIn } from '#app/domain/search/rank/terms.ts'
import { isStopWord } from '#app/engines/meilisearch/stop-words.ts'
import type { Db } from '#db/transaction.ts'

/** A word of a search, or a part of one, with the stems that a document has when it has the word. */
export type Word = { word: string; stems: string[]; synonym: boolean }

/** At most this many words are searched: the first ones of a text say most. */
const WORDS_MAX = 12

/**
 * The significant words, with their stems in both languages and those of the compounds that they are a part of. They
 * are taken apart as the documents are. Function words are left out.
 */
export async function readWords(db: Db, words: string[]): Promise<Word[]> {
  const chosen = [...new Set(words)].slice(0, 4 * WORDS_MAX)
  if (chosen.length === 0) return []
  const { rows } = await sql<{
    word: string
    stems: string[]
    wholes: { word: string; stems: string[] }[]
    synonym: boolean
  }>`
    with prepared as materialized (
      select position, split_part(text, E'\n', 1) as parts, split_part(text, E'\n', 2) as wholes
      from (
        select position, search_text(lower(word)) as text from unnest(${chosen}::text[]) with ordinality as given (word, position)
      ) as texts
    )
    select part.token as word, array_remove(array[part.en_stem, part.fr_stem], null) as stems,
      (select coalesce(json_agg(json_build_object(
          'word', whole.token, 'stems', array_remove(array[whole.en_stem, whole.fr_stem], null))), '[]')
        from ${wordsIn(sql`prepared.wholes`)} as whole) as wholes,
      exists (select from tag_synonyms join tags on tags.id = tag_synonyms.tag_id
        where part.token = any (string_to_array(lower(tag_synonyms.name::text), '-') || string_to_array(lower(tags.name::text), '-'))
      ) as synonym
    from prepared cross join lateral ${wordsIn(sql`prepared.parts`)} as part
    order by prepared.position, part.position`.execute(db)
  const found = new Map<string, Word>()
  for (const { word, stems, wholes, synonym } of rows) {
    if (isStopWord(word)) continue
    const compounds = wholes.filter((whole) => whole.word.includes(word)).flatMap((whole) => whole.stems)
    // A function word of one language may have the stem of a function word of the other, which the index leaves out.
    const all = [...(found.get(word)?.stems ?? []), ...stems, ...compounds]
    found.set(word, { word, synonym, stems: [...new Set(all)].filter((stem) => !isStopWord(stem)) })
  }
  return [...found.values()].slice(0, WORDS_MAX)
}
