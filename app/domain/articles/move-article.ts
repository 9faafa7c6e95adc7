import { nextState, type Transition } from '#app/domain/articles/states.ts'
import { DomainError, faster } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import type { Article, ArticleState } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

const MOVED = [
  'article.submitted',
  'article.returned',
  'article.published',
  'article.obsoleted',
  'article.archived',
] as const

/** The state after the move, as `nextState` says; conflict `article.wrong_state` names who was faster. */
export async function stateAfter(
  trx: Trx,
  article: Pick<Article, 'id' | 'state'>,
  move: Transition,
): Promise<ArticleState | undefined> {
  try {
    return nextState(article.state, move)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const mover = await findLastChange(trx, { verbs: MOVED, about: { articleId: article.id } })
    throw faster(error.code, mover, error.figures)
  }
}
