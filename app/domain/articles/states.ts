import { conflict } from '#app/domain/errors.ts'
import type { ArticleState } from '#db/schema.ts'

/**
 * The moves of an article: from which states each one starts and in which state it ends. An article is published when a
 * second person validates it. An obsolete article is published again only after a new review. An archived one stays
 * archived.
 */
const MOVES = {
  submit: { from: ['draft', 'obsolete'], to: 'in_review' },
  return: { from: ['in_review'], to: 'draft' },
  publish: { from: ['in_review'], to: 'published' },
  obsolete: { from: ['published'], to: 'obsolete' },
  archive: { from: ['draft', 'in_review', 'obsolete'], to: 'archived' },
} as const satisfies Record<string, { from: readonly ArticleState[]; to: ArticleState }>

export type Transition = keyof typeof MOVES

export const canTransition = (state: ArticleState, move: Transition): boolean =>
  (MOVES[move].from as readonly ArticleState[]).includes(state)

/**
 * The state after the move, or undefined when the article already has that state, so that repeating a move is harmless.
 * Throws conflict `article.wrong_state`.
 */
export function nextState(state: ArticleState, move: Transition): ArticleState | undefined {
  if (canTransition(state, move)) return MOVES[move].to
  if (state === MOVES[move].to) return undefined
  throw conflict('article.wrong_state', { state, move })
}
