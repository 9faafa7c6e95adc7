import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { Suggestion } from '#app/domain/search/find/suggest-posts.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Prose } from '#app/ui/prose.tsx'
import { SuggestionFacts } from '#app/ui/suggestions/suggestion-facts.tsx'
import { written } from '#app/ui/written.tsx'
import { suggestionPath } from '#app/web/paths.ts'

/** What a reader says of a suggestion: it solved the problem, they have the same problem, or neither. */
export type Verdict = 'yes' | 'same' | 'no'

export type SuggestionPanelProps = {
  item: Suggestion
  rank: number
  found: number
  text: string
  surface: string
  /** Called when the search was logged, with its signed id. */
  onLogged: (search: string) => void
  onClose: () => void
  onVerdict: (verdict: Verdict) => void
}

type Opened = {
  html: string
  isPart?: boolean
  questionHtml?: string
  answer?: { name: string | null; accepted: boolean } | null
  isOwn?: boolean
  search: string
}
type State = { is: 'loading' | 'failed' | 'gone' } | { is: 'open'; opened: Opened }

/** In milliseconds: without an answer in this time there is none. */
const PATIENCE = 15_000

// Opening several suggestions logs one search.
const searches = new Map<string, string>()

/** One suggestion, shown over the page in a panel at the side, on a phone in full size. */
export function SuggestionPanel({
  item,
  rank,
  found,
  text,
  surface,
  onLogged,
  onClose,
  onVerdict,
}: SuggestionPanelProps) {
  const t = useT()
  const titleId = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState(false)
  const state = useOpened({ item, rank, found, text, surface, onLogged })

  // Before it is removed from the page: the elements below can get the focus only after it is closed.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])

  const say = async (verdict: Verdict) => {
    if (verdict === 'no') return onVerdict('no')
    setBusy(true)
    setRefused(false)
    const body = new URLSearchParams({ solves: String(item.postId), inPlace: 'on' })
    const path = verdict === 'yes' ? '/suggestions/solutions' : '/suggestions/me-toos'
    const answer = await fetch(path, { method: 'POST', body, signal: AbortSignal.timeout(PATIENCE) }).catch(() => null)
    setBusy(false)
    if (answer?.ok) onVerdict(verdict)
    else setRefused(true)
  }

  const isArticle = item.articleId !== null
  // A thread that was solved without an answer may still contain a hint in its question.
  const unanswered = state.is === 'open' && state.opened.answer === null && !item.solved
  return createPortal(
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      className="side-panel"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose()
      }}
    >
      <div className="flex h-full flex-col">
        <header className="flex items-start gap-3 border-b border-line px-4 py-3 sm:px-6">
          <div className="min-w-0 flex-1">
            <h2 id={titleId} {...written(item.locale)} className="text-lg leading-snug font-semibold wrap-anywhere">
              {item.title}
            </h2>
            <SuggestionFacts item={item} />
          </div>
          <button
            type="button"
            className="btn-quiet shrink-0"
            aria-label={t('suggestions:panel.close')}
            onClick={onClose}
          >
            <Icon name="x" />
          </button>
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls */}
        <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4 outline-none sm:px-6" tabIndex={0}>
          {state.is === 'open' ? (
            <Shown item={item} opened={state.opened} />
          ) : (
            <p role="status" className="hint">
              {t(`suggestions:panel.${state.is}`)}
            </p>
          )}
          <p className="mt-5 text-sm">
            <a
              href={suggestionPath(item)}
              target="_blank"
              rel="noopener"
              className="link inline-flex items-center gap-1.5"
            >
              <Icon name="external-link" />
              {t(isArticle ? 'suggestions:panel.whole_article' : 'suggestions:panel.whole_thread')}
              <span className="sr-only">({t('suggestions:panel.new_tab')})</span>
            </a>
          </p>
        </div>
        <footer className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line bg-sunken px-4 py-3 sm:px-6">
          <p className="mr-auto min-w-48 flex-1">
            <span className="font-semibold">{t(unanswered ? 'suggestions:panel.asks' : 'suggestions:panel.ask')}</span>
            {unanswered && <span className="hint block">{t('suggestions:panel.same_text')}</span>}
            {refused && (
              <span role="alert" className="block text-sm text-bad">
                {t('suggestions:panel.failed')}
              </span>
            )}
          </p>
          <span className="flex flex-wrap gap-2">
            {!(unanswered && state.opened.isOwn) && (
              <button
                type="button"
                className="btn-primary"
                disabled={busy || state.is !== 'open'}
                onClick={() => say(unanswered ? 'same' : 'yes')}
              >
                <Icon name={unanswered ? 'hand' : 'check'} />
                {t(unanswered ? 'suggestions:panel.same' : 'suggestions:panel.yes')}
              </button>
            )}
            <button type="button" className="btn" disabled={busy} onClick={() => say('no')}>
              {t(unanswered ? 'suggestions:panel.other' : 'suggestions:panel.no')}
            </button>
          </span>
        </footer>
      </div>
    </dialog>,
    document.body,
  )
}

function Shown({ item, opened }: { item: Suggestion; opened: Opened }): ReactNode {
  const t = useT()
  const prose = (name: string, html: string) => (
    <Prose key={name} id={`suggestion-${name}-${item.postId}`} lang={item.locale} html={{ html }} />
  )
  if (item.articleId !== null) return prose('article', opened.html)
  const question = prose('question', opened.questionHtml ?? '')
  if (!opened.answer) return question
  return (
    <>
      <details className="mb-4 rounded-lg border border-line">
        <summary className="px-3 py-2 text-sm font-medium">{t('suggestions:panel.the_question')}</summary>
        <div className="border-t border-line px-3 py-2">{question}</div>
      </details>
      <p className="mb-2 flex flex-wrap items-center gap-2 text-sm">
        {opened.answer.accepted ? (
          <span className="chip-good">
            <Icon name="circle-check" /> {t('suggestions:panel.accepted')}
          </span>
        ) : (
          <span className="chip-plain">{t('suggestions:panel.best')}</span>
        )}
        {opened.answer.name && (
          <span dir="auto" className="text-soft">
            {opened.answer.name}
          </span>
        )}
      </p>
      {prose('answer', opened.html)}
    </>
  )
}

function useOpened({
  item,
  rank,
  found,
  text,
  surface,
  onLogged,
}: Omit<SuggestionPanelProps, 'onClose' | 'onVerdict'>): State {
  const [state, setState] = useState<State>({ is: 'loading' })
  const asked = useRef({ rank, found, text, surface, section: item.section?.anchor ?? '' })
  const logged = useRef(onLogged)
  useEffect(() => {
    let here = true
    const { section, ...facts } = asked.current
    const key = `${facts.surface} ${facts.text}`
    const body = new URLSearchParams({
      ...facts,
      section,
      postId: String(item.postId),
      rank: String(facts.rank),
      found: String(facts.found),
      search: searches.get(key) ?? '',
    })
    void fetch('/suggestions/openings', { method: 'POST', body, signal: AbortSignal.timeout(PATIENCE) })
      .then(async (answer) => {
        if (!answer.ok) return { is: answer.status === 404 ? ('gone' as const) : ('failed' as const) }
        const opened = (await answer.json()) as Opened
        if (opened.search) {
          searches.set(key, opened.search)
          logged.current(opened.search)
        }
        return { is: 'open' as const, opened }
      })
      .catch(() => ({ is: 'failed' as const }))
      .then((next) => {
        if (here) setState(next)
      })
    return () => {
      here = false
    }
  }, [item.postId])
  return state
}
