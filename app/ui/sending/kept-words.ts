// What is typed is kept in this browser too, until the server has it: a draft of which nobody else knows.
const PREFIX = 'entraide.words.'
/** The most texts that are kept, and the longest one, in characters. */
const KEPT = 20
const LONGEST = 100_000
const MONTH = 30 * 86_400_000
const VISITORS_FOR = 3_600_000

/**
 * The fields of a form, and when they were typed. `opened`: the signed time at which their form was opened; so words that
 * come back were not typed in the moment in which they did. `sent`: they were sent, and it is not known whether they
 * arrived.
 */
export type KeptWords = { fields: Record<string, string>; at: number; opened?: string; sent?: boolean }

const keyOf = (person: number | undefined, place: string) => `${PREFIX}${person ?? 'visitor'}.${place}`

/**
 * What this person has typed at this place, the name of its draft; when they have signed in since, also what they typed as
 * a visitor. Of the visitors of a computer that many use, that is only who was here just before.
 */
export function findKept(person: number | undefined, place: string): KeptWords | undefined {
  try {
    const own = parse(localStorage.getItem(keyOf(person, place)))
    if (own || person === undefined) return own
    const visitors = parse(localStorage.getItem(keyOf(undefined, place)))
    return visitors && visitors.at > Date.now() - VISITORS_FOR ? visitors : undefined
  } catch {
    // The page may not be allowed to use storage.
    return undefined
  }
}

/** After signing out, a form that is still open keeps nothing more. */
let isOver = false

/** Keeps it, and drops the oldest others when there are many. False when this browser does not keep it. */
export function keepWords(person: number | undefined, place: string, words: KeptWords): boolean {
  const text = JSON.stringify(words)
  if (isOver || text.length > LONGEST) return false
  try {
    localStorage.setItem(keyOf(person, place), text)
    const all = keysOfKept()
      .map((key) => ({ key, at: parse(localStorage.getItem(key))?.at ?? 0 }))
      .sort((a, b) => b.at - a.at)
    for (const { key, at } of all.slice(1)) if (at < words.at - MONTH) localStorage.removeItem(key)
    for (const { key } of all.slice(KEPT)) localStorage.removeItem(key)
    return true
  } catch {
    return false
  }
}

export function dropKept(person: number | undefined, place: string): void {
  try {
    localStorage.removeItem(keyOf(person, place))
    localStorage.removeItem(keyOf(undefined, place))
  } catch {}
}

/** Forgets all that this person has typed in this browser. */
export function forgetKept(person: number | undefined): void {
  isOver = true
  try {
    for (const key of keysOfKept()) if (key.startsWith(keyOf(person, ''))) localStorage.removeItem(key)
  } catch {}
}

const keysOfKept = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))

function parse(text: string | null): KeptWords | undefined {
  try {
    const words = JSON.parse(text ?? '') as KeptWords
    return typeof words.at === 'number' && typeof words.fields === 'object' ? words : undefined
  } catch {
    return undefined
  }
}
