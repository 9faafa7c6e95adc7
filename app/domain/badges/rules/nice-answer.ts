import { postsScoring } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const niceAnswer: BadgeRule = {
  id: 'nice-answer',
  class: 'bronze',
  perPost: true,
  qualifies: (db) => postsScoring(db, 'answer', 10),
}
