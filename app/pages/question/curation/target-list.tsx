import type { ReactNode } from 'react'
import type { Target } from '#app/domain/search/find/suggest-targets.ts'
import { share } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { PassageText } from '#app/ui/passage-text.tsx'
import { SuggestionFacts } from '#app/ui/suggestions/suggestion-facts.tsx'
import { written } from '#app/ui/written.tsx'
import { threadPath } from '#app/web/paths.ts'

/** Threads that are probably about the same problem, with the probability and the actions for each. */
export function TargetList({ items, children }: { items: Target[]; children: (item: Target) => ReactNode }) {
  const { locale, t } = useLanguage()
  if (items.length === 0) return null
  return (
    <section className="mt-6" aria-labelledby="targets">
      <h2 id="targets" className="subtitle">
        {t('curation:targets.title')}
      </h2>
      <ul className="card mt-2 divide-y divide-line">
        {items.map((item) => (
          <li key={item.postId} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <div className="min-w-0 flex-1 basis-64">
              <a
                href={threadPath({ id: item.threadId, title: item.title })}
                {...written(item.locale)}
                className="quiet-link font-medium text-ink wrap-anywhere"
              >
                {item.title}
              </a>
              {item.passage.length > 0 && (
                <p {...written(item.locale)} className="mt-1 line-clamp-2 text-sm text-soft wrap-anywhere">
                  <PassageText passage={item.passage} />
                </p>
              )}
              <SuggestionFacts
                item={item}
                more={t('curation:targets.certainty', { share: share(item.certainty, locale) })}
              />
            </div>
            {children(item)}
          </li>
        ))}
      </ul>
    </section>
  )
}
