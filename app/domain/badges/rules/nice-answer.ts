import { scoring } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const niceAnswer: BadgeRule = {
  id: 'nice-answer',
  class: 'bronze',
  ...scoring('answer', 10),
}
