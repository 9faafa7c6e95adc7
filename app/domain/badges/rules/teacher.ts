import { NO_POST, postsScoring } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const teacher: BadgeRule = {
  id: 'teacher',
  class: 'bronze',
  score: { kind: 'answer', atLeast: 1 },
  qualifies: (db) =>
    db
      .selectFrom(postsScoring(db, 'answer', 1).as('answers'))
      .select(['answers.userId', NO_POST.as('postId')])
      .distinct(),
}
