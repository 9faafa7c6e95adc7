import { scoring } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const niceQuestion: BadgeRule = {
  id: 'nice-question',
  class: 'bronze',
  ...scoring('question', 10),
}
