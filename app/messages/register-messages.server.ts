import { createInstance } from 'i18next'
import type { Area } from '#app/messages/sentences.ts'
import { registerSpeaker } from '#app/messages/translate.ts'
import type { Locale } from '#db/schema.ts'

/** Makes a language available with all areas of its messages. Used on the server. */
export function registerMessages(locale: Locale, areas: Record<string, Area>): void {
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
  const { speaker } = registerSpeaker(locale, {
    add: (area, messages) => void i18n.addResourceBundle(locale, area, messages),
    has: (area) => i18n.hasResourceBundle(locale, area),
    say: (key, options) => i18n.t(key, options ?? {}),
  })
  for (const [area, messages] of Object.entries(areas)) speaker.add(area, messages)
}
