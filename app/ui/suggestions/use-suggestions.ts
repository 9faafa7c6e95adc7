import { useCallback, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Suggestion } from '#app/domain/search/find/suggest-posts.ts'

type Typed = { title: string; body?: string; tags?: string }
type Found = { items: Suggestion[]; tags: string[]; category: { id: number; slug: string } | null }

const FROM_CHARACTER = 10
/** After the last key of a title; whoever types on without a pause sees something new as often as below. */
const PAUSE = 90
const AT_LEAST = 400
/** What is typed below the title only refines what is known. */
const PAUSE_BELOW = 500
const BODY_SENT = 600
const REFUSED_PAUSE = 5_000
/** Suggestions are said to be shown again after so long: it may be for another need. */
const VIEW_PAUSE = 60_000

/**
 * Suggestions for what somebody types, as they type it: call `onTyped` with the fields at every change. A request that
 * is overtaken by a newer answer is given up. `found` is null until there was an answer, and again when the title is short.
 */
export function useSuggestions({ from = FROM_CHARACTER, surface = 'suggestions' } = {}) {
  const [found, setFound] = useState<Found | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const requests = useRef<{ number: number; controller: AbortController }[]>([])
  const last = useRef({ title: '', text: '', at: 0, number: 0 })
  const refusedUntil = useRef(0)
  const viewed = useRef(0)

  // Answers to what was typed a moment ago are shown until a newer one comes: on a slow line there would be none.
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
      // Over the limit, or without a connection: what was found before still helps.
      if (answer?.status === 429) refusedUntil.current = Date.now() + REFUSED_PAUSE
      const next = answer?.ok ? ((await answer.json().catch(() => null)) as Found | null) : null
      if (!next || signal.aborted) return
      giveUp(mine.number + 1)
      inPlace(() => setFound(next))
      // Beside an answer that is being written it is nobody's need.
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

/** Makes a change to the page without moving the field that somebody is typing in. */
function inPlace(change: () => void): void {
  const field = document.activeElement
  const top = () => field?.getBoundingClientRect().top ?? 0
  const before = top()
  flushSync(change)
  const moved = top() - before
  if (moved !== 0) scrollBy({ top: moved, behavior: 'instant' })
}
