import type { MessageKey } from '#app/messages/keys.ts'
import { type Area, type Options, type Speaker, smallSpeaker } from '#app/messages/sentences.ts'
import type { Locale } from '#db/schema.ts'

export type Translate = (key: MessageKey, options?: Options) => string

type Language = { speaker: Speaker; t: Translate; missed: Set<string>; fetchArea?: (area: string) => Promise<void> }

/** How many finished sentences are cached per language, and the longest values that are cached. */
const KEPT = 5000
const LONG = 60

const languages = new Map<Locale, Language>()
let used: Set<string> | undefined

/**
 * Makes a language available whose areas are loaded when they are needed. Used in the browser. A sentence of an area
 * that is not loaded yet is empty; `onSentences` says when it is there. Rendering does not wait for it: if a page
 * hydrated in two steps, it could lose what is being typed into it.
 */
export function registerLoader(
  locale: Locale,
  load: (area: string) => Promise<Area | undefined>,
): (area: string) => Promise<void> {
  const language = registerSpeaker(locale, smallSpeaker(locale))
  const loading = new Map<string, Promise<void>>()
  const fetchArea = (area: string) => {
    const known = loading.get(area)
    if (known) return known
    const coming = load(area)
      .then((messages) => {
        language.speaker.add(area, messages ?? {})
        if (language.missed.delete(area)) for (const tell of listeners) tell()
      })
      // A failed request must not leave the area empty for ever: the next use loads it again.
      .catch(() => void loading.delete(area))
    loading.set(area, coming)
    return coming
  }
  language.fetchArea = fetchArea
  return fetchArea
}

const listeners = new Set<() => void>()

/** Calls back when sentences have arrived that a page had to leave empty. Returns a function that stops this. */
export function onSentences(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

/** The function that makes sentences of a language: `t('area:key', { count })`. */
export function translator(locale: Locale): Translate {
  const language = languages.get(locale)
  if (!language) throw new Error(`No messages for ${locale}`)
  return language.t
}

/** Runs work that renders a page synchronously, and returns the message areas that it used. */
export function collectAreas<Result>(work: () => Result): { result: Result; areas: string[] } {
  used = new Set()
  try {
    const result = work()
    return { result, areas: [...used] }
  } finally {
    used = undefined
  }
}

/** Makes a language available with an object that makes its sentences. */
export function registerSpeaker(locale: Locale, speaker: Speaker): Language {
  const made = new Map<string, string>()
  const language: Language = {
    speaker,
    missed: new Set(),
    // A page needs about two hundred sentences. Most have no values, only a count, or the values of the next post too,
    // so they are cached.
    t: (key, options) => {
      const area = key.slice(0, key.indexOf(':'))
      used?.add(area)
      const name = options === undefined ? key : nameWith(key, options)
      const known = name === undefined ? undefined : made.get(name)
      if (known !== undefined) return known
      if (language.fetchArea && !speaker.has(area)) {
        language.missed.add(area)
        void language.fetchArea(area)
        return ''
      }
      const text = speaker.say(key, options && isolated(options))
      if (name !== undefined) {
        if (made.size >= KEPT) made.clear()
        made.set(name, text)
      }
      return text
    },
  }
  languages.set(locale, language)
  return language
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/**
 * A name or title in letters from right to left stands in a sentence as a whole: between the two marks it does not turn
 * the words beside it around. A sentence is plain text, so an element cannot do it.
 */
function isolated(options: Options): Options {
  const isTurned = (value: unknown): value is string => typeof value === 'string' && RIGHT_TO_LEFT.test(value)
  if (!Object.values(options).some(isTurned)) return options
  const values = Object.entries(options).map(([name, value]) => [
    name,
    isTurned(value) ? `\u2068${value}\u2069` : value,
  ])
  return Object.fromEntries(values) as Options
}

/** A cache key of a sentence with its values; undefined when the values are too long to cache. */
function nameWith(key: string, options: Options): string | undefined {
  let name = key
  for (const [option, value] of Object.entries(options)) {
    if (typeof value === 'string' ? value.length > LONG : typeof value !== 'number') return undefined
    name += `\0${option}\0${typeof value === 'string' ? '"' : ''}${value}`
  }
  return name
}
