import { canRateArticle } from '#app/domain/articles/permissions.ts'
import { rateArticle } from '#app/domain/articles/rate-article.ts'
import { isFit } from '#app/domain/automatic-replies/find-reply.ts'
import { lockReply } from '#app/domain/automatic-replies/lock-reply.ts'
import { conflict } from '#app/domain/errors.ts'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Locale } from '#db/schema.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

// Words of the thread itself, in its language, not of the interface.
const REASONS: Record<Locale, (title: string) => string> = {
  en: (title) => `The article “${title}” answered it.`,
  fr: (title) => `L’article «\u00a0${title}\u00a0» y a répondu.`,
}

/**
 * "This solved it": the asker's question is solved without an answer, by the article that was suggested under it, which
 * they found helpful unless they have rated it themselves. Repeating it changes nothing. Throws what `lockReply` throws,
 * and conflict `thread.solved`.
 */
export function solveByReply(
  db: Db,
  actor: Actor,
  replyId: number,
  { at = new Date() } = {},
): Promise<{ threadId: number; articleId: number }> {
  return inTransaction(db, async (trx) => {
    const { reply, thread } = await lockReply(trx, actor, replyId)
    const { threadId, articleId } = reply
    if (reply.state === 'solved') return { threadId, articleId }

    const article = await trx
      .selectFrom('articles')
      .innerJoin('articleTranslations', 'articleTranslations.articleId', 'articles.id')
      .where('articles.id', '=', articleId)
      .where('articleTranslations.postId', '=', reply.postId)
      .select(['articles.id', 'articles.state', 'articles.reviewReason', 'articles.validatedAt', 'articles.audience'])
      .select(['articles.sourceThreadId', 'articles.draftedBy', 'articleTranslations.title'])
      .forNoKeyUpdate('articles')
      .executeTakeFirst()
    if (!article || !isFit(article, thread)) throw conflict('automatic_reply.withdrawn')

    await solveThread(trx, actor, { threadId, reason: REASONS[thread.locale](article.title) })
    const credited = await trx
      .selectFrom('articleCredits')
      .where('articleId', '=', articleId)
      .select('userId')
      .execute()
    const isOwn = !canRateArticle(
      actor,
      article,
      credited.map(({ userId }) => userId),
    )
    const said = await trx
      .selectFrom('articleRatings')
      .where('articleId', '=', articleId)
      .where('raterId', '=', actor.id)
      .select('id')
      .executeTakeFirst()
    const rated = !isOwn && !said
    if (rated) await rateArticle(trx, { actor }, { articleId, helpful: true, at })
    await trx
      .updateTable('automaticReplies')
      .set({ state: 'solved', decidedAt: at, rated })
      .where('id', '=', replyId)
      .execute()
    return { threadId, articleId }
  })
}
