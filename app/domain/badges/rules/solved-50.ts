import { acceptedAuthors } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const solved50: BadgeRule = {
  id: 'solved-50',
  class: 'gold',
  withAcceptance: true,
  qualifies: (db) => acceptedAuthors(db, 50),
}
