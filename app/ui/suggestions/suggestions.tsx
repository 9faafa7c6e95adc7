import { type ComponentType, type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Suggestion } from '#app/domain/search/find/suggest-posts.ts'
import type { SearchSurface } from '#app/domain/search/log/log-search.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { PassageText } from '#app/ui/passage-text.tsx'
import { SuggestionFacts } from '#app/ui/suggestions/suggestion-facts.tsx'
import type { SuggestionPanelProps, Verdict } from '#app/ui/suggestions/suggestion-panel.tsx'
import { written } from '#app/ui/written.tsx'
import { suggestionPath } from '#app/web/paths.ts'

type Props = {
  items: Suggestion[]
  /** The text for which the items were found, as it was typed. It is logged when a suggestion is opened. */
  text?: string
  /** Where the suggestions are shown, for the same log. */
  surface?: Exclude<SearchSurface, 'page' | 'header'>
  /** The heading, when it is not "Does one of these answer it?". */
  title?: string
  /** Set when somebody asked for suggestions: then the page also says that there are none. */
  checked?: boolean
  /** Posts that did not help with this need before. With `field`, the surrounding form sends them under that name. */
  declined?: number[]
  field?: string
  /** What is shown after "this solved it": for example a button that discards the draft. */
  whenSolved?: ReactNode
  onSolved?: (item: Suggestion, verdict: Verdict) => void
  /** Shown below each suggestion when there is no JavaScript: a button of the surrounding form. */
  withoutScript?: (item: Suggestion) => ReactNode
}

/**
 * Suggestions for a need, best first, each with the passage that may answer. A click opens one over the page and asks
 * whether it solved the problem: "yes" is counted at once and shows `whenSolved`, "no" moves it to the end. Without
 * JavaScript they are links to pages. The items come from `suggestPosts` in a loader, or while somebody types from
 * `useSuggestions`. Shows nothing when there are none.
 */
export function Suggestions({
  items,
  text = '',
  surface = 'suggestions',
  title,
  checked = false,
  declined: before = [],
  field,
  whenSolved,
  onSolved,
  withoutScript,
}: Props) {
  const t = useT()
  const [declined, setDeclined] = useState(before)
  const [open, setOpen] = useState<Suggestion>()
  // On a phone the list would push away what is being typed: there it is opened by a press.
  const [expanded, setExpanded] = useState(checked)
  const [solved, setSolved] = useState<{ verdict: Verdict; text: string }>()
  const [search, setSearch] = useState('')
  const Panel = usePanel(open !== undefined)
  const from = useRef<HTMLElement>(undefined)
  const thanks = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (open) return
    from.current?.focus()
    from.current = undefined
  }, [open])
  useEffect(() => {
    if (solved) thanks.current?.focus()
  }, [solved])

  const close = () => setOpen(undefined)
  const decide = (item: Suggestion, verdict: Verdict) => {
    if (verdict === 'no') {
      setDeclined((all) => [...new Set([...all, item.postId])])
      close()
      return
    }
    setOpen(undefined)
    setSolved({ verdict: verdict, text })
    onSolved?.(item, verdict)
  }
  const onOpen = (event: MouseEvent<HTMLElement>, item: Suggestion) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    from.current = event.currentTarget
    setOpen(item)
  }

  // The need is solved: no more suggestions until another text is typed.
  const done = solved !== undefined && (text === solved.text || text === '')
  const rest = items.filter((item) => !declined.includes(item.postId))
  const shown = [...rest, ...items.filter((item) => declined.includes(item.postId))]
  return (
    <>
      {field && <input type="hidden" name={field} value={declined.join(' ')} />}
      {field && <input type="hidden" name="search" value={search} />}
      <p role="status" className="sr-only">
        {items.length > 0 ? t('suggestions:count', { count: items.length }) : checked ? t('suggestions:none') : ''}
      </p>
      {solved && (
        <div ref={thanks} tabIndex={-1} className="notice-good outline-none">
          <Icon name="circle-check" />
          <div className="min-w-0">
            <p className="font-semibold">
              {t(solved.verdict === 'yes' ? 'suggestions:thanks' : 'suggestions:counted_in')}
            </p>
            <p>{t(solved.verdict === 'yes' ? 'suggestions:thanks_text' : 'suggestions:counted_in_text')}</p>
            {whenSolved}
          </div>
        </div>
      )}
      {items.length === 0 && checked && <p className="hint">{t('suggestions:none')}</p>}
      {items.length > 0 && !done && (
        <section
          aria-label={title ?? t('suggestions:title')}
          className="overflow-hidden rounded-xl border border-accent/40 bg-accent-soft/60"
        >
          <h2 className="subtitle flex items-center gap-2 px-4 pt-3 pb-2">
            <Icon name="lightbulb" className="text-accent" /> {title ?? t('suggestions:title')}
            <button
              type="button"
              className="btn-quiet -my-1 ml-auto shrink-0 sm:hidden"
              aria-expanded={expanded}
              aria-label={t('suggestions:count', { count: items.length })}
              onClick={() => setExpanded(!expanded)}
            >
              {items.length} <Icon name={expanded ? 'chevron-up' : 'chevron-down'} />
            </button>
          </h2>
          <ul className={`divide-y divide-line border-t border-line bg-surface ${expanded ? '' : 'max-sm:hidden'}`}>
            {shown.map((item) => (
              <SuggestionRow
                key={item.postId}
                item={item}
                declined={declined.includes(item.postId)}
                onOpen={(event) => onOpen(event, item)}
              >
                {withoutScript && (
                  <noscript>
                    <div className="relative mt-2">{withoutScript(item)}</div>
                  </noscript>
                )}
              </SuggestionRow>
            ))}
          </ul>
        </section>
      )}
      {open && Panel && (
        <Panel
          key={open.postId}
          item={open}
          rank={shown.indexOf(open) + 1}
          found={items.length}
          text={text}
          surface={surface}
          onLogged={setSearch}
          onClose={close}
          onVerdict={(verdict) => decide(open, verdict)}
        />
      )}
    </>
  )
}

