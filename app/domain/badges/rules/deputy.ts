import { countOf, NO_POST } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'
import type { Db } from '#db/transaction.ts'

const UPHELD_FLAGS = 5

const upheldFlags = (db: Db) =>
  db.selectFrom('flags').innerJoin('reviews', 'reviews.id', 'flags.reviewId').where('reviews.state', '=', 'upheld')

/** Flags that moderators upheld. */
export const deputy: BadgeRule = {
  id: 'deputy',
  class: 'silver',
  progress: {
    goal: UPHELD_FLAGS,
    have: (db, userId) => countOf(upheldFlags(db).where('flags.flaggerId', '=', userId)),
  },
  qualifies: (db) =>
    upheldFlags(db)
      .select(['flags.flaggerId as userId', NO_POST.as('postId')])
      .groupBy('flags.flaggerId')
      .having((eb) => eb(eb.fn.countAll(), '>=', UPHELD_FLAGS)),
}
