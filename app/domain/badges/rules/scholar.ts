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
      // An expert may accept on behalf of a silent asker; that teaches the asker nothing.
      .whereRef('threads.acceptedBy', '=', 'threads.authorId')
      .select((eb) => ['threads.authorId as userId', eb.val<number | null>(null).as('postId')])
      .distinct(),
}
