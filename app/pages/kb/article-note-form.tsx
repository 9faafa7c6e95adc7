import { useActionData, useLoaderData } from '@remix-run/react'
import type { articleActionWithNote, loadArticleOfNote } from '#app/pages/kb/article-note.server.ts'
import { FormError, TextArea } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { articlePath } from '#app/web/paths.ts'

type Props = {
  title: string
  label: string
  hint: string
  send: string
}

/** The form of an action on an article that needs a short note. */
export function ArticleNoteForm({ title, label, hint, send }: Props) {
  const article = useLoaderData<typeof loadArticleOfNote>()
  const { errors, note } = useActionData<ReturnType<typeof articleActionWithNote>>() ?? {}
  const t = useT()
  return (
    <div className="page-narrow">
      <h1 className="title">{title}</h1>
      <p dir="auto" className="mt-1 text-soft">
        {article.title}
      </p>
      <form method="post" className="panel mt-4 space-y-4">
        <FormError errors={errors} fields={['note']} />
        <TextArea name="note" label={label} hint={hint} defaultValue={note} errors={errors} maxLength={1000} />
        <p className="flex gap-3">
          <button type="submit" className="btn-primary">
            {send}
          </button>
          <a href={articlePath(article)} className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
    </div>
  )
}
