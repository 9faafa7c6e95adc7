import { type RefObject, useEffect, useRef, useState } from 'react'
import type { SearchPage } from '#app/pages/search/page.server.ts'
import { addRecentSearch } from '#app/ui/search/recent-searches.ts'
import { type SearchChoice, searchFields, searchPath } from '#app/web/search-address.ts'

const PAUSE = 180
const FINAL_AFTER = 1500
const PATIENCE = 10_000

/**
 * The search page while somebody types, in place of the loaded one. The results are updated at every pause, and the
 * address too, so that reloading, sharing and going back show the same. The next navigation ends this. Without a
 * connection the results stay, and Enter loads the page from the server.
 */
export function useInstantSearch(loaded: SearchPage, box: RefObject<HTMLInputElement | null>): SearchPage {
  const [typed, setTyped] = useState<{ over: SearchPage; page: SearchPage }>()
  const page = typed && typed.over === loaded ? typed.page : loaded
  const now = useRef({ loaded, page })
  now.current = { loaded, page }

  useEffect(() => {
    const input = box.current
    const form = input?.form
    if (!input || !form) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let settling: ReturnType<typeof setTimeout> | undefined
    let asking = new AbortController()
    let failed = false
    let finalText = now.current.loaded.choice.text

    // When somebody has stopped typing, the page shows what is wrong with a filter and what may have been meant.
    const search = async ({ final = false } = {}) => {
      clearTimeout(timer)
      const { loaded, page } = now.current
      const text = input.value.trim()
      asking.abort()
      if (text === page.choice.text && (!final || text === finalText)) return
      if (final) finalText = text
      asking = new AbortController()
      const { signal } = asking
      const choice = { ...page.choice, text, page: 1 }
      const next = await fetchPage(choice, { token: page.token, final }, signal)
      if (signal.aborted || now.current.loaded !== loaded) return
      failed = next === undefined
      if (next === undefined) return
      history.replaceState(history.state, '', searchPath(choice))
      setTyped({ over: loaded, page: { ...next, choice } })
    }
    const onInput = () => {
      clearTimeout(timer)
      clearTimeout(settling)
      timer = setTimeout(() => void search(), PAUSE)
      settling = setTimeout(() => {
        addRecentSearch(input.value.trim())
        void search({ final: true })
      }, FINAL_AFTER)
    }
    const onSubmit = (event: Event) => {
      addRecentSearch(input.value.trim())
      if (failed) return
      // The results are shown already or are on their way: the form need not be sent.
      event.preventDefault()
      clearTimeout(settling)
      void search({ final: true })
    }
    input.addEventListener('input', onInput)
    form.addEventListener('submit', onSubmit)
    return () => {
      clearTimeout(timer)
      clearTimeout(settling)
      asking.abort()
      input.removeEventListener('input', onInput)
      form.removeEventListener('submit', onSubmit)
    }
  }, [box])

  useEffect(() => {
    addRecentSearch(loaded.choice.text)
    // After a link or the back button led to another search, the box shows its text.
    if (box.current && box.current.value.trim() !== loaded.choice.text) box.current.value = loaded.choice.text
  }, [box, loaded])

  return page
}

async function fetchPage(
  choice: SearchChoice,
  { token, final }: { token: string | null; final: boolean },
  signal: AbortSignal,
): Promise<SearchPage | undefined> {
  const query = new URLSearchParams([
    ...searchFields(choice),
    ['typing', token ?? ''],
    ...(final ? [['final', '1']] : []),
  ])
  const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE, null))
  const answer = await Promise.race([fetch(`/search/results?${query}`, { signal }).catch(() => null), late])
  if (!answer?.headers.get('Content-Type')?.includes('json')) return undefined
  const text = await answer.text().catch(() => '')
  if (text === '') return undefined
  return JSON.parse(text, (key, value) => (key.endsWith('At') && typeof value === 'string' ? new Date(value) : value))
}

/**
 * The keys on a page of results: Down moves from the box into the list, Up and Down move in it, Escape returns to the
 * box.
 */
export function useResultKeys(box: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      if (event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return
      const links = [...document.querySelectorAll<HTMLAnchorElement>('a[data-result]')]
      const at = links.indexOf(document.activeElement as HTMLAnchorElement)
      const isInBox = document.activeElement === box.current
      if (at < 0 && !(isInBox && event.key === 'ArrowDown')) return
      if (event.key === 'ArrowDown') links[at + 1]?.focus()
      else if (event.key === 'ArrowUp') (at === 0 ? box.current : links[at - 1])?.focus()
      else if (event.key === 'Escape') box.current?.select()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [box])
}
