import { conflict } from '#app/domain/errors.ts'
import type { ArticleState } from '#db/schema.ts'

/**
 * The life of an article: from which states each move starts and where it ends. Publishing is validation by a second
 * person; an obsolete article comes back only through a new review; an archived one is out of the way for good.
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
 * The state after the move, or undefined when the article is there already: repeating a move is harmless.
 * Throws conflict `article.wrong_state`.
 */
export function nextState(state: ArticleState, move: Transition): ArticleState | undefined {
  if (canTransition(state, move)) return MOVES[move].to
  if (state === MOVES[move].to) return undefined
  throw conflict('article.wrong_state', { state, move })
}
