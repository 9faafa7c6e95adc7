import { useNavigation, useRevalidator } from '@remix-run/react'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Translate } from '#app/messages/translate.ts'
import type { Arrival } from '#app/pages/question/live/live-updates.ts'
import { inReadingOrder, withScore } from '#app/pages/question/live/merge-page.ts'
import type { ThreadPageData } from '#app/pages/question/page.server.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

const WHILE_BUSY = 500

/**
 * The page of a thread while others go on writing in it. Scores, states and what lies outside the window appear by
 * themselves, below or above what one reads without moving it; what would open up inside the window waits for a press.
 */
export function useLiveThread(latest: ThreadPageData) {
  const { t, now } = useLanguage()
  const [page, setPage] = useState(latest)
  const [unseen, setUnseen] = useState<{ latest: ThreadPageData; arrivals: Arrival[] } | null>(null)
  const [announcement, setAnnouncement] = useState('')
  const [seen, setSeen] = useState(latest)
  const asked = useRef(false)
  const updates = useRef<typeof import('#app/pages/question/live/live-updates.ts')>(undefined)
  const putBack = useRef<() => void>(undefined)
  const live = useRevalidator()
  const { state } = useNavigation()
  const busy = useRef(false)
  busy.current = state !== 'idle'
  if (busy.current) asked.current = false

  // What the reader did themselves is shown with the page that answers it, before anything is painted.
  if (seen !== latest && !asked.current) {
    setSeen(latest)
    setUnseen(null)
    setPage(inReadingOrder(page, latest))
  }

  const show = useCallback((next: ThreadPageData) => {
    putBack.current = updates.current?.keepScrollPosition()
    setUnseen(null)
    setPage((shown) => inReadingOrder(shown, next))
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the page whose growth is made up for
  useLayoutEffect(() => {
    putBack.current?.()
    putBack.current = undefined
  }, [page])

  useEffect(() => {
    if (seen === latest || !updates.current) return
    const { findArrivals, opensInView } = updates.current
    setSeen(latest)
    asked.current = false
    const arrivals = findArrivals(page, latest)
    if (arrivals.length > 0) setAnnouncement(arrivals.map((arrival) => sentenceOf(t, arrival)).join(' '))
    else if (!page.reply && latest.reply) setAnnouncement(t('automaticReplies:arrived'))
    else if (page.thread.state !== latest.thread.state)
      setAnnouncement(t(`questions:live.state.${latest.thread.state}`))
    if (arrivals.some(opensInView)) setUnseen({ latest, arrivals })
    else show(latest)
  }, [latest, page, seen, show, t])

  const revalidate = useRef(live.revalidate)
  revalidate.current = live.revalidate
  const since = useRef(now)
  since.current = now
  const threadId = latest.thread.id
  useEffect(() => {
    let stop: (() => void) | undefined
    let gone = false
    let later: ReturnType<typeof setTimeout> | undefined
    const onChange = () => {
      // What the reader is sending comes first: its answer shows this change as well, or the next try does.
      if (busy.current) {
        clearTimeout(later)
        later = setTimeout(onChange, WHILE_BUSY)
        return
      }
      asked.current = true
      revalidate.current()
    }
    const listen = async () => {
      updates.current = await import('#app/pages/question/live/live-updates.ts')
      if (gone) return
      stop = updates.current.listenToThread(threadId, {
        since: () => since.current,
        onChange,
        onScore: (postId, score) => setPage((shown) => withScore(shown, postId, score)),
      })
    }
    // Without it the page is as good as any page that does not change by itself.
    listen().catch(() => {})
    return () => {
      gone = true
      clearTimeout(later)
      stop?.()
    }
  }, [threadId])

  return { page, announcement, unseen: unseen && { count: unseen.arrivals.length, show: () => show(unseen.latest) } }
}

/** Says what arrived to who cannot see it, and offers what waits to who can. */
export function LiveNews({
  announcement,
  unseen,
}: {
  announcement: string
  unseen: { count: number; show(): void } | null
}) {
  const { t } = useLanguage()
  return (
    <>
      <p className="sr-only" role="status">
        {announcement}
      </p>
      {unseen && (
        <button type="button" onClick={unseen.show} className="btn-primary no-print live-news">
          <Icon name="arrow-down" /> {t('questions:live.unseen', { count: unseen.count })}
        </button>
      )}
    </>
  )
}

const sentenceOf = (t: Translate, { kind, author }: Arrival): string => t(`questions:live.${kind}`, { author })
