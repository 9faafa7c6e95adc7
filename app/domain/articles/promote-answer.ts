import { z } from 'zod'
import { draftText } from '#app/domain/articles/draft-text.ts'
import { canPromoteAnswer } from '#app/domain/articles/permissions.ts'
import { writeTranslation } from '#app/domain/articles/write-article.ts'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { enqueue } from '#app/queue/enqueue.ts'

/**
 * Drafts an article from an accepted answer of a public thread. Promoting it again returns the same article. Throws
 * forbidden `answer.promote`, conflict `answer.not_accepted`.
 */
export const promoteAnswer = command(
  { name: 'answer.promote', input: z.object({ answerId: id, at: moment }), callers: 'writers' },
  async (trx, actor, { answerId, at }): Promise<{ articleId: number }> => {
    // The lock on the thread makes two promotions at the same time run one after the other.
    const { post: answer, thread } = await lockPost(trx, actor, answerId)
    if (!canPromoteAnswer(actor, thread)) throw forbidden('answer.promote')

    const promoted = await trx
      .selectFrom('articles')
      .where('sourceAnswerId', '=', answer.id)
      .where('state', '<>', 'archived')
      .select('id')
      .executeTakeFirst()
    if (promoted) return { articleId: promoted.id }

    if (thread.acceptedAnswerId !== answer.id || answer.state !== 'visible') throw conflict('answer.not_accepted')

    const question = await trx
      .selectFrom('posts')
      .where('threadId', '=', thread.id)
      .where('kind', '=', 'question')
      .select(['id', 'body', 'bodyFormat', 'authorId'])
      .executeTakeFirstOrThrow()

    const article = await trx
      .insertInto('articles')
      .values({
        categoryId: thread.categoryId,
        defaultLocale: thread.locale,
        draftedBy: actor.id,
        ownerId: actor.id,
        sourceThreadId: thread.id,
        sourceAnswerId: answer.id,
        createdAt: at,
        updatedAt: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()

    const text = draftText(thread.locale, { title: thread.title, question, answer })
    await writeTranslation(trx, { articleId: article.id, locale: thread.locale, ...text, authorId: actor.id, at })

    // The author of the answer comes first: when they asked the question too, they are credited for the answer.
    for (const source of [answer, question]) {
      if (source.authorId === null) continue
      await trx
        .insertInto('articleCredits')
        .values({ articleId: article.id, userId: source.authorId, postId: source.id })
        .onConflict((again) => again.doNothing())
        .execute()
    }

    recordEvent(trx, actor, 'article.drafted', {
      threadId: thread.id,
      postId: answer.id,
      articleId: article.id,
      userId: answer.authorId,
    })
    enqueue(trx, 'search.index_article', { articleId: article.id })
    return { articleId: article.id }
  },
)
