import { useState } from 'react'
import { CategoryFields, CategorySelect } from '#app/ui/category-choice.tsx'
import { MarkdownField } from '#app/ui/editor/markdown-field.tsx'
import { TextField } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { LanguageField } from '#app/ui/language-field.tsx'
import { TagField } from '#app/ui/tag-field.tsx'
import type { CategoryChoice } from '#app/web/category-choices.server.ts'
import type { HttpError } from '#app/web/http.ts'
import type { Locale, PostKind } from '#db/schema.ts'

/** The fields to edit a post: its text, and for a question title, tags and, when it can be moved, its category. */
export function EditFields({
  kind,
  threadId,
  fields,
  errors,
  categories = [],
  recognised,
}: {
  kind: PostKind
  threadId: number
  fields: {
    body: string
    title?: string | undefined
    tags?: string | undefined
    categoryId?: number | undefined
    language?: string | undefined
    /** The answers to the fields of the category, by the names of these fields. */
    answers?: Record<string, string> | undefined
  }
  errors?: HttpError[] | undefined
  categories?: CategoryChoice[]
  /** The language in which the question was recognised to be. */
  recognised?: Locale | null
}) {
  const t = useT()
  const [chosenId, choose] = useState(fields.categoryId ?? 0)
  const isQuestion = kind === 'question'
  return (
    <>
      {isQuestion && (
        <TextField
          name="title"
          label={t('ask:title')}
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
        <>
          <CategorySelect choices={categories} chosenId={chosenId} onChoose={choose} errors={errors} />
          <CategoryFields
            choice={categories.find((choice) => choice.id === chosenId)}
            typed={fields.answers}
            errors={errors}
          />
          <LanguageField typed={fields.language} recognised={recognised} />
        </>
      )}
    </>
  )
}
