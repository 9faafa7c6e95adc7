import type { MetaFunction } from '@remix-run/node'
import { obsoleteArticle } from '#app/domain/articles/obsolete-article.ts'
import { articleActionWithNote, loadArticleOfNote } from '#app/pages/kb/article-note.server.ts'
import { ArticleNoteForm } from '#app/pages/kb/article-note-form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { titled } from '#app/web/meta.ts'

export const loader = loadArticleOfNote
export const action = articleActionWithNote(obsoleteArticle)

export const meta: MetaFunction = titled((t) => t('kb:retiring.title'))

export default function RetireArticle() {
  const t = useT()
  return (
    <ArticleNoteForm
      title={t('kb:retiring.title')}
      label={t('kb:retiring.note')}
      hint={t('kb:retiring.hint')}
      send={t('kb:retiring.send')}
    />
  )
}
