import type { ArticlePageData } from '#app/pages/kb/article.server.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

type Props = Pick<ArticlePageData, 'article' | 'reasons'>

/** Warnings that a reader needs before they trust an article. */
export function ArticleBanner({ article, reasons }: Props) {
  const t = useT()
  const missing = article.asked !== article.locale
  const state = article.state
  return (
    <div className="mt-4 space-y-3 empty:hidden">
      {missing && (
        <p className="notice-info">
          <Icon name="languages" /> {t(`kb:fallback.${article.locale}`)}
        </p>
      )}
      {(state === 'draft' || state === 'in_review' || state === 'archived') && (
        <div className="notice-info">
          <Icon name="eye-off" />
          <div>
            <p>{t(`kb:banner.${state}`)}</p>
            {state === 'draft' && article.reviewNote && (
              <p className="mt-1">
                <strong>{t('kb:returned_note')}</strong> {article.reviewNote}
              </p>
            )}
          </div>
        </div>
      )}
      {state === 'obsolete' && (
        <div className="notice-warn">
          <Icon name="triangle-alert" />
          <div>
            <p>{t('kb:banner.obsolete')}</p>
            {article.reviewNote && <p className="mt-1">{article.reviewNote}</p>}
          </div>
        </div>
      )}
      {state === 'published' && !article.reviewReason && article.validatedBy === null && (
        <p className="notice-info">
          <Icon name="info" /> {t('kb:corrected')}
        </p>
      )}
      {state === 'published' && article.reviewReason && (article.validatedBy === null || article.doubted) && (
        <div className="notice-warn" data-notice="review">
          <Icon name="triangle-alert" />
          <div>
            <p>{t(`kb:doubt.${article.reviewReason}`)}</p>
            {reasons.length > 0 && (
              <ul className="mt-2 list-disc pl-5">
                {reasons.map((each) => (
                  <li dir="auto" key={each.id}>
                    {each.reason}
                  </li>
                ))}
              </ul>
            )}
          </div>
        </div>
      )}
      {article.audience === 'staff' && (
        <p className="notice-info">
          <Icon name="lock" /> {t('kb:banner.staff')}
        </p>
      )}
    </div>
  )
}
