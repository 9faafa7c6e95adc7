import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { countArticlesOf } from '#app/domain/articles/queries.ts'
import { categoryNote, categoryText } from '#app/domain/categories/category-text.ts'
import { getCategory } from '#app/domain/categories/queries.ts'
import { isFollowing } from '#app/domain/follows/queries.ts'
import { renderMarkdown } from '#app/text/markdown.ts'
import { FollowButton } from '#app/ui/follow-button.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'
import { Prose } from '#app/ui/prose.tsx'
import { QuestionBrowser } from '#app/ui/question-browser.tsx'
import { orHttpError } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { pageHtml } from '#app/web/page-html.ts'
import { categoryPath, kbCategoryPath } from '#app/web/paths.ts'
import { loadQuestionList } from '#app/web/question-list.server.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const category = await orHttpError(getCategory(db, params.slug ?? ''))
  const [viewer, locale] = await Promise.all([context.viewer(), context.locale()])
  const [list, following, articleCount] = await Promise.all([
    loadQuestionList(request, context, { categoryId: category.id }),
    isFollowing(db, viewer, 'categories', category.id),
    countArticlesOf(db, viewer, category.id),
  ])
  const { id, slug, icon } = category
  const unsupported = categoryNote(category, 'unsupportedText', locale)
  return {
    category: { id, slug, icon, articleCount, ...categoryText(category, locale) },
    unsupported: unsupported === '' ? null : pageHtml(renderMarkdown(unsupported), context),
    list,
    following,
    mayFollow: viewer !== null,
  }
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, page) => page?.category.name ?? t('questions:title'),
  { description: (_, { category }) => category.description },
)

export default function CategoryPage() {
  const { category, unsupported, list, following, mayFollow } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  const ask = `/ask?category=${encodeURIComponent(category.slug)}`
  return (
    <div className="page with-aside">
      <div className="min-w-0">
        <div className="flex justify-between gap-3 max-sm:flex-col">
          <div className="min-w-0">
            <h1 className="title flex items-center gap-2.5 wrap-anywhere">
              <Icon name={category.icon as IconName} className="text-accent" /> {category.name}
            </h1>
            {category.description && <p className="mt-2 max-w-prose text-soft">{category.description}</p>}
          </div>
          <div className="flex shrink-0 flex-wrap items-start gap-2">
            {mayFollow && <FollowButton subject="categories" id={category.id} following={following} />}
            {!unsupported && (
              <a href={ask} className="btn-small">
                <Icon name="message-square-plus" /> {t('categories:ask')}
              </a>
            )}
          </div>
        </div>
        {unsupported && (
          <div className="notice-warn mt-4">
            <Icon name="triangle-alert" />
            <div>
              <p className="font-semibold">{t('categories:unsupported')}</p>
              <Prose id={`unsupported-${category.id}`} html={unsupported} />
            </div>
          </div>
        )}
        <QuestionBrowser list={list} fixed={{ category: category.slug }} askHref={ask} />
      </div>
      <aside className="space-y-6 text-sm">
        {category.articleCount > 0 && (
          <a
            href={kbCategoryPath(category.slug)}
            className="panel flex items-center gap-3 no-underline hover:bg-sunken"
          >
            <Icon name="book-open" className="text-xl text-accent" />
            <span>
              <span className="block font-medium text-ink">{t('categories:read_articles')}</span>
              <span className="hint">
                {t('categories:admin.articles', {
                  count: category.articleCount,
                  shown: count(category.articleCount, locale),
                })}
              </span>
            </span>
          </a>
        )}
        <section>
          <h2 className="subtitle">{t('categories:all')}</h2>
          <ul className="mt-2 space-y-0.5">
            {list.categories.map((each) => (
              <li key={each.id}>
                <a
                  href={categoryPath(each.slug)}
                  aria-current={each.id === category.id ? 'page' : undefined}
                  className="flex items-center justify-between gap-3 rounded-md px-2 py-1.5 text-ink no-underline hover:bg-sunken aria-[current]:bg-accent-soft"
                >
                  {categoryText(each, locale).name}
                  <span className="hint">{count(each.threadCount, locale)}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      </aside>
    </div>
  )
}
