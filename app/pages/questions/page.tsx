import { type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { findNamedCategories } from '#app/domain/categories/find-named-categories.ts'
import { findNamedTags } from '#app/domain/tags/find-named-tags.ts'
import { listPopularTags } from '#app/domain/tags/queries.ts'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { QuestionBrowser } from '#app/ui/question-browser.tsx'
import { titled } from '#app/web/meta.ts'
import { categoryPath, tagPath } from '#app/web/paths.ts'
import { categoryName, loadQuestionList, tagNames } from '#app/web/question-list.server.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  await redirectToPlace(request)
  const [list, popular] = await Promise.all([loadQuestionList(request, context), listPopularTags(db)])
  return { list, popular }
}

/**
 * A single tag or category redirects to its own page. Tags are given one parameter each, with their current names. What
 * does not exist stays in the address, and the page says so.
 */
async function redirectToPlace(request: Request): Promise<void> {
  const query = new URL(request.url).searchParams
  const typed = tagNames(query)
  const askedCategory = categoryName(query)
  for (const name of ['category', 'lang', 'author', 'tags']) if (query.get(name) === '') query.delete(name)

  if (typed.length === 0) {
    if (askedCategory === '') return
    const category = (await findNamedCategories(db, [askedCategory])).get(askedCategory)
    if (!category) return
    query.delete('category')
    throw redirect(withQuery(categoryPath(category.slug), query))
  }
  const found = await findNamedTags(db, typed)
  const named = [...new Set(found.map(({ typed, tag }) => tag?.name ?? typed))]
  const [only] = named
  if (named.length === 1 && only !== undefined && found[0]?.tag && askedCategory === '') {
    for (const name of ['tag', 'tags']) query.delete(name)
    throw redirect(withQuery(tagPath(only), query))
  }
  if (query.has('tags') || query.getAll('tag').join() !== named.join()) {
    for (const name of ['tag', 'tags']) query.delete(name)
    for (const name of named) query.append('tag', name)
    throw redirect(withQuery('/questions', query))
  }
}

const withQuery = (path: string, query: URLSearchParams) => (query.size > 0 ? `${path}?${query}` : path)

export const meta: MetaFunction<typeof loader> = titled((t) => t('questions:title'))

export default function Questions() {
  const { list, popular } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  return (
    <div className="page with-aside">
      <div className="min-w-0">
        <h1 className="title">{t('questions:title')}</h1>
        <QuestionBrowser list={list} />
      </div>
      <aside className="space-y-6">
        <section>
          <h2 className="subtitle">{t('questions:categories')}</h2>
          <ul className="mt-2 space-y-0.5 text-sm">
            {list.categories.map((each) => (
              <li key={each.id}>
                <a
                  href={categoryPath(each.slug)}
                  className="flex items-center justify-between rounded-md px-2 py-1.5 text-ink no-underline hover:bg-sunken"
                >
                  {categoryText(each, locale).name}
                  <span className="hint">{count(each.threadCount, locale)}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
        {popular.length > 0 && (
          <section>
            <h2 className="subtitle">{t('questions:popular_tags')}</h2>
            <p className="mt-2 flex flex-wrap gap-1.5">
              {popular.map((each) => (
                <a key={each.id} href={tagPath(each.name)} className="tag">
                  {each.name} <span className="ml-1 opacity-80">{count(each.threadCount, locale)}</span>
                </a>
              ))}
            </p>
          </section>
        )}
      </aside>
    </div>
  )
}
