import { sql } from 'kysely'
import { NO_POST, standingAnswers } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

const ANSWERS_A_YEAR = 30

/** So many answers within one calendar year. */
export const yearlyHelper: BadgeRule = {
  id: 'yearly-helper',
  class: 'gold',
  qualifies: (db) =>
    db
      .selectFrom(
        standingAnswers(db)
          .select('posts.authorId as userId')
          .groupBy(['posts.authorId', sql`date_part('year', posts.created_at)`])
          .having((eb) => eb(eb.fn.countAll(), '>=', ANSWERS_A_YEAR))
          .as('years'),
      )
      .select(['years.userId', NO_POST.as('postId')])
      .distinct(),
}
