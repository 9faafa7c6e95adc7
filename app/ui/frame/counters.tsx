import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { askJson } from '#app/ui/ask-json.ts'
import type { RootData } from '#app/web/root-data.ts'

type Counters = NonNullable<RootData['viewer']>['counters']
const NONE: Counters = { unread: 0, reviews: 0, edits: 0, desk: 0 }
const Shown = createContext<Counters>(NONE)

const EVERY_MS = 15_000
const SPREAD_MS = 5_000
const ASKED = 'entraide:counters'

/** What waits for the viewer, as the menu of every page says it. */
export const useCounters = (): Counters => useContext(Shown)

/** Asks for the counters anew: what the page has just shown may have been counted. */
export const refreshCounters = (): boolean => window.dispatchEvent(new Event(ASKED))

/**
 * Keeps the counters right while a page is open and somebody looks at it. They are asked for, not pushed: a connection
 * for each open page would cost more than a small answer four times a minute, and browsers allow only a few of them.
 */
export function CountersProvider({ viewer, children }: { viewer: RootData['viewer']; children: ReactNode }) {
  const loaded = viewer?.counters
  const [counters, setCounters] = useState(loaded)
  const [seen, setSeen] = useState(loaded)
  if (seen !== loaded) {
    setSeen(loaded)
    setCounters(loaded)
  }

  const viewerId = viewer?.id
  useEffect(() => {
    if (viewerId === undefined) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let gone = false
    const later = (after: number) => {
      clearTimeout(timer)
      if (!gone && !document.hidden) timer = setTimeout(ask, after)
    }
    const pause = () => EVERY_MS + Math.random() * SPREAD_MS
    async function ask() {
      if (!navigator.onLine) return later(pause())
      // Without a connection the numbers stay as they are; the next try may reach the server.
      const latest = await askJson<Counters | null>('/counters', { headers: { Accept: 'application/json' } })
      if (latest && !gone) setCounters(latest)
      later(pause())
    }
    const onShown = () => later(document.hidden ? pause() : 0)
    const onAsked = () => later(200)
    later(pause())
    document.addEventListener('visibilitychange', onShown)
    window.addEventListener(ASKED, onAsked)
    return () => {
      gone = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onShown)
      window.removeEventListener(ASKED, onAsked)
    }
  }, [viewerId])

  return <Shown.Provider value={counters ?? NONE}>{children}</Shown.Provider>
}

/** A number in the menu; nothing for none. */
export function Counter({ count }: { count: number }) {
  if (count === 0) return null
  return (
    <span className="ml-1.5 rounded-full bg-accent px-1.5 text-[0.6875rem] leading-4 font-semibold text-surface">
      {count > 99 ? '99+' : count}
    </span>
  )
}
