import { sql } from 'kysely'
import { countOf, NO_POST, visibleAnswers } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

const ANSWERS_A_YEAR = 30

const YEAR = sql<string>`to_char(posts.created_at at time zone 'UTC', 'YYYY')`

/** A number of answers within one calendar year (UTC); once for each year. */
export const yearlyHelper: BadgeRule = {
  id: 'yearly-helper',
  class: 'gold',
  perYear: true,
  progress: {
    goal: ANSWERS_A_YEAR,
    have: (db, userId, now) =>
      countOf(
        visibleAnswers(db)
          .where('posts.authorId', '=', userId)
          .where('posts.createdAt', '>=', new Date(Date.UTC(now.getUTCFullYear(), 0, 1))),
      ),
  },
  qualifies: (db) =>
    visibleAnswers(db)
      .select(['posts.authorId as userId', NO_POST.as('postId'), YEAR.as('period')])
      .groupBy(['posts.authorId', YEAR])
      .having((eb) => eb(eb.fn.countAll(), '>=', ANSWERS_A_YEAR)),
}
