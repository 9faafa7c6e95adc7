import { sql } from 'kysely'
import { acceptedAnswers } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

const REVIVAL_DAYS = 60

/** An accepted answer to a question that was already old. */
export const revival: BadgeRule = {
  id: 'revival',
  class: 'silver',
  perPost: true,
  withAcceptance: true,
  qualifies: (db) =>
    acceptedAnswers(db)
      .where(sql<boolean>`posts.created_at > threads.created_at + make_interval(days => ${REVIVAL_DAYS})`)
      .select((eb) => ['posts.authorId as userId', eb.ref('posts.id').$castTo<number | null>().as('postId')]),
}
