import { NO_POST } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

/** Edited a post of somebody else, directly or by a suggested edit that was approved. A roll back does not count. */
export const editor: BadgeRule = {
  id: 'editor',
  class: 'bronze',
  qualifies: (db) =>
    db
      .selectFrom('revisions')
      .innerJoin('posts', 'posts.id', 'revisions.postId')
      .where('revisions.number', '>', 1)
      .where('revisions.rolledBackTo', 'is', null)
      .where('posts.kind', 'in', ['question', 'answer'])
      .whereRef('revisions.editorId', '<>', 'posts.authorId')
      .select(['revisions.editorId as userId', NO_POST.as('postId')])
      .distinct(),
}
