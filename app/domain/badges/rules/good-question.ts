import { postsScoring } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const goodQuestion: BadgeRule = {
  id: 'good-question',
  class: 'silver',
  perPost: true,
  qualifies: (db) => postsScoring(db, 'question', 25),
}
