import { scoring } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const goodAnswer: BadgeRule = {
  id: 'good-answer',
  class: 'silver',
  ...scoring('answer', 25),
}
