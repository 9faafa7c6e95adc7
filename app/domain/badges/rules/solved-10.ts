import { solving } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const solved10: BadgeRule = {
  id: 'solved-10',
  class: 'silver',
  ...solving(10),
}
