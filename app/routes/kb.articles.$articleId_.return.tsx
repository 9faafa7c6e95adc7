import type { MetaFunction } from '@remix-run/node'
import { ArticleNoteForm } from '#app/components/article-note-form.tsx'
import { useT } from '#app/components/i18n.tsx'
import { returnArticle } from '#app/domain/articles/return-article.ts'
import { loadArticleOfNote, takeStepWithNote } from '#app/lib/article-note.server.ts'
import { titled } from '#app/lib/meta.ts'

export const loader = loadArticleOfNote
export const action = takeStepWithNote(returnArticle)

export const meta: MetaFunction = titled((t) => t('kb:returning.title'))

export default function ReturnArticle() {
  const t = useT()
  return (
    <ArticleNoteForm
      title={t('kb:returning.title')}
      label={t('kb:returning.note')}
      hint={t('kb:returning.hint')}
      send={t('kb:returning.send')}
    />
  )
}
