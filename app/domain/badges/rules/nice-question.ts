import { postsScoring } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const niceQuestion: BadgeRule = {
  id: 'nice-question',
  class: 'bronze',
  perPost: true,
  qualifies: (db) => postsScoring(db, 'question', 10),
}
