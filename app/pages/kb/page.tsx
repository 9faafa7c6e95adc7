import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { canDraftAnywhere } from '#app/domain/articles/permissions.ts'
import { countArticlesInReview, type KnowledgeBaseCategory, listKnowledgeBase } from '#app/domain/articles/queries.ts'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'
import { HeroSearch } from '#app/ui/search/hero-search.tsx'
import { LanguageMark, written } from '#app/ui/written.tsx'
import { titled } from '#app/web/meta.ts'
import { articlePath, kbCategoryPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const [categories, inReview] = await Promise.all([
    listKnowledgeBase(db, viewer, await context.locale()),
    countArticlesInReview(db, viewer),
  ])
  return { categories, inReview, mayDraft: canDraftAnywhere(viewer) }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('kb:title'), {
  description: (t) => t('kb:intro'),
})

export default function KnowledgeBase() {
  const { categories, inReview, mayDraft } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  const filled = categories.filter((category) => category.articleCount > 0)
  return (
    <>
      <section className="border-b border-line bg-accent-soft">
        <div className="mx-auto max-w-3xl px-4 py-8 text-center sm:py-10">
          <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">{t('kb:title')}</h1>
          <p className="mt-2 text-soft">{t('kb:intro')}</p>
          <HeroSearch label={t('kb:search')} placeholder={t('kb:search')} kind="article" />
        </div>
      </section>
      <div className="page">
        {mayDraft && (
          <p className="mb-6 flex flex-wrap justify-end gap-2">
            <a href="/kb/drafts" className="btn">
              <Icon name="square-pen" /> {t('kb:drafts.title')}
              {inReview > 0 && <span className="chip-info">{t('kb:drafts.waiting', { count: inReview })}</span>}
            </a>
            <a href="/kb/articles/new" className="btn">
              <Icon name="pencil" /> {t('kb:new.title')}
            </a>
          </p>
        )}
        {filled.length > 0 ? (
          <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {filled.map((category) => (
              <CategoryCard key={category.id} category={category} locale={locale} />
            ))}
          </ul>
        ) : (
          <EmptyState icon="book-open" title={t('kb:empty.title')}>
            <p>{t('kb:empty.hint')}</p>
            <p className="mt-4">
              <a href="/questions?filter=solved" className="btn">
                {t('kb:empty.go')}
              </a>
            </p>
          </EmptyState>
        )}
      </div>
    </>
  )
}

function CategoryCard({ category, locale }: { category: KnowledgeBaseCategory; locale: 'en' | 'fr' }) {
  const { t } = useLanguage()
  const text = categoryText(category, locale)
  return (
    <li className="panel flex flex-col">
      <h2 className="flex items-center gap-3 text-base font-semibold">
        <span className="grid size-9 shrink-0 place-items-center rounded-lg bg-accent-soft text-lg text-accent">
          <Icon name={category.icon as IconName} />
        </span>
        <a href={kbCategoryPath(category.slug)} className="quiet-link">
          {text.name}
        </a>
      </h2>
      <p className="hint mt-2">{text.description}</p>
      {category.faq.length > 0 && (
        <ul className="mt-3 space-y-2 text-sm">
          {category.faq.map((article) => (
            <li key={article.id} className="flex gap-2">
              <Icon name="file-text" className="mt-1 text-soft" />
              <a href={articlePath(article)} {...written(article.locale)} className="link wrap-anywhere">
                {article.title}
              </a>{' '}
              <LanguageMark of={article.locale} />
            </li>
          ))}
        </ul>
      )}
      <p className="mt-auto pt-3 text-sm">
        <a href={kbCategoryPath(category.slug)} className="quiet-link inline-flex items-center gap-1 text-soft">
          {t('kb:articles', { count: category.articleCount, shown: count(category.articleCount, locale) })}
          <Icon name="arrow-right" />
        </a>
      </p>
    </li>
  )
}
