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
 * The page of a thread while others write in it. Changes of scores and states, and changes outside the visible part,
 * appear at once, without moving what one reads. A change that would move the visible part waits for a click.
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

  // A change by the reader is shown with the answer to their request, before the page is painted.
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
      // A request of the reader is running: its answer shows this change too, or the next try does.
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
    // If this fails, the page still works; it only does not update by itself.
    listen().catch(() => {})
    return () => {
      gone = true
      clearTimeout(later)
      stop?.()
    }
  }, [threadId])

  return { page, announcement, unseen: unseen && { count: unseen.arrivals.length, show: () => show(unseen.latest) } }
}

/** Announces changes to screen readers, and shows a button for changes that wait. */
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
