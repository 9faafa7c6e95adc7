import { z } from 'zod'
import { canRateArticle } from '#app/domain/articles/permissions.ts'
import { rateArticle } from '#app/domain/articles/rate-article.ts'
import { isFit } from '#app/domain/automatic-replies/find-reply.ts'
import { lockReply } from '#app/domain/automatic-replies/lock-reply.ts'
import { command } from '#app/domain/command.ts'
import { conflict } from '#app/domain/errors.ts'
import { id, moment } from '#app/domain/input.ts'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import type { Locale } from '#db/schema.ts'

// Words of the thread itself, in its language, not of the interface.
const REASONS: Record<Locale, (title: string) => string> = {
  en: (title) => `The article “${title}” answered it.`,
  fr: (title) => `L’article «\u00a0${title}\u00a0» y a répondu.`,
}

/**
 * "This solved it": the question of the asker is solved without an answer, by the article that was suggested below it.
 * The article gets their rating "helpful", unless they have rated it themselves. Repeating it changes nothing. Throws
 * what `lockReply` throws, and conflict `thread.solved`.
 */
export const solveByReply = command(
  { name: 'automatic_reply.solve', input: z.object({ replyId: id, at: moment }), callers: 'active' },
  async (trx, actor, { replyId, at }): Promise<{ threadId: number; articleId: number }> => {
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
    const rating = await trx
      .selectFrom('articleRatings')
      .where('articleId', '=', articleId)
      .where('raterId', '=', actor.id)
      .select('id')
      .executeTakeFirst()
    const rated = !isOwn && !rating
    if (rated) await rateArticle(trx, actor, { articleId, helpful: true, at })
    await trx
      .updateTable('automaticReplies')
      .set({ state: 'solved', decidedAt: at, rated })
      .where('id', '=', replyId)
      .execute()
    return { threadId, articleId }
  },
)
