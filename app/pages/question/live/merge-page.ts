import type { PostData, ThreadPageData } from '#app/pages/question/page.server.ts'

/**
 * The newer page in the order in which the reader sees it now: an answer does not move because somebody voted, and new
 * answers follow at the end.
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
