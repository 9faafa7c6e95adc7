/** The orders in which a reader may sort answers. `best` sorts by accepted, score, official, newest. */
export const ANSWER_ORDERS = ['best', 'newest', 'oldest'] as const
export type AnswerOrder = (typeof ANSWER_ORDERS)[number]
