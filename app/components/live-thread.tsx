import { useNavigation, useRevalidator } from '@remix-run/react'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useLanguage } from '#app/components/i18n.tsx'
import { Icon } from '#app/components/icon.tsx'
import { type Arrival, findArrivals, inReadingOrder, withScore } from '#app/lib/merge-thread-page.ts'
import type { ThreadPageData } from '#app/lib/thread-page.server.ts'
import type { Translate } from '#app/lib/translate.ts'

const AFTER_A_LOST_STREAM = 60_000
/** Everybody who has the thread open hears of a change at the same moment; they need not all ask at the same moment. */
const SPREAD = 700

/**
 * The page of a thread while others go on writing in it. Scores, states and what lies outside the window appear by
 * themselves, below or above what one reads without moving it; what would open up inside the window waits for a press.
 */
export function useLiveThread(latest: ThreadPageData) {
  const { t, now } = useLanguage()
  const [page, setPage] = useState(latest)
  const [held, setHeld] = useState<{ latest: ThreadPageData; arrivals: Arrival[] } | null>(null)
  const [said, setSaid] = useState('')
  const [seen, setSeen] = useState(latest)
  const asked = useRef(false)
  const keepStill = useKeepStill(page)
  const live = useRevalidator()
  const { state } = useNavigation()
  if (state !== 'idle') asked.current = false

  // What the reader did themselves is shown with the page that answers it, before anything is painted.
  if (seen !== latest && !asked.current) {
    setSeen(latest)
    setHeld(null)
    setPage(inReadingOrder(page, latest))
  }

  const show = useCallback(
    (next: ThreadPageData) => {
      keepStill()
      setHeld(null)
      setPage((shown) => inReadingOrder(shown, next))
    },
    [keepStill],
  )

  useEffect(() => {
    if (seen === latest) return
    setSeen(latest)
    asked.current = false
    const arrivals = findArrivals(page, latest)
    if (arrivals.length > 0) setSaid(arrivals.map((arrival) => sentenceOf(t, arrival)).join(' '))
    else if (page.thread.state !== latest.thread.state) setSaid(t(`questions:live.state.${latest.thread.state}`))
    if (arrivals.some(opensInView)) setHeld({ latest, arrivals })
    else show(latest)
  }, [latest, page, seen, show, t])

  const revalidate = useRef(live.revalidate)
  revalidate.current = live.revalidate
  const since = useRef(now)
  since.current = now
  const threadId = latest.thread.id
  useEffect(
    () =>
      listenToThread(threadId, {
        since: () => since.current,
        onChange: () => {
          asked.current = true
          revalidate.current()
        },
        onScore: (postId, score) => setPage((shown) => withScore(shown, postId, score)),
      }),
    [threadId],
  )

  return { page, said, held: held && { count: held.arrivals.length, show: () => show(held.latest) } }
}

/** Says what arrived to who cannot see it, and offers what waits to who can. */
export function LiveNews({ said, held }: { said: string; held: { count: number; show(): void } | null }) {
  const { t } = useLanguage()
  return (
    <>
      <p className="sr-only" role="status">
        {said}
      </p>
      {held && (
        <button type="button" onClick={held.show} className="btn-primary no-print live-news">
          <Icon name="arrow-down" /> {t('questions:live.held', { count: held.count })}
        </button>
      )}
    </>
  )
}

const sentenceOf = (t: Translate, { kind, author }: Arrival): string => t(`questions:live.${kind}`, { author })

/** Whether it would push down what is before the reader's eyes; the end of the answers has only the form below it. */
function opensInView({ kind, under }: Arrival): boolean {
  if (kind === 'answer') return false
  const post = document.getElementById(`post-${under}`)?.getBoundingClientRect()
  return post !== undefined && post.bottom > 0 && post.bottom < window.innerHeight
}

/** Holds the place of what one reads, or of the field one writes in, while the page around it grows. */
function useKeepStill(page: ThreadPageData): () => void {
  const anchor = useRef<{ element: Element; top: number } | null>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the page whose growth is made up for
  useLayoutEffect(() => {
    const held = anchor.current
    anchor.current = null
    if (!held?.element.isConnected) return
    window.scrollBy({ top: held.element.getBoundingClientRect().top - held.top, behavior: 'instant' })
    const timer = setTimeout(() => document.documentElement.style.removeProperty('overflow-anchor'), 100)
    return () => clearTimeout(timer)
  }, [page])

  return useCallback(() => {
    const inView = (element: Element | null | undefined) => {
      const box = element?.getBoundingClientRect()
      return box !== undefined && box.bottom > 0 && box.top < window.innerHeight
    }
    const focused = document.activeElement?.closest('main form') ? document.activeElement : null
    const element = inView(focused) ? focused : [...document.querySelectorAll('main [id^="post-"]')].find(inView)
    if (!element) return
    // The browser's own way of doing this would do it a second time.
    document.documentElement.style.setProperty('overflow-anchor', 'none')
    anchor.current = { element, top: element.getBoundingClientRect().top }
  }, [])
}

type Listener = { since(): Date; onChange(): void; onScore(postId: number, score: number): void }

/** Hears of a thread while its page is being looked at: a hidden tab keeps no connection. */
function listenToThread(threadId: number, { since, onChange, onScore }: Listener): () => void {
  let source: EventSource | null = null
  let pause: ReturnType<typeof setTimeout> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined

  const open = () => {
    clearTimeout(retry)
    if (source || document.hidden) return
    source = new EventSource(`/threads/${threadId}/live?since=${encodeURIComponent(since().toISOString())}`)
    source.addEventListener('changed', () => {
      pause ??= setTimeout(
        () => {
          pause = undefined
          onChange()
        },
        100 + Math.random() * SPREAD,
      )
    })
    source.addEventListener('score', (event) => {
      const { postId, score } = JSON.parse((event as MessageEvent<string>).data)
      onScore(postId, score)
    })
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return
      close()
      retry = setTimeout(open, AFTER_A_LOST_STREAM)
    })
  }
  const close = () => {
    source?.close()
    source = null
  }
  const onVisibility = () => (document.hidden ? close() : open())

  open()
  document.addEventListener('visibilitychange', onVisibility)
  return () => {
    document.removeEventListener('visibilitychange', onVisibility)
    clearTimeout(pause)
    clearTimeout(retry)
    close()
  }
}
