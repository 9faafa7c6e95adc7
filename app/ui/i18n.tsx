import { createContext, type ReactNode, useContext } from 'react'
import { type Translate, translator } from '#app/messages/translate.ts'
import type { Locale } from '#db/schema.ts'

type Language = { locale: Locale; t: Translate; now: Date }

const LanguageContext = createContext<Language | null>(null)

export function LanguageProvider({ locale, now, children }: { locale: Locale; now: Date; children: ReactNode }) {
  return <LanguageContext.Provider value={{ locale, now, t: translator(locale) }}>{children}</LanguageContext.Provider>
}

export function useLanguage(): Language {
  const language = useContext(LanguageContext)
  if (!language) throw new Error('LanguageProvider is missing above')
  return language
}

/** The sentences of the page's language. */
export const useT = (): Translate => useLanguage().t
