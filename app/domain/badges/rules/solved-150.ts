import { solving } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const solved150: BadgeRule = {
  id: 'solved-150',
  class: 'gold',
  ...solving(150),
}
