import { expect, test } from 'vitest'
import { type Move, moveFrom } from '#app/domain/articles/states.ts'
import { DomainError } from '#app/domain/errors.ts'
import type { ArticleState } from '#db/schema.ts'

const STATES: ArticleState[] = ['draft', 'in_review', 'published', 'obsolete', 'archived']

// Where each move leads from each state: another state, nowhere ("-": it is there already), or refused ("x").
const TABLE: Record<Move, Record<ArticleState, string>> = {
  submit: { draft: 'in_review', in_review: '-', published: 'x', obsolete: 'in_review', archived: 'x' },
  return: { draft: '-', in_review: 'draft', published: 'x', obsolete: 'x', archived: 'x' },
  publish: { draft: 'x', in_review: 'published', published: '-', obsolete: 'x', archived: 'x' },
  obsolete: { draft: 'x', in_review: 'x', published: 'obsolete', obsolete: '-', archived: 'x' },
  archive: { draft: 'archived', in_review: 'archived', published: 'x', obsolete: 'archived', archived: '-' },
}

const cases = Object.entries(TABLE).flatMap(([move, row]) =>
  STATES.map((state) => [move as Move, state, row[state]] as const),
)

test.each(cases)('%s from %s: %s', (move, state, outcome) => {
  if (outcome === 'x') {
    expect(() => moveFrom(state, move)).toThrow(DomainError)
    expect(() => moveFrom(state, move)).toThrow('conflict: article.wrong_state')
  } else expect(moveFrom(state, move)).toBe(outcome === '-' ? undefined : outcome)
})
