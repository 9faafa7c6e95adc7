import { languageInSentence } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'

/**
 * The attributes of what a person wrote: its language where it is known, and the direction of its own letters, whatever
 * that of the page.
 */
export const written = (lang?: string) => ({ lang, dir: 'auto' as const })

/** "in French", beside a title that is not in the language of the page. */
export function LanguageMark({ of }: { of: string }) {
  const { locale, t } = useLanguage()
  if (of === locale) return null
  const words =
    of === 'und' ? t('common:written_otherwise') : t('common:written_in', { language: languageInSentence(of, locale) })
  return <span className="chip-plain self-start">{words}</span>
}
