import { createInstance, type TOptions } from 'i18next'
import type { Locale } from '#db/schema.ts'

export const LOCALES: Locale[] = ['en', 'fr']

export type Translate = (key: string, options?: TOptions) => string

type Messages = Record<string, Record<string, unknown>>

const translators = new Map<Locale, Translate>()

/** Makes a language available: its message files by name of area. The server has all of them, a browser the page's. */
export function registerMessages(locale: Locale, messages: Messages): void {
  const i18n = createInstance({
    lng: locale,
    ns: Object.keys(messages),
    defaultNS: 'common',
    resources: { [locale]: messages },
    interpolation: { escapeValue: false },
    initAsync: false,
    showSupportNotice: false,
  } as Parameters<typeof createInstance>[0])
  void i18n.init()

  // A page asks for some two hundred sentences and most of them take nothing in: those are looked up once.
  const plain = new Map<string, string>()
  const look: Translate = (key, options) => i18n.t(key, options ?? {})
  translators.set(locale, (key, options) => {
    if (options !== undefined) return look(key, options)
    const known = plain.get(key)
    if (known !== undefined) return known
    const text = look(key)
    plain.set(key, text)
    return text
  })
}

/** The sentences of a language: `t('area:key', { count })`. */
export function translator(locale: Locale): Translate {
  const translate = translators.get(locale)
  if (!translate) throw new Error(`No messages for ${locale}`)
  return translate
}
