import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { listArticles } from '#app/domain/articles/queries.ts'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { getCategory } from '#app/domain/categories/queries.ts'
import { excerpt } from '#app/text/markdown.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import { LanguageMark, written } from '#app/ui/written.tsx'
import { readCursor, writeCursor } from '#app/web/cursor.ts'
import { orHttpError } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { articlePath, categoryPath, kbCategoryPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const [viewer, locale] = await Promise.all([context.viewer(), context.locale()])
  const category = await orHttpError(getCategory(db, params.slug ?? ''))
  const after = readCursor(new URL(request.url).searchParams.get('after'))
  const { faq, items, next } = await listArticles(db, viewer, { categoryId: category.id, locale, after })
  return {
    category: { slug: category.slug, ...categoryText(category, locale) },
    faq: faq.map(({ id, title, locale }) => ({ id, title, locale })),
    items: items.map((item) => ({ ...item, excerpt: excerpt(item.excerpt, 200) })),
    next: next && writeCursor(next),
    isFirstPage: after === undefined,
  }
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, data) => data?.category.name ?? t('kb:title'),
  { description: (_, { category }) => category.description },
)

export default function KnowledgeBaseCategory() {
  const { category, faq, items, next, isFirstPage } = useLoaderData<typeof loader>()
  const { t } = useLanguage()
  return (
    <div className="page-narrow">
      <nav aria-label={t('kb:breadcrumb')} className="hint">
        <a href="/kb" className="link">
          {t('kb:title')}
        </a>
      </nav>
      <h1 className="title mt-1">{category.name}</h1>
      {category.description && <p className="mt-1 text-soft">{category.description}</p>}
      {faq.length > 0 && (
        <section aria-labelledby="faq" className="panel mt-5">
          <h2 id="faq" className="subtitle flex items-center gap-2">
            <Icon name="pin" className="text-accent" /> {t('kb:faq')}
          </h2>
          <ul className="mt-3 space-y-2">
            {faq.map((article) => (
              <li key={article.id}>
                <a href={articlePath(article)} {...written(article.locale)} className="link wrap-anywhere">
                  {article.title}
                </a>{' '}
                <LanguageMark of={article.locale} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {items.length > 0 && (
        <ol className="card mt-5 divide-y divide-line">
          {items.map((article) => (
            <li key={article.id} className="px-4 py-4 sm:px-5">
              <h2 className="text-base leading-snug font-semibold">
                <a href={articlePath(article)} {...written(article.locale)} className="quiet-link wrap-anywhere">
                  {article.title}
                </a>{' '}
                <LanguageMark of={article.locale} />
              </h2>
              <p {...written(article.locale)} className="hint mt-1 line-clamp-2 wrap-anywhere">
                {article.excerpt}
              </p>
              <p className="mt-2 flex flex-wrap gap-x-3 text-xs text-soft">
                {article.publishedAt && <Time at={article.publishedAt} />}
                {article.helpfulCount > 0 && (
                  <span className="inline-flex items-center gap-1">
                    <Icon name="thumbs-up" /> {t('kb:helped', { count: article.helpfulCount })}
                  </span>
                )}
                {article.audience !== 'public' && <span>{t(`kb:audience.${article.audience}`)}</span>}
              </p>
            </li>
          ))}
        </ol>
      )}
      {faq.length === 0 && items.length === 0 && (
        <div className="mt-5">
          <EmptyState icon="book-open" title={t('kb:empty.category')}>
            <p className="mt-3">
              <a href={categoryPath(category.slug)} className="btn">
                {t('kb:questions_here')}
              </a>
            </p>
          </EmptyState>
        </div>
      )}
      <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-between">
        {isFirstPage ? (
          <span />
        ) : (
          <a href={kbCategoryPath(category.slug)} className="btn">
            <Icon name="arrow-left" /> {t('common:pages.first')}
          </a>
        )}
        {next && (
          <a href={`${kbCategoryPath(category.slug)}?after=${next}`} rel="next" className="btn">
            {t('common:pages.next')} <Icon name="arrow-right" />
          </a>
        )}
      </nav>
    </div>
  )
}