/** One suggestion: its kind, whether it is solved, and the passage that may answer. */
function SuggestionRow({
  item,
  declined,
  onOpen,
  children,
}: {
  item: Suggestion
  declined: boolean
  onOpen: (event: MouseEvent<HTMLElement>) => void
  children: ReactNode
}) {
  const isArticle = item.articleId !== null
  return (
    <li className={`relative px-4 py-3 transition-colors hover:bg-sunken ${declined ? 'bg-sunken' : ''}`}>
      <div className="flex gap-2.5">
        <Icon
          name={isArticle ? 'book-open' : item.solved ? 'circle-check' : 'message-circle'}
          className={`mt-1 shrink-0 ${!declined && (isArticle || item.solved) ? 'text-good' : 'text-soft'}`}
        />
        <div className="min-w-0 flex-1">
          <a
            href={suggestionPath(item)}
            target="_blank"
            rel="noopener"
            {...written(item.locale)}
            onClick={onOpen}
            aria-haspopup="dialog"
            className={`${declined ? 'text-soft' : 'font-medium text-ink'} wrap-anywhere after:absolute after:inset-0 hover:text-accent hover:underline`}
          >
            {item.title}
          </a>
          {!declined && item.passage.length > 0 && (
            <p {...written(item.locale)} className="mt-1 line-clamp-3 text-sm text-soft wrap-anywhere">
              {item.section && <span className="font-medium text-ink">{item.section.heading} · </span>}
              <PassageText passage={item.passage} />
            </p>
          )}
          <SuggestionFacts item={item} declined={declined} />
          {children}
        </div>
      </div>
    </li>
  )
}

/** The component that shows one suggestion. Its code is loaded when the first one is opened. */
function usePanel(wanted: boolean): ComponentType<SuggestionPanelProps> | undefined {
  const [panel, setPanel] = useState<{ View: ComponentType<SuggestionPanelProps> }>()
  useEffect(() => {
    if (!wanted || panel) return
    let here = true
    void import('#app/ui/suggestions/suggestion-panel.tsx').then(
      ({ SuggestionPanel }) => {
        if (here) setPanel({ View: SuggestionPanel })
      },
      // Loading failed: the next click tries again.
      () => {},
    )
    return () => {
      here = false
    }
  }, [wanted, panel])
  return panel?.View
}
