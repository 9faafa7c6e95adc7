import { sql } from 'kysely'
import type { Db } from '#db/transaction.ts'
import type { EvalDocument, EvalQuery } from './relevance-sets.ts'

const K1 = 1.2
const B = 0.75

/**
 * What every engine has to be better than: BM25 (Robertson and Spärck Jones) over titles, with Snowball's stems and
 * without accents. Gives the keys of the best documents for a query, best first.
 */
export async function bm25OverTitles(
  db: Db,
  documents: EvalDocument[],
): Promise<(query: EvalQuery) => Promise<string[]>> {
  const titles = await Promise.all(
    documents.map(async ({ key, title, locale }) => ({ key, stems: await stem(db, title, locale) })),
  )
  const holding = new Map<string, { key: string; times: number; length: number }[]>()
  let length = 0
  for (const { key, stems } of titles) {
    const long = stems.reduce((sum, { times }) => sum + times, 0)
    length += long
    for (const { lexeme, times } of stems) {
      const entry = { key, times, length: long }
      const list = holding.get(lexeme)
      if (list) list.push(entry)
      else holding.set(lexeme, [entry])
    }
  }
  const mean = length / Math.max(1, titles.length)

  return async (query) => {
    const scores = new Map<string, number>()
    for (const { lexeme } of await stem(db, query.title, query.locale)) {
      const list = holding.get(lexeme) ?? []
      const rarity = Math.log(1 + (titles.length - list.length + 0.5) / (list.length + 0.5))
      for (const { key, times, length } of list) {
        const weight = (times * (K1 + 1)) / (times + K1 * (1 - B + (B * length) / mean))
        scores.set(key, (scores.get(key) ?? 0) + rarity * weight)
      }
    }
    return [...scores].toSorted(([, one], [, other]) => other - one).map(([key]) => key)
  }
}

async function stem(db: Db, text: string, locale: string): Promise<{ lexeme: string; times: number }[]> {
  const config = locale === 'fr' ? 'entraide_fr' : 'entraide_en'
  const { rows } = await sql<{ lexeme: string; times: number }>`
    select lexeme, cardinality(positions) as times from unnest(to_tsvector(${config}::regconfig, ${text}))`.execute(db)
  return rows
}
