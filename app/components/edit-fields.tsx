import { SelectField, TextField } from '#app/components/form.tsx'
import { useLanguage } from '#app/components/i18n.tsx'
import { MarkdownField } from '#app/components/markdown-field.tsx'
import { TagField } from '#app/components/tag-field.tsx'
import { categoryText } from '#app/domain/categories/category-text.ts'
import type { HttpError } from '#app/lib/http.ts'
import type { PostKind } from '#db/schema.ts'

type Category = { id: number } & Parameters<typeof categoryText>[0]

/** What a post says, as fields: its text, and of a question title, tags and, where it can be moved, its topic. */
export function EditFields({
  kind,
  threadId,
  fields,
  errors,
  categories = [],
}: {
  kind: PostKind
  threadId: number
  fields: { body: string; title?: string | undefined; tags?: string | undefined; categoryId?: number | undefined }
  errors?: HttpError[] | undefined
  categories?: Category[]
}) {
  const { locale, t } = useLanguage()
  const isQuestion = kind === 'question'
  return (
    <>
      {isQuestion && (
        <TextField
          name="title"
          label={t('questions:ask.title')}
          defaultValue={fields.title}
          errors={errors ?? []}
          maxLength={150}
          required
        />
      )}
      <MarkdownField
        label={t('questions:edit_body')}
        defaultValue={fields.body}
        errors={errors ?? []}
        rows={14}
        threadId={threadId}
        required
      />
      {isQuestion && <TagField defaultValue={fields.tags} errors={errors} />}
      {isQuestion && categories.length > 0 && (
        <SelectField
          name="categoryId"
          label={t('questions:ask.category')}
          defaultValue={fields.categoryId}
          errors={errors ?? []}
        >
          {categories.map((category) => (
            <option key={category.id} value={category.id}>
              {categoryText(category, locale).name}
            </option>
          ))}
        </SelectField>
      )}
    </>
  )
}
