import { createInstance, type TOptions } from 'i18next'
import type { Locale } from '#db/schema.ts'

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

  // A page asks for some two hundred sentences and most of them take in nothing or a small count: those are made once.
  const plain = new Map<string, string>()
  const look: Translate = (key, options) => i18n.t(key, options ?? {})
  translators.set(locale, (key, options) => {
    const name = options === undefined ? key : nameOfCount(key, options)
    if (name === undefined) return look(key, options)
    const known = plain.get(name)
    if (known !== undefined) return known
    const text = look(key, options)
    plain.set(name, text)
    return text
  })
}

function nameOfCount(key: string, options: TOptions): string | undefined {
  const { count } = options
  const isSmall = typeof count === 'number' && Number.isInteger(count) && count >= 0 && count < 100
  return isSmall && Object.keys(options).length === 1 ? `${key} ${count}` : undefined
}

/** The sentences of a language: `t('area:key', { count })`. */
export function translator(locale: Locale): Translate {
  const translate = translators.get(locale)
  if (!translate) throw new Error(`No messages for ${locale}`)
  return translate
}
