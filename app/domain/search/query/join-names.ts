import { findPeople } from '#app/domain/profiles/find-people.ts'
import type { QueryWarning } from '#app/domain/search/query/parse-query.ts'
import type { Db } from '#db/transaction.ts'

/** `user:` without quotation marks, and up to three words after it that are neither filters, phrases nor tags. */
const UNQUOTED = /(?<=^|[\s-])user:([^\s"“”„«»]+)((?:[ \u00a0]+[\p{L}\p{M}\p{N}'’.-]+(?=\s|$)){1,3})/giu
/** Each asks for people. */
const JOINED_MAX = 3

/**
 * A search in which `user:Léa Fontanel` is read as `user:"Léa Fontanel"`, where that is somebody's whole name: without
 * quotation marks the second word would be searched for. When the first word alone names nobody for sure, a warning says
 * how to write it.
 */
export async function joinNames(db: Db, text: string): Promise<{ text: string; warnings: QueryWarning[] }> {
  const found = [...text.matchAll(UNQUOTED)].slice(0, JOINED_MAX)
  const warnings: QueryWarning[] = []
  let joined = text
  for (const [written, first = '', after = ''] of found) {
    const words = [first, ...after.trim().split(/\s+/)]
    const count = await longestName(db, words)
    if (count > 1) {
      const name = words.slice(0, count).join(' ')
      joined = joined.replace(written, () => [`user:"${name}"`, ...words.slice(count)].join(' '))
    } else if (count === 0) warnings.push({ code: 'name', text: `user:"${words.slice(0, 2).join(' ')}"` })
  }
  return { text: joined, warnings }
}

/** Of how many of the words, from the first on, the longest whole name is; 0 when not even the first is one. */
async function longestName(db: Db, words: string[]): Promise<number> {
  for (let count = words.length; count > 0; count--) {
    const people = await findPeople(db, words.slice(0, count).join(' '))
    if (people?.whole && people.people.length > 0) return count
  }
  return 0
}
