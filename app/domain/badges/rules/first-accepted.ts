import { acceptedAuthors } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const firstAccepted: BadgeRule = {
  id: 'first-accepted',
  class: 'bronze',
  withAcceptance: true,
  qualifies: (db) => acceptedAuthors(db, 1),
}
