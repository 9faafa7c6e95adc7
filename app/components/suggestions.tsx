import { useT } from '#app/components/i18n.tsx'
import { Icon } from '#app/components/icon.tsx'
import type { SearchResult } from '#app/domain/search/search-posts.ts'
import { articlePath, threadPath } from '#app/lib/paths.ts'

export type Suggestion = SearchResult

/** What answers a need already: articles before solved questions before others. They open beside the draft. */
export function Suggestions({ items, checked }: { items: Suggestion[]; checked: boolean }) {
  const t = useT()
  if (items.length === 0) {
    return checked ? <p className="hint">{t('questions:suggest.none')}</p> : null
  }
  return (
    <section
      aria-label={t('questions:suggest.title')}
      className="rounded-xl border border-accent/40 bg-accent-soft p-4"
    >
      <h2 className="subtitle flex items-center gap-2">
        <Icon name="lightbulb" className="text-accent" /> {t('questions:suggest.title')}
      </h2>
      <ul className="mt-2 divide-y divide-line">
        {items.map((item) => (
          <li key={item.postId} className="py-2.5">
            <p className="flex gap-2">
              <Icon
                name={item.articleId !== null ? 'book-open' : item.solved ? 'circle-check' : 'message-circle'}
                className={`mt-1 ${item.articleId !== null || item.solved ? 'text-good' : 'text-soft'}`}
              />
              <span>
                <a
                  href={resultPath(item)}
                  target="_blank"
                  rel="noopener"
                  lang={item.locale}
                  className="link font-medium"
                >
                  {item.title}
                </a>{' '}
                <span className="hint">
                  {item.articleId !== null
                    ? t('questions:suggest.article')
                    : `${item.solved ? `${t('questions:state.solved')} · ` : ''}${t('questions:answers', { count: item.answerCount })}`}
                </span>
              </span>
            </p>
            <p lang={item.locale} className="hint mt-1 line-clamp-2">
              {/* biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one passage never move */}
              {item.passage.map((piece, index) => (piece.marked ? <mark key={index}>{piece.text}</mark> : piece.text))}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function resultPath(item: Suggestion): string {
  if (item.articleId !== null) return articlePath({ id: item.articleId, title: item.title })
  return threadPath({ id: item.threadId ?? 0, title: item.title })
}
