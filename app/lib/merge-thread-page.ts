import type { CommentData, PostData, ThreadPageData } from '#app/lib/thread-page.server.ts'

/** What is new on a page that was read again: where it would appear, and what to say about it. */
export type Arrival = { kind: 'answer' | 'comment' | 'edit'; postId: number; under: number; author: string }

/**
 * The page as it is now in the order in which it is being read: what one has before one's eyes does not change its
 * place because somebody voted; answers that came later follow at the end.
 */
export function inReadingOrder(shown: ThreadPageData, latest: ThreadPageData): ThreadPageData {
  if (shown.thread.id !== latest.thread.id || shown.order !== latest.order) return latest
  const place = new Map(shown.answers.map((answer, index) => [answer.id, index]))
  const answers = [...latest.answers].sort(
    (a, b) =>
      (place.get(a.id) ?? place.size + latest.answers.indexOf(a)) -
      (place.get(b.id) ?? place.size + latest.answers.indexOf(b)),
  )
  return { ...latest, answers }
}

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

/** The page with one post's new score. */
export function withScore(page: ThreadPageData, postId: number, score: number): ThreadPageData {
  const rescored = <Post extends PostData | undefined>(post: Post): Post =>
    post?.id === postId ? { ...post, score } : post
  return { ...page, question: rescored(page.question), answers: page.answers.map(rescored) }
}
