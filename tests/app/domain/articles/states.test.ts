import { expect, test } from 'vitest'
import { nextState, type Transition } from '#app/domain/articles/states.ts'
import { DomainError } from '#app/domain/errors.ts'
import type { ArticleState } from '#db/schema.ts'

const STATES: ArticleState[] = ['draft', 'in_review', 'published', 'obsolete', 'archived']

// Where each move leads from each state: another state, nowhere ("-": it is there already), or refused ("x").
const TABLE: Record<Transition, Record<ArticleState, string>> = {
  submit: { draft: 'in_review', in_review: '-', published: 'x', obsolete: 'in_review', archived: 'x' },
  return: { draft: '-', in_review: 'draft', published: 'x', obsolete: 'x', archived: 'x' },
  publish: { draft: 'x', in_review: 'published', published: '-', obsolete: 'x', archived: 'x' },
  obsolete: { draft: 'x', in_review: 'x', published: 'obsolete', obsolete: '-', archived: 'x' },
  archive: { draft: 'archived', in_review: 'archived', published: 'x', obsolete: 'archived', archived: '-' },
}

const cases = Object.entries(TABLE).flatMap(([move, row]) =>
  STATES.map((state) => [move as Transition, state, row[state]] as const),
)

test.each(cases)('%s from %s: %s', (move, state, outcome) => {
  if (outcome === 'x') {
    expect(() => nextState(state, move)).toThrow(DomainError)
    expect(() => nextState(state, move)).toThrow('conflict: article.wrong_state')
  } else expect(nextState(state, move)).toBe(outcome === '-' ? undefined : outcome)
})
