import type { PostData, ThreadPageData } from '#app/pages/question/page.server.ts'

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

/** The page with one post's new score. */
export function withScore(page: ThreadPageData, postId: number, score: number): ThreadPageData {
  const rescored = <Post extends PostData | undefined>(post: Post): Post =>
    post?.id === postId ? { ...post, score } : post
  return { ...page, question: rescored(page.question), answers: page.answers.map(rescored) }
}
