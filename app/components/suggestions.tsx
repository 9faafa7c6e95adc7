import { useT } from '#app/components/i18n.tsx'
import { Icon } from '#app/components/icon.tsx'
import { articlePath, threadPath } from '#app/lib/paths.ts'

export type Suggestion = {
  kind: 'article' | 'question'
  id: number
  title: string
  state: 'solved' | 'answered' | 'open'
  score: number
  answerCount: number
  passage: string
}

/** What answers a need already: articles before solved questions before others. They open beside the draft. */
export function Suggestions({ items, checked }: { items: Suggestion[]; checked: boolean }) {
  const t = useT()
  if (items.length === 0) {
    return checked ? <p className="hint">{t('questions:suggest.none')}</p> : null
  }
  return (
    <section aria-label={t('questions:suggest.title')} className="rounded-xl border border-accent/40 bg-accent-soft p-4">
      <h2 className="subtitle flex items-center gap-2">
        <Icon name="lightbulb" className="text-accent" /> {t('questions:suggest.title')}
      </h2>
      <ul className="mt-2 divide-y divide-line">
        {items.map((item) => (
          <li key={`${item.kind}-${item.id}`} className="py-2.5">
            <p className="flex flex-wrap items-center gap-2">
              <Icon
                name={item.kind === 'article' ? 'book-open' : item.state === 'solved' ? 'circle-check' : 'message-circle'}
                className={item.state === 'open' ? 'text-soft' : 'text-good'}
              />
              <a
                href={item.kind === 'article' ? articlePath(item) : threadPath(item)}
                target="_blank"
                rel="noopener"
                className="link font-medium"
              >
                {item.title}
              </a>
              <span className="hint">
                {item.kind === 'article'
                  ? t('questions:suggest.article')
                  : `${item.state === 'solved' ? `${t('questions:state.solved')} · ` : ''}${t('questions:answers', { count: item.answerCount })}`}
              </span>
            </p>
            {item.passage && <p className="hint mt-1 line-clamp-2">{item.passage}</p>}
          </li>
        ))}
      </ul>
    </section>
  )
}
