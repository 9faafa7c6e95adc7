import { type RawBuilder, sql } from 'kysely'
import type { SearchQuery } from '#app/domain/search/query/parse-query.ts'
import { informativeTerms } from '#app/domain/search/rank/suggest.ts'
import { readTerms, stemOf } from '#app/domain/search/rank/terms.ts'
import type { Db } from '#db/transaction.ts'

/** The stems of what was searched, as hashes, for texts in each language, and the compounds that were searched. */
export type SearchedStems = { en: number[]; fr: number[]; compounds: [word: string, stem: number][] }

/** Words of grammar that the lists of PostgreSQL do not have. Marking them would only distract. */
const MISSED_STOPS = new Set(['les', 'one'])
export const isMissedStop = (word: string): boolean => MISSED_STOPS.has(word)

/** What is to be marked in the results of searches: their words, without those of grammar, and what was meant by them. */
export async function searchedStems(db: Db, queries: SearchQuery[]): Promise<SearchedStems> {
  const text = queries.flatMap((query) => [...query.words, ...query.phrases]).join(' ')
  const { terms } = await readTerms(db, text)
  const telling = informativeTerms(terms).filter((term) => !term.stop && !isMissedStop(term.word))
  const forms = telling.flatMap((term) => [term, ...term.wholes, ...term.meant])
  const of = (locale: 'en' | 'fr') => [...new Set(forms.map((form) => form[locale]).filter((stem) => stem !== null))]
  // A text has `x.dll` as one word only where it stands alone; in a path it is to be marked as one all the same.
  const compounds = telling.flatMap((term) => term.wholes.map(({ word }): [string, number] => [word, term.en ?? 0]))
  return { en: of('en'), fr: of('fr'), compounds }
}

/**
 * The words of a text of search_documents that have one of these stems, written as in the index, each with its stem: a
 * column of pairs.
 */
export const wordsWithStems = (text: RawBuilder<unknown>, { en, fr }: SearchedStems) => sql<[string, number][]>`(
  select coalesce(json_agg(json_build_array(token, stem)), '[]')
  from (
    select token, ${stemOf(sql`search_documents.locale`)} as stem
    from (select distinct tokid, token from ts_parse('default', search_text(${text})) where tokid <> 12) as tokens
  ) as stems
  where stem = any (case search_documents.locale when 'fr' then ${fr}::integer[] else ${en}::integer[] end)
)`
