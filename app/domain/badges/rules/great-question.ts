import { postsScoring } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const greatQuestion: BadgeRule = {
  id: 'great-question',
  class: 'gold',
  perPost: true,
  qualifies: (db) => postsScoring(db, 'question', 50),
}
