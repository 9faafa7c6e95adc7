import { z } from 'zod'
import { rateArticle } from '#app/domain/articles/rate-article.ts'
import { command } from '#app/domain/command.ts'
import { DomainError } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment, typed } from '#app/domain/input.ts'
import { openSuggestion } from '#app/domain/suggestions/open-suggestion.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Records that a suggestion solved the problem of somebody, who need not ask any more. It counts once for each person
 * or browser: for a thread with its accepted answer, for an article as a "helpful" rating. Visitors are identified by
 * the value of a random cookie. Returns what it was. Throws `post.not_found`.
 */
export const recordDeflection = command(
  {
    name: 'deflection.record',
    input: z.object({ postId: id, browserKey: typed(100), at: moment }),
    callers: 'visitors',
  },
  async (
    trx,
    viewer,
    { postId, browserKey, at },
  ): Promise<{ threadId: number | null; articleId: number | null; title: string }> => {
    const { threadId, articleId, title, ...found } = await openSuggestion(trx, viewer, postId)
    const by = viewer === null ? { userId: null, browserKey } : { userId: viewer.id, browserKey: null }

    if (articleId !== null) {
      await trx
        .insertInto('deflections')
        .values({ ...by, threadId: null, articleId, postId, createdAt: at })
        .onConflict((same) => same.doNothing())
        .execute()
      await rateHelpful(trx, viewer, { articleId, browserKey, at })
      return { threadId, articleId, title }
    }

    const thread = await lockThread(trx, viewer, threadId)
    const { answerId, answererId } = found.kind === 'thread' ? found : { answerId: null, answererId: null }
    // The asker would accept an answer instead, and the author of the answer knew it before.
    if (viewer !== null && [thread.authorId, answererId].includes(viewer.id)) return { threadId, articleId, title }
    const ended = await trx
      .insertInto('deflections')
      .values({ ...by, threadId, articleId: null, postId: answerId ?? postId, createdAt: at })
      .onConflict((same) => same.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (ended) {
      const actor = viewer ?? (await getSystemActor(trx))
      recordEvent(trx, actor, 'thread.helped', { threadId, postId: answerId ?? postId })
    }
    return { threadId, articleId, title }
  },
)

/** Authors do not rate their own articles, but the deflection still counts. */
async function rateHelpful(
  trx: Trx,
  viewer: Viewer,
  { articleId, browserKey, at }: { articleId: number; browserKey: string; at: Date },
): Promise<void> {
  try {
    await rateArticle(trx, viewer, { articleId, helpful: true, browserKey, at })
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'article.rate')) throw error
  }
}
