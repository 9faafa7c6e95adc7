import { postsScoring } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const teacher: BadgeRule = {
  id: 'teacher',
  class: 'bronze',
  qualifies: (db) =>
    db
      .selectFrom(postsScoring(db, 'answer', 1).as('answers'))
      .select((eb) => ['answers.userId', eb.val<number | null>(null).as('postId')])
      .distinct(),
}
