import type { CommentData, PostData, ThreadPageData } from '#app/pages/question/page.server.ts'

// What an open page needs once it is being read: fetched when it has come to life.

const AFTER_A_LOST_STREAM = 60_000
/** Everybody who has the thread open hears of a change at the same moment; they need not all ask at the same moment. */
const SPREAD = 700

/** What is new on a page that was read again: where it would appear, and what to say about it. */
export type Arrival = { kind: 'answer' | 'comment' | 'edit'; postId: number; under: number; author: string }

/** What a reader of the one page would find new on the other. Their own posts are no news. */
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

/** Whether it would push down what is before the reader's eyes; the end of the answers has only the form below it. */
export function opensInView({ kind, under }: Arrival): boolean {
  if (kind === 'answer') return false
  const post = document.getElementById(`post-${under}`)?.getBoundingClientRect()
  return post !== undefined && post.bottom > 0 && post.bottom < window.innerHeight
}

/** Remembers where what one reads, or the field one writes in, stands; the returned function puts it back there. */
export function keepScrollPosition(): (() => void) | undefined {
  const inView = (element: Element | null | undefined) => {
    const box = element?.getBoundingClientRect()
    return box !== undefined && box.bottom > 0 && box.top < window.innerHeight
  }
  const focused = document.activeElement?.closest('main form') ? document.activeElement : null
  const element = inView(focused) ? focused : [...document.querySelectorAll('main [id^="post-"]')].find(inView)
  if (!element) return undefined
  // The browser's own way of doing this would do it a second time.
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

/** Hears of a thread while its page is being looked at: a hidden tab keeps no connection. */
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
