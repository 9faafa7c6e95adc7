import type { AppLoadContext, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { type Suggestion, suggestPosts } from '#app/domain/search/find/suggest-posts.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { type ArticlePageData, loadArticlePage } from '#app/pages/kb/article.server.ts'
import { ArticleBanner } from '#app/pages/kb/article-banner.tsx'
import { ArticleTools } from '#app/pages/kb/article-tools.tsx'
import { RatingForm } from '#app/pages/kb/rating-form.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Prose } from '#app/ui/prose.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import { written } from '#app/ui/written.tsx'
import { redirectToTitle } from '#app/web/canonical.ts'
import { idParam } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { withNotFoundSuggestions } from '#app/web/not-found-suggestions.server.ts'
import { articlePath, kbCategoryPath, threadPath } from '#app/web/paths.ts'
import { withinSuggestionRate } from '#app/web/suggestion-rate.server.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const page = await withNotFoundSuggestions(request, context, () =>
    loadArticlePage(request, context, idParam(params.articleId)),
  )
  redirectToTitle(request, context, articlePath(page.article))
  await context.recordStep('article', { articleId: page.article.id })
  const suggestions = page.rating && !page.rating.helpful ? await suggestOthers(context, page) : []
  return { ...page, suggestions }
}

/** For readers whom this article did not help: other suggestions for its title and for what they said was missing. */
async function suggestOthers(context: AppLoadContext, { article, rating }: ArticlePageData) {
  const [viewer, locale] = await Promise.all([context.viewer(), context.locale()])
  const need = { title: article.title, body: rating?.reason ?? '', locale, limit: 6 }
  const found = await withinSuggestionRate<Suggestion[]>(context, [], () =>
    suggestPosts(db, viewer, searchEngine, need),
  )
  const others = found.filter((each) => each.articleId !== article.id)
  if (others.length > 0) await context.recordStep('suggestion_shown')
  return others.slice(0, 5)
}

export const meta: MetaFunction<typeof loader> = titled<ArticlePageData>(
  (t, page) => page?.article.title ?? t('kb:title'),
  {
    description: (_, page) => page.description,
    canonical: ({ article }) => `${articlePath(article)}?locale=${article.locale}`,
  },
)

export default function ArticlePage() {
  const { article, related, threads, rating, reasons, may, suggestions } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  const category = categoryText({ name: article.categoryName, translations: article.categoryTranslations }, locale)
  const others = article.translations.filter((each) => each.locale !== article.locale)

  return (
    <div className="page with-aside">
      <article className="min-w-0" aria-labelledby="article-title">
        <nav aria-label={t('kb:breadcrumb')} className="hint no-print flex flex-wrap items-center gap-1">
          <a href="/kb" className="link">
            {t('kb:title')}
          </a>
          <Icon name="chevron-right" />
          <a href={kbCategoryPath(article.categorySlug)} className="link">
            {category.name}
          </a>
        </nav>
        <h1 id="article-title" {...written(article.locale)} className="title mt-2 wrap-anywhere">
          {article.title}
        </h1>
        <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm text-soft">
          {article.validatorName && article.validatedAt && (
            <span className="inline-flex flex-wrap items-center gap-1">
              <Icon name="badge-check" className="text-good" />
              {t('kb:validated', { name: article.validatorName })} <Time at={article.validatedAt} />
            </span>
          )}
          {others.map((other) => (
            <a
              key={other.locale}
              href={`${articlePath({ id: article.id, title: other.title })}?locale=${other.locale}`}
              {...written(other.locale)}
              hrefLang={other.locale}
              className="link inline-flex items-center gap-1"
            >
              <Icon name="languages" /> {other.locale === 'fr' ? 'Français' : 'English'}
            </a>
          ))}
        </p>
        <ArticleBanner article={article} reasons={reasons} />
        <div className="panel mt-4">
          <Prose id={`body-${article.postId}`} html={article.html} lang={article.locale} />
        </div>
        {article.credits.length > 0 && (
          <p className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
            <span className="text-soft">{t('kb:authors')}</span>
            {article.credits.map((credit) => (
              <UserLink key={credit.id} person={credit} />
            ))}
          </p>
        )}
        {article.state === 'published' && (
          <RatingForm article={article} rating={rating} suggestions={suggestions} allowed={may.rate} />
        )}
      </article>
      <aside className="no-print space-y-6 text-sm">
        <ArticleTools article={article} may={may} />
        {threads.length > 0 && (
          <section>
            <h2 className="subtitle">{t('kb:source')}</h2>
            <ul className="mt-2 space-y-2">
              {threads.map((thread) => (
                <li key={thread.id} className="flex gap-2">
                  <Icon name="message-circle" className="mt-1 text-soft" />
                  <a dir="auto" href={threadPath(thread)} className="quiet-link wrap-anywhere">
                    {thread.title}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )}
        {related.length > 0 && (
          <section>
            <h2 className="subtitle">{t('kb:related')}</h2>
            <ul className="mt-2 space-y-2">
              {related.map((other) => (
                <li key={other.id} className="flex gap-2">
                  <Icon name="file-text" className="mt-1 text-soft" />
                  <a href={articlePath(other)} {...written(other.locale)} className="quiet-link wrap-anywhere">
                    {other.title}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )}
      </aside>
    </div>
  )
}
