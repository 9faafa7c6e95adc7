import { scoring } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const greatAnswer: BadgeRule = {
  id: 'great-answer',
  class: 'gold',
  ...scoring('answer', 50),
}
