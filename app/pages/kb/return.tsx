import type { MetaFunction } from '@remix-run/node'
import { returnArticle } from '#app/domain/articles/return-article.ts'
import { articleActionWithNote, loadArticleOfNote } from '#app/pages/kb/article-note.server.ts'
import { ArticleNoteForm } from '#app/pages/kb/article-note-form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { titled } from '#app/web/meta.ts'

export const loader = loadArticleOfNote
export const action = articleActionWithNote(returnArticle)

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
