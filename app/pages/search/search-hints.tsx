import type { SearchPage } from '#app/pages/search/page.server.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { useLanguage, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { SeveralPeople } from '#app/ui/several-people.tsx'
import { Suggestions } from '#app/ui/suggestions/suggestions.tsx'
import { written } from '#app/ui/written.tsx'
import { articlePath } from '#app/web/paths.ts'
import { askPath, searchPath } from '#app/web/search-address.ts'

/** The parts of the search that were ignored, and how to write them. */
export function QueryWarnings({ page }: { page: SearchPage }) {
  const t = useT()
  if (page.warnings.length + page.unknown.length + page.people.length === 0) return null
  return (
    <ul className="notice-info mt-3 max-w-3xl flex-col gap-1.5!">
      {page.warnings.map(({ code, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two warnings may say the same, and never move
        <li key={index} className="flex gap-2">
          <Icon name="info" className="mt-1 text-info" />
          <span className="min-w-0 wrap-anywhere">{t(`search:warning.${code}`, { text })}</span>
        </li>
      ))}
      {page.unknown.map(({ kind, name, like }) => (
        <li key={`${kind} ${name}`} className="flex gap-2">
          <Icon name="info" className="mt-1 text-info" />
          <span className="min-w-0 wrap-anywhere">
            {t(`search:unknown.${kind}`, { name })}{' '}
            {like && (
              <a href={searchPath(withTag(page, name, like))} className="link">
                {t('search:unknown.like', { name: like })}
              </a>
            )}
            {kind === 'user' && (
              <a href={`/users?${new URLSearchParams({ name })}`} className="link">
                {t('questions:filter.find_author')}
              </a>
            )}
          </span>
        </li>
      ))}
      {page.people.map((found) => (
        <li key={`several ${found.text}`} className="flex gap-2">
          <Icon name="info" className="mt-1 text-info" />
          <span className="min-w-0 wrap-anywhere">
            <SeveralPeople found={found} href={(id) => searchPath(withPerson(page, found.text, id))} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function withTag({ choice }: SearchPage, wrong: string, right: string) {
  const text = choice.text.replace(
    /\[([^[\]]+)\]|\btag:(?:"([^"]+)"|([^\s"]+))/gi,
    (written, inBrackets?: string, quoted?: string, plain?: string) =>
      (inBrackets ?? quoted ?? plain ?? '').trim().toLowerCase() === wrong ? `[${right}]` : written,
  )
  return { ...choice, text, tags: choice.tags.map((tag) => (tag === wrong ? right : tag)), page: 1 }
}

/** The same search for one of several people. */
function withPerson({ choice }: SearchPage, typed: string, id: number) {
  const text = choice.text.replace(
    /\buser:(?:["“”„«»]([^"“”„«»]+)["“”„«»]|([^\s"]+))/gi,
    (written, quoted?: string, plain?: string) =>
      (quoted ?? plain ?? '').trim().replace(/^@/, '').trim() === typed ? `user:${id}` : written,
  )
  return { ...choice, text, page: 1 }
}

export function DidYouMean({ page }: { page: SearchPage }) {
  const t = useT()
  if (!page.meant) return null
  return (
    <p className="mt-3">
      {t('search:meant')}{' '}
      <a href={searchPath({ ...page.choice, text: page.meant, page: 1 })} className="link font-semibold">
        {page.meant}
      </a>
    </p>
  )
}

/** Shown when nothing was found: leads to asking, with the words of the search already in the form. */
export function NothingFound({ page }: { page: SearchPage }) {
  const { t } = useLanguage()
  const { choice, faq, suggestions } = page
  return (
    <div className="mt-2 max-w-3xl space-y-6">
      <EmptyState icon="search" title={choice.text ? t('search:nothing', { text: choice.text }) : t('search:none')}>
        <p>{t('search:nothing_hint')}</p>
        <p className="mt-4">
          <a href={askPath(choice)} className="btn-primary">
            {t('search:ask')}
          </a>
        </p>
      </EmptyState>
      <Suggestions items={suggestions} title={t('search:instead')} text={choice.text} />
      {faq.length > 0 && suggestions.length === 0 && (
        <section>
          <h2 className="subtitle">{t('kb:faq')}</h2>
          <ul className="card mt-2 divide-y divide-line">
            {faq.map((article) => (
              <li key={article.id} className="px-4 py-2.5">
                <a
                  href={articlePath(article)}
                  {...written(article.locale)}
                  className="quiet-link flex items-center gap-2"
                >
                  <Icon name="book-open" className="text-soft" /> {article.title}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
