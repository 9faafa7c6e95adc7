import type { BadgeRule } from '#app/domain/badges/rule.ts'

/** Edited a post of somebody else. */
export const editor: BadgeRule = {
  id: 'editor',
  class: 'bronze',
  qualifies: (db) =>
    db
      .selectFrom('revisions')
      .innerJoin('posts', 'posts.id', 'revisions.postId')
      .where('revisions.number', '>', 1)
      .where('posts.kind', 'in', ['question', 'answer'])
      .whereRef('revisions.editorId', '<>', 'posts.authorId')
      .select((eb) => ['revisions.editorId as userId', eb.val<number | null>(null).as('postId')])
      .distinct(),
}
