import type { ReactNode } from 'react'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { LOCALES, PERIODS, STATES } from '#app/domain/search/query/query-terms.ts'
import type { SearchPage } from '#app/pages/search/page.server.ts'
import { count as figure, languageName } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { type SearchChoice, searchPath } from '#app/web/search-address.ts'

type Option = { key: string; name: string; count: number | undefined; chosen: boolean; change: Partial<SearchChoice> }

/**
 * Links that narrow the results. Each shows how many results would stay, and a chosen one removes itself. When only one
 * value can apply, another one can be chosen instead.
 */
export function SearchFacets({ page }: { page: SearchPage }) {
  const { locale, t } = useLanguage()
  const { choice, facets } = page
  const groups: Array<{ key: string; title: string; options: Option[] }> = [
    {
      key: 'state',
      title: t('search:facet.state'),
      options: STATES.map((state) => ({
        key: state,
        name: t(`search:value.is.${state}`),
        count: choice.state && choice.state !== state ? undefined : facets.states[state],
        chosen: choice.state === state,
        change: { state },
      })),
    },
    {
      key: 'category',
      title: t('search:facet.category'),
      options: facets.categories.map((category) => ({
        key: category.slug,
        name: categoryText(category, locale).name,
        count: category.count,
        chosen: choice.category === category.slug.toLowerCase(),
        change: { category: category.slug },
      })),
    },
    {
      key: 'tag',
      title: t('search:facet.tag'),
      options: facets.tags.map(({ name, count }) => ({
        key: name,
        name,
        count,
        chosen: choice.tags.includes(name),
        change: { tags: [...choice.tags, name] },
      })),
    },
    {
      key: 'lang',
      title: t('search:facet.lang'),
      options: LOCALES.map((each) => ({
        key: each,
        name: languageName(each, locale),
        count: choice.locale && choice.locale !== each ? undefined : facets.locales[each],
        chosen: choice.locale === each,
        change: { locale: each },
      })),
    },
    {
      key: 'since',
      title: t('search:facet.since'),
      options: PERIODS.map((period) => ({
        key: period,
        name: t(`search:since.${period}`),
        count: choice.period && choice.period !== period ? undefined : facets.periods[period],
        chosen: choice.period === period,
        change: { period },
      })),
    },
  ]
  const single = { state: choice.state, lang: choice.locale, since: choice.period } as Record<string, unknown>
  const shown = groups
    .map(({ options, ...group }) => ({
      ...group,
      options: options.filter((option) => option.chosen || option.count || single[group.key] !== undefined),
    }))
    .filter(({ options }) => options.length > 0)
  if (shown.length === 0) return null
  return (
    <details className="facets">
      <summary className="btn">
        <Icon name="sliders-horizontal" /> {t('search:facet.title')}
      </summary>
      <nav aria-label={t('search:facet.title')} className="space-y-5 max-lg:mt-3 max-lg:panel">
        {shown.map(({ key, title, options }) => (
          <section key={key}>
            <h2 className="text-xs font-semibold text-soft">{title}</h2>
            <ul className="mt-1 flex flex-wrap gap-1 lg:block">
              {options.map((option) => (
                <li key={option.key}>
                  <FacetLink
                    href={
                      option.chosen
                        ? searchPath(without(choice, key, option.key))
                        : searchPath({ ...choice, ...option.change, page: 1 })
                    }
                    option={option}
                    capped={page.capped}
                  />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
    </details>
  )
}

function FacetLink({ href, option, capped }: { href: string; option: Option; capped: boolean }) {
  const { locale, t } = useLanguage()
  return (
    <a
      href={href}
      rel="nofollow"
      aria-current={option.chosen ? 'true' : undefined}
      title={option.chosen ? t('search:facet.remove', { name: option.name }) : undefined}
      className="facet"
    >
      {option.chosen && <Icon name="check" />}
      <span className="min-w-0 truncate">{option.name}</span>
      {option.count !== undefined && <Count value={figure(option.count, locale)} capped={capped} />}
    </a>
  )
}

/** The number of results, with a plus when only the best matches were counted. */
export function Count({ value, capped }: { value: string; capped: boolean }): ReactNode {
  return (
    <span className="hint ml-auto pl-2 tabular-nums">
      {value}
      {capped && '+'}
    </span>
  )
}

function without(choice: SearchChoice, facet: string, value: string): SearchChoice {
  const { state, category, locale, period, kind, tags, ...rest } = choice
  return {
    ...rest,
    ...(kind && facet !== 'kind' && { kind }),
    ...(state && facet !== 'state' && { state }),
    ...(category && facet !== 'category' && { category }),
    ...(locale && facet !== 'lang' && { locale }),
    ...(period && facet !== 'since' && { period }),
    tags: facet === 'tag' ? tags.filter((tag) => tag !== value) : tags,
    page: 1,
  }
}

/** The active filters, each with a link that removes it, and one that removes all. */
export function ActiveFacets({ page }: { page: SearchPage }) {
  const { locale, t } = useLanguage()
  const { choice } = page
  const active = [
    ...(choice.kind ? [{ facet: 'kind', value: choice.kind, name: t(`search:kind.${choice.kind}`) }] : []),
    ...(choice.state ? [{ facet: 'state', value: choice.state, name: t(`search:value.is.${choice.state}`) }] : []),
    ...(choice.category
      ? [
          {
            facet: 'category',
            value: choice.category,
            name: page.category ? categoryText(page.category, locale).name : choice.category,
          },
        ]
      : []),
    ...choice.tags.map((tag) => ({ facet: 'tag', value: tag, name: tag })),
    ...(choice.locale ? [{ facet: 'lang', value: choice.locale, name: languageName(choice.locale, locale) }] : []),
    ...(choice.period ? [{ facet: 'since', value: choice.period, name: t(`search:since.${choice.period}`) }] : []),
  ]
  if (active.length === 0) return null
  return (
    <ul aria-label={t('search:facet.active')} className="mt-3 flex flex-wrap items-center gap-2">
      {active.map(({ facet, value, name }) => (
        <li key={`${facet} ${value}`} className="chip-info gap-1.5 py-1 pr-1">
          {name}
          <a
            href={searchPath(without(choice, facet, value))}
            aria-label={t('search:facet.remove', { name })}
            className="rounded-full p-0.5 text-inherit"
          >
            <Icon name="x" />
          </a>
        </li>
      ))}
      {active.length > 1 && (
        <li>
          <a href={searchPath({ text: choice.text, sort: choice.sort })} className="btn-quiet">
            {t('search:facet.clear')}
          </a>
        </li>
      )}
    </ul>
  )
}
