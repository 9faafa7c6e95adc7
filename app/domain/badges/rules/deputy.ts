import { NO_POST } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

const UPHELD_FLAGS = 5

/** Flags that moderators upheld. */
export const deputy: BadgeRule = {
  id: 'deputy',
  class: 'silver',
  qualifies: (db) =>
    db
      .selectFrom('flags')
      .innerJoin('reviews', 'reviews.id', 'flags.reviewId')
      .where('reviews.state', '=', 'upheld')
      .select(['flags.flaggerId as userId', NO_POST.as('postId')])
      .groupBy('flags.flaggerId')
      .having((eb) => eb(eb.fn.countAll(), '>=', UPHELD_FLAGS)),
}
