import { SelectField } from '#app/ui/form.tsx'
import { languageName } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import type { Locale } from '#db/schema.ts'

/** The form's word for the language of a question, which an edited form or an old draft may lack or misspell. */
export const writtenInField = (typed: string | undefined): Locale | 'auto' =>
  typed === 'en' || typed === 'fr' ? typed : 'auto'

/**
 * The language of a question. It is recognised from the text, and the field says what was recognised so far; a choice
 * overrides it. Without JavaScript the server recognises it when the form is sent.
 */
export function LanguageField({ typed, recognised }: { typed: string | undefined; recognised?: Locale | null }) {
  const { locale, t } = useLanguage()
  return (
    <SelectField name="language" label={t('questions:language.label')} defaultValue={writtenInField(typed)}>
      <option value="auto">
        {recognised
          ? t('questions:language.recognised', { language: languageName(recognised, locale) })
          : t('questions:language.auto')}
      </option>
      {(['en', 'fr'] as const).map((each) => (
        <option key={each} value={each}>
          {languageName(each, locale)}
        </option>
      ))}
    </SelectField>
  )
}
