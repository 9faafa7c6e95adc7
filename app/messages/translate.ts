import type { MessageKey } from '#app/messages/keys.ts'
import { type Area, type Options, type Speaker, smallSpeaker } from '#app/messages/sentences.ts'
import type { Locale } from '#db/schema.ts'

export type Translate = (key: MessageKey, options?: Options) => string

type Language = { speaker: Speaker; t: Translate; missed: Set<string>; fetchArea?: (area: string) => Promise<void> }

/** How many made sentences a language keeps, and up to which length of what they take in. */
const KEPT = 5000
const LONG = 60

const languages = new Map<Locale, Language>()
let used: Set<string> | undefined

/**
 * Makes a language available of which areas are fetched when they are needed: the browser's way. A sentence of an area
 * that is not there yet is empty; `onSentences` tells when it can be said. Nothing waits for it: a page that came to
 * life in two steps could lose what is being typed into it.
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
      // Offline for a moment must not mean without words for ever.
      .catch(() => void loading.delete(area))
    loading.set(area, coming)
    return coming
  }
  language.fetchArea = fetchArea
  return fetchArea
}

const listeners = new Set<() => void>()

/** Calls back whenever sentences have arrived that a page had to leave empty; returns how to stop that. */
export function onSentences(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

/** The sentences of a language: `t('area:key', { count })`. */
export function translator(locale: Locale): Translate {
  const language = languages.get(locale)
  if (!language) throw new Error(`No messages for ${locale}`)
  return language.t
}

/** Runs work that renders a page at once, and says which areas of messages it took sentences from. */
export function collectAreas<Result>(work: () => Result): { result: Result; areas: string[] } {
  used = new Set()
  try {
    const result = work()
    return { result, areas: [...used] }
  } finally {
    used = undefined
  }
}

/** Makes a language available with whoever says its sentences. */
export function registerSpeaker(locale: Locale, speaker: Speaker): Language {
  const made = new Map<string, string>()
  const language: Language = {
    speaker,
    missed: new Set(),
    // A page asks for some two hundred sentences, and most of them take in nothing, a count, or what the next post takes
    // in too: made once.
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
      const text = speaker.say(key, options)
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

/** What tells a sentence with what it takes in from any other; undefined when that is too long to keep. */
function nameWith(key: string, options: Options): string | undefined {
  let name = key
  for (const [option, value] of Object.entries(options)) {
    if (typeof value === 'string' ? value.length > LONG : typeof value !== 'number') return undefined
    name += `\0${option}\0${typeof value === 'string' ? '"' : ''}${value}`
  }
  return name
}
