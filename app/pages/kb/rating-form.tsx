import type { Suggestion } from '#app/domain/search/find/suggest-posts.ts'
import type { ArticlePageData } from '#app/pages/kb/article.server.ts'
import { ContactLink } from '#app/ui/contact-link.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Suggestions } from '#app/ui/suggestions/suggestions.tsx'

type Props = Pick<ArticlePageData, 'rating'> & {
  article: Pick<ArticlePageData['article'], 'id' | 'title' | 'helpfulCount' | 'unhelpfulCount'>
  allowed: boolean
  /** Suggestions for a reader who was not helped. */
  suggestions: Suggestion[]
}

/**
 * "Was this helpful?": one click, an optional reason, and a way to contact a person for a reader who was not helped.
 */
export function RatingForm({ article, rating, allowed, suggestions }: Props) {
  const t = useT()
  const asked = new URLSearchParams({ title: article.title, ...(rating?.reason ? { body: rating.reason } : {}) })
  const askPath = `/ask?${asked}`
  const all = article.helpfulCount + article.unhelpfulCount
  const choice = (helpful: boolean) => (
    <button
      type="submit"
      name="helpful"
      value={helpful ? 'yes' : 'no'}
      aria-pressed={rating?.helpful === helpful}
      className="btn aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
    >
      <Icon name={helpful ? 'thumbs-up' : 'thumbs-down'} /> {t(helpful ? 'kb:rating.yes' : 'kb:rating.no')}
    </button>
  )
  return (
    <section id="rating" aria-labelledby="rating-title" className="panel no-print mt-6">
      <div className="flex flex-wrap items-center gap-3">
        <h2 id="rating-title" className="subtitle mr-auto">
          {t('kb:rating.title')}
        </h2>
        {allowed && (
          <form method="post" action={`/kb/articles/${article.id}/rating`} data-stay="" className="flex gap-2">
            {choice(true)}
            {choice(false)}
          </form>
        )}
      </div>
      {all > 0 && <p className="hint mt-1">{t('kb:rating.count', { count: all, helpful: article.helpfulCount })}</p>}
      {rating?.helpful && <p className="mt-2 text-sm text-good">{t('kb:rating.thanks')}</p>}
      {rating && !rating.helpful && (
        <div className="mt-4 border-t border-line pt-4">
          <form
            method="post"
            action={`/kb/articles/${article.id}/rating`}
            data-stay=""
            className="flex flex-col items-start gap-2"
          >
            <input type="hidden" name="helpful" value="no" />
            <label htmlFor="rating-reason" className="label">
              {t('kb:rating.reason')}
            </label>
            <textarea
              dir="auto"
              id="rating-reason"
              name="reason"
              rows={2}
              maxLength={1000}
              defaultValue={rating.reason}
              className="field"
            />
            <button type="submit" className="btn-small">
              {t('kb:rating.send')}
            </button>
          </form>
          <div className="mt-4 empty:hidden">
            <Suggestions
              items={suggestions}
              title={t('kb:rating.others')}
              text={[article.title, rating.reason].join(' ').trim()}
              surface="feedback"
            />
          </div>
          <p className="mt-4 text-sm">
            {t('kb:rating.ask')}{' '}
            <a href={askPath} className="link">
              {t('kb:rating.ask_go')}
            </a>{' '}
            <ContactLink title={article.title} className="link ml-2">
              {t('kb:rating.contact')}
            </ContactLink>
          </p>
        </div>
      )}
    </section>
  )
}
