import type { CommentData, PostData, ThreadPageData } from '#app/pages/question/page.server.ts'

// The code of live updates, loaded after the page is hydrated.

const AFTER_A_LOST_STREAM = 60_000
/**
 * All readers of the thread are notified of a change at the same moment. A random delay up to this many milliseconds
 * spreads their requests.
 */
const SPREAD = 700

/** A change found on the page that was loaded again: where it appears, and how it is announced. */
export type Arrival = { kind: 'answer' | 'comment' | 'edit'; postId: number; under: number; author: string }

/** The changes on the newer page that are new for a reader of the older one. Their own posts are not. */
export function findArrivals(shown: ThreadPageData, latest: ThreadPageData): Arrival[] {
  const known = new Map<number, PostData | CommentData>()
  for (const post of postsOf(shown)) {
    known.set(post.id, post)
    for (const comment of post.comments) known.set(comment.id, comment)
  }

  const arrivals: Arrival[] = []
  for (const post of postsOf(latest)) {
    const before = known.get(post.id)
    const author = post.author.name ?? ''
    if (!before && !post.may?.own) arrivals.push({ kind: 'answer', postId: post.id, under: post.id, author })
    if (before && 'editedAt' in before && before.editedAt?.getTime() !== post.editedAt?.getTime()) {
      arrivals.push({ kind: 'edit', postId: post.id, under: post.id, author })
    }
    if (!before) continue
    for (const comment of post.comments) {
      if (known.has(comment.id) || comment.may?.own) continue
      arrivals.push({ kind: 'comment', postId: comment.id, under: post.id, author: comment.author.name ?? '' })
    }
  }
  return arrivals
}

const postsOf = ({ question, answers }: ThreadPageData): PostData[] => (question ? [question, ...answers] : answers)

/**
 * Whether a change would move the visible part of the page down. A new answer at the end moves only the form below it.
 */
export function opensInView({ kind, under }: Arrival): boolean {
  if (kind === 'answer') return false
  const post = document.getElementById(`post-${under}`)?.getBoundingClientRect()
  return post !== undefined && post.bottom > 0 && post.bottom < window.innerHeight
}

/**
 * Remembers the position of the text that is being read, or of the field that is being written in. The returned
 * function scrolls back to it.
 */
export function keepScrollPosition(): (() => void) | undefined {
  const inView = (element: Element | null | undefined) => {
    const box = element?.getBoundingClientRect()
    return box !== undefined && box.bottom > 0 && box.top < window.innerHeight
  }
  const focused = document.activeElement?.closest('main form') ? document.activeElement : null
  const element = inView(focused) ? focused : [...document.querySelectorAll('main [id^="post-"]')].find(inView)
  if (!element) return undefined
  // Scroll anchoring of the browser would correct the position a second time.
  const root = document.documentElement.style
  root.setProperty('overflow-anchor', 'none')
  const { top } = element.getBoundingClientRect()
  return () => {
    if (element.isConnected) {
      window.scrollBy({ top: element.getBoundingClientRect().top - top, behavior: 'instant' })
    }
    setTimeout(() => root.removeProperty('overflow-anchor'), 100)
  }
}

type Listener = { since(): Date; onChange(): void; onScore(postId: number, score: number): void }

/** Listens to changes of a thread while its page is visible: a hidden tab keeps no connection. */
export function listenToThread(threadId: number, { since, onChange, onScore }: Listener): () => void {
  let source: EventSource | null = null
  let pause: ReturnType<typeof setTimeout> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined

  const open = () => {
    clearTimeout(retry)
    if (source || document.hidden) return
    source = new EventSource(`/questions/${threadId}/live?since=${encodeURIComponent(since().toISOString())}`)
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
