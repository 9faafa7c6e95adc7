import { useCallback, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Suggestion } from '#app/domain/search/find/suggest-posts.ts'
import type { Locale } from '#db/schema.ts'

type Typed = { title: string; body?: string; tags?: string }
type Found = {
  items: Suggestion[]
  tags: string[]
  category: { id: number; slug: string } | null
  language: Locale | null
}

const FROM_CHARACTER = 10
/**
 * Milliseconds after the last key of a title. Somebody who types without a pause gets new suggestions as often as
 * below.
 */
const PAUSE = 90
const AT_LEAST = 400
/** Text below the title only refines the suggestions, so the pause is longer. */
const PAUSE_BELOW = 500
const BODY_SENT = 600
const REFUSED_PAUSE = 5_000
/** After this time the view of suggestions is recorded again: it may be for another need. */
const VIEW_PAUSE = 60_000

/**
 * Suggestions while somebody types: call `onTyped` with the fields at every change. When a newer answer arrives, older
 * requests are aborted. `found` is null before the first answer, and again when the title is too short.
 */
export function useSuggestions({ from = FROM_CHARACTER, surface = 'suggestions' } = {}) {
  const [found, setFound] = useState<Found | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const requests = useRef<{ number: number; controller: AbortController }[]>([])
  const last = useRef({ title: '', text: '', at: 0, number: 0 })
  const refusedUntil = useRef(0)
  const viewed = useRef(0)

  // Answers to earlier texts are shown until a newer one arrives: on a slow line there would otherwise be none.
  const giveUp = useCallback((before: number) => {
    for (const { number, controller } of requests.current) if (number < before) controller.abort()
    requests.current = requests.current.filter(({ number }) => number >= before)
  }, [])
  const ask = useCallback(
    async (body: URLSearchParams) => {
      const mine = { number: ++last.current.number, controller: new AbortController() }
      giveUp(mine.number - 1)
      requests.current.push(mine)
      last.current.at = Date.now()
      const { signal } = mine.controller
      const answer = await fetch('/suggestions', { method: 'POST', body, signal }).catch(() => null)
      // Over the rate limit, or without a connection, the earlier suggestions stay.
      if (answer?.status === 429) refusedUntil.current = Date.now() + REFUSED_PAUSE
      const next = answer?.ok ? ((await answer.json().catch(() => null)) as Found | null) : null
      if (!next || signal.aborted) return
      giveUp(mine.number + 1)
      inPlace(() => setFound(next))
      // Suggestions beside an answer are not for a need of the writer, so the view is not recorded.
      if (next.items.length === 0 || surface === 'composer' || Date.now() - viewed.current < VIEW_PAUSE) return
      viewed.current = Date.now()
      navigator.sendBeacon('/suggestions/views')
    },
    [giveUp, surface],
  )

  const onTyped = useCallback(
    ({ title, body = '', tags = '' }: Typed) => {
      const fields = new URLSearchParams({ title, body: body.slice(0, BODY_SENT), tags })
      const text = fields.toString()
      if (text === last.current.text) return
      const inTitle = title !== last.current.title
      last.current = { ...last.current, title, text }
      clearTimeout(timer.current)
      if (title.trim().length < from) {
        giveUp(Number.POSITIVE_INFINITY)
        setFound(null)
        return
      }
      const now = Date.now()
      const pause = inTitle ? Math.min(PAUSE, last.current.at + AT_LEAST - now) : PAUSE_BELOW
      const wait = Math.max(pause, refusedUntil.current - now)
      if (wait <= 0) void ask(fields)
      else timer.current = setTimeout(() => void ask(fields), wait)
    },
    [ask, giveUp, from],
  )

  useEffect(
    () => () => {
      clearTimeout(timer.current)
      giveUp(Number.POSITIVE_INFINITY)
    },
    [giveUp],
  )
  return { found, onTyped }
}

/** Changes the page without moving the field in which somebody types. */
function inPlace(change: () => void): void {
  const field = document.activeElement
  const top = () => field?.getBoundingClientRect().top ?? 0
  const before = top()
  flushSync(change)
  const moved = top() - before
  if (moved !== 0) scrollBy({ top: moved, behavior: 'instant' })
}
