import { postsScoring } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const greatAnswer: BadgeRule = {
  id: 'great-answer',
  class: 'gold',
  perPost: true,
  qualifies: (db) => postsScoring(db, 'answer', 50),
}
