import { NO_POST } from '#app/domain/badges/facts.ts'
import type { BadgeRule } from '#app/domain/badges/rule.ts'

/** Drafted a published article, or wrote the answer that it was made from. */
export const author: BadgeRule = {
  id: 'author',
  class: 'silver',
  qualifies: (db) =>
    db
      .selectFrom('articles')
      .leftJoin('posts as source', 'source.id', 'articles.sourceAnswerId')
      .where('articles.state', '=', 'published')
      .select((eb) => [eb.fn.coalesce('source.authorId', 'articles.draftedBy').as('userId'), NO_POST.as('postId')])
      .distinct(),
}
