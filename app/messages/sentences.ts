import type { Locale } from '#db/schema.ts'

export type Options = Record<string, unknown> & { count?: number }
export type Area = Record<string, unknown>

/** The sentences of a language: areas are added, and each sentence has the key `area:key`. */
export type Speaker = {
  add(area: string, messages: Area): void
  has(area: string): boolean
  say(key: string, options?: Options): string
}

/**
 * Makes sentences as i18next does, as far as our messages need: keys with dots, `{{name}}`, and plural forms. A browser
 * needs no more, and the rest of i18next is as large as the whole script of the question page.
 */
export function smallSpeaker(locale: Locale): Speaker {
  const areas = new Map<string, Area>()
  const plurals = new Intl.PluralRules(locale)

  const find = (area: Area | undefined, path: string): string | undefined => {
    let node: unknown = area
    for (const name of path.split('.')) node = (node as Area | undefined)?.[name]
    return typeof node === 'string' ? node : undefined
  }
  return {
    add: (area, messages) => void areas.set(area, messages),
    has: (area) => areas.has(area),
    say(key, options = {}) {
      const colon = key.indexOf(':')
      const area = areas.get(key.slice(0, colon))
      const path = key.slice(colon + 1)
      const { count } = options
      const forms = typeof count !== 'number' ? [] : [...(count === 0 ? ['_zero'] : []), `_${plurals.select(count)}`]
      for (const form of [...forms, '']) {
        const text = find(area, path + form)
        if (text !== undefined) return text.replace(/\{\{(\w+)\}\}/g, (place, name) => String(options[name] ?? place))
      }
      return path
    },
  }
}
