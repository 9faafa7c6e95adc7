import { createInstance, type i18n as I18n, type TOptions } from 'i18next'
import type { Locale } from '#db/schema.ts'

export type Translate = (key: string, options?: TOptions) => string

type Area = Record<string, unknown>
type Language = { i18n: I18n; t: Translate; missed: Set<string>; fetchArea?: (area: string) => Promise<void> }

const languages = new Map<Locale, Language>()
let used: Set<string> | undefined

/** Makes a language available with all areas of its messages, by name: the server's way. */
export function registerMessages(locale: Locale, areas: Record<string, Area>): void {
  const language = register(locale)
  for (const [area, messages] of Object.entries(areas)) addArea(language, locale, area, messages)
}

/**
 * Makes a language available of which areas are fetched when they are needed: the browser's way. A sentence of an area
 * that is not there yet is empty; `onSentences` tells when it can be said. Nothing waits for it: a page that came to
 * life in two steps could lose what is being typed into it.
 */
export function registerLoader(
  locale: Locale,
  load: (area: string) => Promise<Area | undefined>,
): (area: string) => Promise<void> {
  const language = register(locale)
  const loading = new Map<string, Promise<void>>()
  const fetchArea = (area: string) => {
    const known = loading.get(area)
    if (known) return known
    const coming = load(area)
      .then((messages) => {
        addArea(language, locale, area, messages ?? {})
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
export function noteAreas<Result>(work: () => Result): { result: Result; areas: string[] } {
  used = new Set()
  try {
    const result = work()
    return { result, areas: [...used] }
  } finally {
    used = undefined
  }
}

function register(locale: Locale): Language {
  const i18n = createInstance({
    lng: locale,
    ns: [],
    defaultNS: 'common',
    resources: { [locale]: {} },
    interpolation: { escapeValue: false },
    initAsync: false,
    showSupportNotice: false,
  } as Parameters<typeof createInstance>[0])
  void i18n.init()

  const plain = new Map<string, string>()
  const language: Language = {
    i18n,
    missed: new Set(),
    // A page asks for some two hundred sentences, and most of them take in nothing or a small count: made once.
    t: (key, options) => {
      const area = key.slice(0, key.indexOf(':'))
      used?.add(area)
      const name = options === undefined ? key : nameOfCount(key, options)
      const known = name === undefined ? undefined : plain.get(name)
      if (known !== undefined) return known
      if (language.fetchArea && !i18n.hasResourceBundle(locale, area)) {
        language.missed.add(area)
        void language.fetchArea(area)
        return ''
      }
      const text = i18n.t(key, options ?? {})
      if (name !== undefined) plain.set(name, text)
      return text
    },
  }
  languages.set(locale, language)
  return language
}

function addArea({ i18n }: Language, locale: Locale, area: string, messages: Area): void {
  i18n.addResourceBundle(locale, area, messages)
}

function nameOfCount(key: string, options: TOptions): string | undefined {
  const { count } = options
  const isSmall = typeof count === 'number' && Number.isInteger(count) && count >= 0 && count < 100
  return isSmall && Object.keys(options).length === 1 ? `${key} ${count}` : undefined
}
