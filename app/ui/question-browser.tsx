import { useLocation } from '@remix-run/react'
import type { ReactNode } from 'react'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { THREAD_FILTERS, THREAD_SORTS } from '#app/domain/threads/list-options.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { SelectField, TextField } from '#app/ui/form.tsx'
import { languageName } from '#app/ui/format.ts'
import { useLanguage, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { SeveralPeople } from '#app/ui/several-people.tsx'
import { ThreadList } from '#app/ui/thread-list.tsx'
import type { QuestionList } from '#app/web/question-list.server.ts'

type Props = {
  list: QuestionList
  /** The tag or category of the page, which the form of filters sends too. */
  fixed?: { tag?: string; category?: string }
  askHref?: string
  children?: ReactNode
}

/** A list of questions with its tabs, orders and filters. Each of them is a link with an address. */
export function QuestionBrowser({ list, fixed = {}, askHref = '/ask' }: Props) {
  const t = useT()
  const { address } = useAddress()
  const { items, next, sort, filter, isFirstPage } = list
  return (
    <>
      <div className="mt-4 flex flex-wrap items-end justify-between gap-x-4">
        <nav aria-label={t('questions:filter.label')} className="tabs min-w-0 basis-full">
          {THREAD_FILTERS.map((each) => (
            <a
              key={each}
              href={address({ filter: each === 'all' ? null : each })}
              aria-current={each === filter ? 'page' : undefined}
            >
              {t(`questions:filter.${each}`)}
            </a>
          ))}
        </nav>
        <nav aria-label={t('questions:sort.label')} className="flex flex-wrap items-center gap-1 py-2">
          {THREAD_SORTS.map((each) => (
            <a
              key={each}
              href={address({ sort: each === 'newest' ? null : each })}
              aria-current={each === sort ? 'true' : undefined}
              className="btn-quiet aria-[current]:bg-sunken aria-[current]:text-ink"
            >
              {t(`questions:sort.${each}`)}
            </a>
          ))}
        </nav>
        <Filters list={list} fixed={fixed} />
        {list.lang === null && (
          <form method="post" action="/preferences" data-reload="" className="py-2">
            <button
              type="submit"
              name="languageFirst"
              value={list.languageFirst ? 'off' : 'on'}
              aria-pressed={list.languageFirst}
              className="btn-quiet aria-pressed:bg-sunken aria-pressed:text-ink"
            >
              <Icon name="languages" /> {t('questions:language.first')}
            </button>
          </form>
        )}
      </div>
      <ActiveFilters list={list} />
      <FilterNotices list={list} />
      <div className="mt-2">
        {items.length > 0 ? (
          <ThreadList items={items} />
        ) : (
          <EmptyState icon="message-circle" title={t('questions:empty.title')}>
            <p>{t('questions:empty.hint')}</p>
            <p className="mt-4">
              <a href={askHref} className="btn-primary">
                {t('common:nav.ask')}
              </a>
            </p>
          </EmptyState>
        )}
      </div>
      <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-between">
        {isFirstPage ? (
          <span />
        ) : (
          <a href={address({})} className="btn">
            <Icon name="arrow-left" /> {t('common:pages.first')}
          </a>
        )}
        {next && (
          <a href={address({ after: next })} rel="next" className="btn">
            {t('common:pages.next')} <Icon name="arrow-right" />
          </a>
        )}
      </nav>
    </>
  )
}

function Filters({ list, fixed }: Pick<Props, 'list'> & { fixed: NonNullable<Props['fixed']> }) {
  const { locale, t } = useLanguage()
  const { sort, filter } = list
  return (
    <details className="menu py-2" key={[list.lang, list.category, list.authors?.text, ...tagsOf(list)].join(' ')}>
      <summary className="btn-quiet">
        <Icon name="sliders-horizontal" /> {t('questions:filter.more')} <Icon name="chevron-down" />
      </summary>
      <form action="/questions" className="menu-panel w-72! space-y-3 p-4! max-sm:right-auto! max-sm:left-0!">
        {sort !== 'newest' && <input type="hidden" name="sort" value={sort} />}
        {filter !== 'all' && <input type="hidden" name="filter" value={filter} />}
        <TextField
          id="filter-tags"
          name="tags"
          label={t('questions:filter.tags')}
          defaultValue={[...(fixed.tag ? [fixed.tag] : []), ...tagsOf(list)].join(' ')}
          autoCapitalize="none"
          autoComplete="off"
        />
        <SelectField
          id="filter-category"
          name="category"
          label={t('questions:filter.category')}
          defaultValue={fixed.category ?? list.category ?? ''}
        >
          <option value="">{t('questions:filter.any_category')}</option>
          {list.categories.map((category) => (
            <option key={category.id} value={category.slug}>
              {categoryText(category, locale).name}
            </option>
          ))}
        </SelectField>
        <SelectField id="filter-lang" name="lang" label={t('questions:filter.language')} defaultValue={list.lang ?? ''}>
          <option value="">{t('questions:filter.any_language')}</option>
          {(['en', 'fr'] as const).map((each) => (
            <option key={each} value={each}>
              {languageName(each, locale)}
            </option>
          ))}
        </SelectField>
        <TextField
          id="filter-author"
          name="author"
          label={t('questions:filter.author')}
          placeholder={t('questions:filter.author_hint')}
          defaultValue={list.authors?.text ?? ''}
          autoComplete="off"
        />
        <button type="submit" className="btn justify-center!">
          {t('questions:filter.apply')}
        </button>
      </form>
    </details>
  )
}

/** The filters besides those of the page and its tabs, each with a link that removes it. */
function ActiveFilters({ list }: { list: QuestionList }) {
  const { locale, t } = useLanguage()
  const { address, without } = useAddress()
  const category = list.categories.find((each) => each.slug === list.category)
  // Several people are named below; the text of nobody is, too.
  const [first, ...others] = list.authors?.people ?? []
  const asker = others.length > 0 ? list.authors?.text : first?.name
  const active = [
    ...list.tags.map(({ name, typed }) => ({ name, href: without('tag', typed) })),
    ...(category ? [{ name: categoryText(category, locale).name, href: address({ category: null }) }] : []),
    ...(list.lang ? [{ name: languageName(list.lang, locale), href: address({ lang: null }) }] : []),
    ...(asker !== undefined
      ? [{ name: t('questions:filter.by_author', { name: asker }), href: address({ author: null }) }]
      : []),
  ]
  if (active.length === 0) return null
  return (
    <ul aria-label={t('questions:filter.active')} className="mb-1 flex flex-wrap gap-2">
      {active.map(({ name, href }) => (
        <li key={name} className="chip-info gap-1.5 py-1 pr-1">
          {name}
          <a
            href={href}
            aria-label={t('questions:filter.remove', { name })}
            className="rounded-full p-0.5 text-inherit"
          >
            <Icon name="x" />
          </a>
        </li>
      ))}
    </ul>
  )
}

/** The tags of the filter, with those that do not exist as they were typed. */
const tagsOf = ({ tags, unknown }: QuestionList) => [
  ...tags.map(({ name }) => name),
  ...unknown.tags.map(({ typed }) => typed),
]

/** Says which filters mean nothing, or several people, each with the way on. */
function FilterNotices({ list }: { list: QuestionList }) {
  const t = useT()
  const { address, without, replacing } = useAddress()
  const { unknown, authors } = list
  const several = authors && authors.people.length > 1 ? authors : null
  const leave = (href: string) => (
    <a href={href} className="link">
      {t('questions:filter.leave_out')}
    </a>
  )
  const notices: Array<{ key: string; content: ReactNode }> = [
    ...unknown.tags.map(({ typed, like }) => ({
      key: `tag ${typed}`,
      content: (
        <>
          {t('search:unknown.tag', { name: typed })}{' '}
          {like ? (
            <a href={replacing('tag', typed, like)} className="link">
              {t('questions:filter.use_tag', { name: like })}
            </a>
          ) : (
            <a href="/tags" className="link">
              {t('questions:filter.all_tags')}
            </a>
          )}{' '}
          · {leave(without('tag', typed))}
        </>
      ),
    })),
    ...(unknown.category === null
      ? []
      : [
          {
            key: 'category',
            content: (
              <>
                {t('search:unknown.category', { name: unknown.category })} {leave(address({ category: null }))}
              </>
            ),
          },
        ]),
    ...(unknown.author === null
      ? []
      : [
          {
            key: 'author',
            content: (
              <>
                {t('search:unknown.user', { name: unknown.author })}{' '}
                <a href={`/users?${new URLSearchParams({ name: unknown.author })}`} className="link">
                  {t('questions:filter.find_author')}
                </a>{' '}
                · {leave(address({ author: null }))}
              </>
            ),
          },
        ]),
    ...(several
      ? [{ key: 'authors', content: <SeveralPeople found={several} href={(id) => address({ author: String(id) })} /> }]
      : []),
  ]
  if (notices.length === 0) return null
  return (
    <ul className="notice-info mb-2 flex-col gap-1.5!">
      {notices.map(({ key, content }) => (
        <li key={key} className="flex gap-2">
          <Icon name="info" className="mt-1 text-info" />
          <span className="min-w-0 wrap-anywhere">{content}</span>
        </li>
      ))}
    </ul>
  )
}

/** Addresses of this page with one part changed. A change starts at the first page of the list. */
function useAddress() {
  const { pathname, search } = useLocation()
  const make = (change: (query: URLSearchParams) => void) => {
    const query = new URLSearchParams(search)
    query.delete('after')
    change(query)
    return query.size > 0 ? `${pathname}?${query}` : pathname
  }
  return {
    address: (changes: Record<string, string | null>) =>
      make((query) => {
        for (const [name, value] of Object.entries(changes))
          value === null ? query.delete(name) : query.set(name, value)
      }),
    without: (name: string, value: string) => make((query) => query.delete(name, value)),
    replacing: (name: string, value: string, by: string) =>
      make((query) => {
        query.delete(name, value)
        query.append(name, by)
      }),
  }
}
