import { prepare } from '#app/domain/prepare.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import type { Db } from '#db/transaction.ts'

const replyOf = prepare((db, viewer, { threadId }: { threadId: number }) =>
  db
    .selectFrom('automaticReplies')
    .innerJoin('articles', 'articles.id', 'automaticReplies.articleId')
    .innerJoin('articleTranslations', 'articleTranslations.postId', 'automaticReplies.postId')
    .leftJoin('users as validator', 'validator.id', 'articleTranslations.validatedBy')
    .where('automaticReplies.threadId', '=', threadId)
    .where('automaticReplies.state', '<>', 'withdrawn')
    // A reply is hidden as soon as its article is not published; the job that withdraws it runs a moment later.
    .where('articles.state', '=', 'published')
    .where('articles.reviewReason', 'is', null)
    .where(visibleArticles(viewer))
    .select([
      'automaticReplies.id',
      'automaticReplies.state',
      'automaticReplies.passage',
      'automaticReplies.shownAt',
      'automaticReplies.decidedAt',
      'articles.id as articleId',
      'articleTranslations.validatedAt',
      'validator.name as validatorName',
      'articleTranslations.title',
      'articleTranslations.locale',
    ]),
)

/** The automatic reply of a thread, as far as the viewer may read it. */
export async function findReplyOf(db: Db, viewer: Viewer, threadId: number) {
  const [reply] = await replyOf(db, viewer, { threadId })
  return reply
}
export type ShownReply = NonNullable<Awaited<ReturnType<typeof findReplyOf>>>

/** The categories, each with whether automatic replies are switched on. */
export const listReplyCategories = (db: Db) =>
  db
    .selectFrom('categories')
    .select(['id', 'name', 'translations', 'repliesAutomatically'])
    .orderBy('position')
    .orderBy('id')
    .execute()
