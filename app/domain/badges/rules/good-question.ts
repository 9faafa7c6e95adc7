import { scoring } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const goodQuestion: BadgeRule = {
  id: 'good-question',
  class: 'silver',
  ...scoring('question', 25),
}
