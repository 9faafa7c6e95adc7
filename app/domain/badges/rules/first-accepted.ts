import { solving } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const firstAccepted: BadgeRule = {
  id: 'first-accepted',
  class: 'bronze',
  ...solving(1),
}
