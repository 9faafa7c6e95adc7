import { scoring } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const greatQuestion: BadgeRule = {
  id: 'great-question',
  class: 'gold',
  ...scoring('question', 50),
}
