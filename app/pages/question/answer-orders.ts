/** The orders in which a reader may sort answers. `best` sorts by accepted, score, official, newest. */
export const ANSWER_ORDERS = ['best', 'newest', 'oldest'] as const
export type AnswerOrder = (typeof ANSWER_ORDERS)[number]

/** The statement sorts by value for a reader. Sorted by age, the accepted answer is not moved to the top. */
export function inOrder<Post extends { createdAt: Date }>(answers: Post[], order: AnswerOrder): Post[] {
  if (order === 'best') return answers
  const sign = order === 'newest' ? -1 : 1
  return answers.sort((a, b) => sign * (a.createdAt.getTime() - b.createdAt.getTime()))
}
