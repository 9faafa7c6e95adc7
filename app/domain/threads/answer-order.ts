/** The orders in which a reader may sort answers. */
export const ANSWER_ORDERS = ['best', 'newest', 'oldest'] as const
export type AnswerOrder = (typeof ANSWER_ORDERS)[number]

type Answer = { id: number; score: number; officialAt: Date | null; createdAt: Date }

/**
 * Sorts answers as a reader asked for. `best`: the accepted one, then by score, official ones first, then the newest.
 * By age, the accepted answer is not moved to the top. What was written in the same moment stays in the order given.
 */
export function inOrder<Post extends Answer>(
  answers: Post[],
  order: AnswerOrder,
  acceptedAnswerId: number | null,
): Post[] {
  const age = (a: Answer, b: Answer) => a.createdAt.getTime() - b.createdAt.getTime()
  const first = (a: boolean, b: boolean) => Number(b) - Number(a)
  if (order === 'oldest') return answers.toSorted(age)
  if (order === 'newest') return answers.toSorted((a, b) => age(b, a))
  return answers.toSorted(
    (a, b) =>
      first(a.id === acceptedAnswerId, b.id === acceptedAnswerId) ||
      b.score - a.score ||
      first(a.officialAt !== null, b.officialAt !== null) ||
      age(b, a),
  )
}
