/** In which order a reader may have the answers of a thread: best is accepted, score, official, newest. */
export const ANSWER_ORDERS = ['best', 'newest', 'oldest'] as const
export type AnswerOrder = (typeof ANSWER_ORDERS)[number]
