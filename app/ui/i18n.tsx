import { createContext, type ReactNode, useContext } from 'react'
import { type Translate, translator } from '#app/messages/translate.ts'
import type { Reading } from '#app/ui/format.ts'
import type { Locale } from '#db/schema.ts'

/** The language of the sentences; how dates are written, and where the reader is; and the time of the page. */
type Language = { locale: Locale; reading: Reading; t: Translate; now: Date }

const LanguageContext = createContext<Language | null>(null)

export function LanguageProvider({ children, ...language }: Omit<Language, 't'> & { children?: ReactNode }) {
  return (
    <LanguageContext.Provider value={{ ...language, t: translator(language.locale) }}>
      {children}
    </LanguageContext.Provider>
  )
}

export function useLanguage(): Language {
  const language = useContext(LanguageContext)
  if (!language) throw new Error('LanguageProvider is missing above')
  return language
}

/** The sentences of the page's language. */
export const useT = (): Translate => useLanguage().t
