import { NO_POST } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

export const scholar: BadgeRule = {
  id: 'scholar',
  class: 'bronze',
  withAcceptance: true,
  qualifies: (db) =>
    db
      .selectFrom('threads')
      .innerJoin('users', 'users.id', 'threads.authorId')
      .where('threads.questionState', '=', 'visible')
      .where('threads.acceptedAnswerId', 'is not', null)
      .where('users.deletedAt', 'is', null)
      // An expert may accept for an asker who is silent; then the asker has learned nothing about accepting.
      .whereRef('threads.acceptedBy', '=', 'threads.authorId')
      .select(['threads.authorId as userId', NO_POST.as('postId')])
      .distinct(),
}
