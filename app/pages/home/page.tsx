import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { listFaq } from '#app/domain/articles/queries.ts'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { listCategories } from '#app/domain/categories/queries.ts'
import { listThreads } from '#app/domain/threads/list-threads.ts'
import { loadMemberHome } from '#app/pages/home/member-home.server.ts'
import { MemberHome } from '#app/pages/home/member-home.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'
import { HeroSearch } from '#app/ui/search/hero-search.tsx'
import { ThreadList } from '#app/ui/thread-list.tsx'
import { LanguageMark, written } from '#app/ui/written.tsx'
import { titled } from '#app/web/meta.ts'
import { articlePath, categoryPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

const HOME_LIMIT = 6

export async function loader({ context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  if (viewer) return { member: await loadMemberHome(db, viewer), visitor: null }

  const locale = await context.locale()
  const first = await context.languageFirst()
  const [categories, faq, waiting, solved] = await Promise.all([
    listCategories(db),
    listFaq(db, viewer, locale),
    listThreads(db, viewer, { filter: 'unsolved', sort: 'active', limit: HOME_LIMIT, first }),
    listThreads(db, viewer, { filter: 'solved', sort: 'active', limit: HOME_LIMIT, first }),
  ])
  return {
    member: null,
    visitor: {
      categories: categories.map(({ slug, icon, threadCount, ...category }) => {
        const { name, description } = categoryText(category, locale)
        return { slug, icon, threadCount, name, description }
      }),
      faq: faq.slice(0, 8).map(({ id, title, locale }) => ({ id, title, locale })),
      waiting: waiting.items,
      solved: solved.items,
    },
  }
}
type VisitorHomeData = NonNullable<Awaited<ReturnType<typeof loader>>['visitor']>

export const meta: MetaFunction<typeof loader> = titled((t) => t('home:title'), {
  description: (t) => t('home:intro'),
})

export default function Home() {
  const { member, visitor } = useLoaderData<typeof loader>()
  return member ? <MemberHome home={member} /> : <VisitorHome home={visitor} />
}

/** The home page of a visitor: where to find an answer. */
function VisitorHome({ home: { categories, faq, waiting, solved } }: { home: VisitorHomeData }) {
  const { locale, t } = useLanguage()
  return (
    <>
      <section className="border-b border-line bg-accent-soft">
        <div className="mx-auto max-w-3xl px-4 py-10 text-center sm:py-14">
          <h1 className="text-3xl font-semibold tracking-tight">{t('home:welcome')}</h1>
          <p className="mt-2 text-balance text-soft">{t('home:intro')}</p>
          <HeroSearch label={t('common:search.label')} placeholder={t('home:search')} />
        </div>
      </section>
      <div className="page space-y-10">
        <section aria-labelledby="categories">
          <h2 id="categories" className="text-lg font-semibold">
            {t('home:categories')}
          </h2>
          <ul className="mt-3 grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
            {categories.map((category) => (
              <li key={category.slug}>
                <a
                  href={categoryPath(category.slug)}
                  className="card flex h-full gap-3.5 p-4 text-ink no-underline transition-colors hover:border-accent"
                >
                  <span className="grid size-10 shrink-0 place-items-center rounded-lg bg-accent-soft text-lg text-accent">
                    <Icon name={category.icon as IconName} />
                  </span>
                  <span className="min-w-0">
                    <span className="block font-semibold">{category.name}</span>
                    <span className="hint block">{category.description}</span>
                    <span className="hint mt-1 block text-xs">
                      {t('home:threads', { count: category.threadCount, shown: count(category.threadCount, locale) })}
                    </span>
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </section>
        {faq.length > 0 && (
          <section aria-labelledby="faq">
            <div className="flex items-baseline justify-between">
              <h2 id="faq" className="text-lg font-semibold">
                {t('home:faq')}
              </h2>
              <a href="/kb" className="link text-sm">
                {t('home:all_articles')}
              </a>
            </div>
            <ul className="mt-3 grid gap-2 sm:grid-cols-2">
              {faq.map((article) => (
                <li key={article.id}>
                  <a
                    {...written(article.locale)}
                    href={articlePath(article)}
                    className="card flex items-center gap-3 px-4 py-3 text-ink no-underline hover:border-accent"
                  >
                    <Icon name="book-open" className="text-accent" /> {article.title}
                    <LanguageMark of={article.locale} />
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )}
        {waiting.length > 0 && (
          <HomeThreads id="waiting" title={t('home:waiting')} more="/questions?filter=unsolved" items={waiting} />
        )}
        {solved.length > 0 && (
          <HomeThreads
            id="solved"
            title={t('home:solved')}
            more="/questions?filter=solved&sort=active"
            items={solved}
          />
        )}
      </div>
    </>
  )
}

function HomeThreads({
  id,
  title,
  more,
  items,
}: {
  id: string
  title: string
  more: string
  items: Parameters<typeof ThreadList>[0]['items']
}) {
  const { t } = useLanguage()
  return (
    <section aria-labelledby={id}>
      <div className="flex items-baseline justify-between">
        <h2 id={id} className="text-lg font-semibold">
          {title}
        </h2>
        <a href={more} className="link text-sm">
          {t('home:see_all')}
        </a>
      </div>
      <div className="mt-3">
        <ThreadList items={items} />
      </div>
    </section>
  )
}
