import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { canDraftAnywhere } from '#app/domain/articles/permissions.ts'
import { type ArticleInWork, listArticlesInWork, listDoubtfulArticles } from '#app/domain/articles/queries.ts'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { forbidden } from '#app/domain/errors.ts'
import { ArticleStateChip } from '#app/pages/kb/article-state.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import { written } from '#app/ui/written.tsx'
import { orHttpError, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { articlePath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'
import type { Locale } from '#db/schema.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  if (!canDraftAnywhere(actor)) await orHttpError(Promise.reject(forbidden('article.draft')))
  const locale = await context.locale()
  const [inReview, doubtful, drafts] = await Promise.all([
    listArticlesInWork(db, actor, { locale, states: ['in_review'] }),
    listDoubtfulArticles(db, actor, { locale }),
    listArticlesInWork(db, actor, { locale, states: ['draft'] }),
  ])
  return { inReview, doubtful, drafts }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('kb:drafts.title'))

export default function ArticlesInWork() {
  const { inReview, doubtful, drafts } = useLoaderData<typeof loader>()
  const { t } = useLanguage()
  const nothing = inReview.length + doubtful.length + drafts.length === 0
  return (
    <div className="page">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h1 className="title">{t('kb:drafts.title')}</h1>
          <p className="mt-1 text-soft">{t('kb:drafts.intro')}</p>
        </div>
        <a href="/kb/articles/new" className="btn-primary">
          <Icon name="pencil" /> {t('kb:new.title')}
        </a>
      </div>
      {nothing && (
        <div className="mt-5">
          <EmptyState icon="square-pen" title={t('kb:drafts.none')}>
            <p>{t('kb:drafts.none_hint')}</p>
          </EmptyState>
        </div>
      )}
      <Section id="in-review" title={t('kb:drafts.in_review')} articles={inReview} />
      <Section id="doubtful" title={t('kb:drafts.doubtful')} articles={doubtful} />
      <Section id="drafts" title={t('kb:drafts.drafts')} articles={drafts} />
    </div>
  )
}

function Section({
  id,
  title,
  articles,
}: {
  id: string
  title: string
  articles: Array<ArticleInWork & { unchecked?: Array<{ locale: Locale }> }>
}) {
  const { locale, t } = useLanguage()
  if (articles.length === 0) return null
  return (
    <section aria-labelledby={id} className="mt-6">
      <h2 id={id} className="text-lg font-semibold">
        {title} <span className="hint">{articles.length}</span>
      </h2>
      <ul className="card mt-3 divide-y divide-line">
        {articles.map((article) => (
          <li key={article.id} className="px-4 py-4 sm:px-5">
            <h3 className="flex flex-wrap items-center gap-2 font-semibold">
              <a href={articlePath(article)} {...written(article.locale)} className="quiet-link wrap-anywhere">
                {article.title}
              </a>
              <ArticleStateChip state={article.state} />
              {article.unchecked?.map((text) => (
                <a
                  key={text.locale}
                  href={`${articlePath(article)}?locale=${text.locale}`}
                  hrefLang={text.locale}
                  className="chip-warn"
                >
                  <Icon name="languages" /> {text.locale === 'fr' ? 'Français' : 'English'}
                </a>
              ))}
            </h3>
            {article.reviewReason && (
              <p className="mt-1 text-sm text-warn">
                {article.reviewReason === 'returned' && article.reviewNote
                  ? `${t('kb:returned_note')} ${article.reviewNote}`
                  : t(`kb:doubt.${article.reviewReason}`)}
              </p>
            )}
            <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft">
              <UserLink avatar={false} person={{ id: article.draftedBy, name: article.drafterName }} />
              <span>
                {categoryText({ name: article.categoryName, translations: article.categoryTranslations }, locale).name}
              </span>
              <Time at={article.submittedAt ?? article.updatedAt} />
              {article.sourceThreadId && (
                <a href={`/questions/${article.sourceThreadId}`} className="quiet-link">
                  {t('kb:source_thread')}
                </a>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
