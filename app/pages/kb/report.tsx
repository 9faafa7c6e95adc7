import type { MetaFunction } from '@remix-run/node'
import { reportArticle } from '#app/domain/articles/report-article.ts'
import { articleActionWithNote, loadArticleOfNote } from '#app/pages/kb/article-note.server.ts'
import { ArticleNoteForm } from '#app/pages/kb/article-note-form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { titled } from '#app/web/meta.ts'

export const loader = loadArticleOfNote
export const action = articleActionWithNote(reportArticle)

export const meta: MetaFunction = titled((t) => t('curation:report.title'))

export default function ReportArticle() {
  const t = useT()
  return (
    <ArticleNoteForm
      title={t('curation:report.title')}
      label={t('curation:report.note')}
      hint={t('curation:report.hint')}
      send={t('curation:report.send')}
    />
  )
}
