import { categoryText } from '#app/domain/categories/category-text.ts'
import { MarkdownField } from '#app/ui/editor/markdown-field.tsx'
import { FormError, SelectField, TextField } from '#app/ui/form.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import type { HttpError } from '#app/web/http.ts'
import type { Audience, Category, Locale } from '#db/schema.ts'

type ArticleFields = {
  title?: string
  body?: string
  categoryId?: number
  audience?: Audience
  locale?: Locale
}

type Props = {
  fields: ArticleFields
  errors?: HttpError[]
  categories: Pick<Category, 'id' | 'name' | 'translations'>[]
  /** Whether the writer may restrict the article to staff: only staff may. */
  mayRestrict: boolean
}

const ARTICLE_FIELDS = ['title', 'body', 'categoryId', 'audience', 'locale', 'reason', 'weight']

/** The fields that the forms for writing and editing an article share. */
export function ArticleFieldset({ fields, errors, categories, mayRestrict }: Props) {
  const { locale, t } = useLanguage()
  return (
    <>
      <FormError errors={errors} fields={ARTICLE_FIELDS} />
      <TextField
        name="title"
        label={t('kb:form.title')}
        hint={t('kb:form.title_hint')}
        defaultValue={fields.title}
        errors={errors}
        maxLength={150}
        required
      />
      <MarkdownField label={t('kb:form.body')} defaultValue={fields.body} errors={errors} rows={18} required />
      <div className="grid gap-5 sm:grid-cols-2">
        <SelectField
          name="categoryId"
          label={t('kb:form.category')}
          defaultValue={fields.categoryId ?? ''}
          errors={errors}
          required
        >
          <option value="">{t('kb:form.choose')}</option>
          {categories.map((category) => (
            <option key={category.id} value={category.id}>
              {categoryText(category, locale).name}
            </option>
          ))}
        </SelectField>
        {mayRestrict && (
          <SelectField
            name="audience"
            label={t('kb:form.audience')}
            hint={t('kb:form.audience_hint')}
            defaultValue={fields.audience ?? 'public'}
            errors={errors}
          >
            {(['public', 'members', 'staff'] as const).map((audience) => (
              <option key={audience} value={audience}>
                {t(`kb:audience.${audience}`)}
              </option>
            ))}
          </SelectField>
        )}
      </div>
    </>
  )
}
