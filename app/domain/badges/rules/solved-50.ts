import { solving } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const solved50: BadgeRule = {
  id: 'solved-50',
  class: 'gold',
  ...solving(50),
}
