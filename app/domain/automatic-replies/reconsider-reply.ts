import { z } from 'zod'
import { findQuestion, isFit, needOf, passageOf, type Question } from '#app/domain/automatic-replies/find-reply.ts'
import { command } from '#app/domain/command.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import { certaintyOf } from '#app/domain/search/rank/certainty.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Withdraws the automatic reply of a thread when it no longer fits: its article is obsolete, in review or for fewer
 * readers, the question says something else now, or its category has replies switched off. A reply that the asker
 * decided about stays. Running it again changes nothing.
 */
export const reconsiderReply = command(
  { name: 'automatic_reply.reconsider', input: z.object({ threadId: id }), callers: 'system' },
  async (trx, actor, { threadId }) => {
    const thread = await trx
      .selectFrom('threads')
      .where('id', '=', threadId)
      .select(['id', 'audience'])
      .forNoKeyUpdate()
      .executeTakeFirst()
    const reply = await trx
      .selectFrom('automaticReplies')
      .innerJoin('articles', 'articles.id', 'automaticReplies.articleId')
      .where('threadId', '=', threadId)
      .where('automaticReplies.state', '=', 'shown')
      .select(['automaticReplies.id', 'automaticReplies.articleId', 'automaticReplies.postId'])
      .select(['articles.state', 'articles.reviewReason', 'articles.validatedAt', 'articles.audience'])
      .select('articles.sourceThreadId')
      .executeTakeFirst()
    if (!thread || !reply) return

    const question = await findQuestion(trx, threadId)
    const because = await whyNot(trx, { thread, question, reply })
    if (!because) {
      // The text of the article or of the question may have changed, so the passage may be another one.
      const passage = question ? await passageOf(trx, question, reply.postId) : []
      if (passage.length > 0) {
        const values = { passage: JSON.stringify(passage) }
        await trx.updateTable('automaticReplies').set(values).where('id', '=', reply.id).execute()
      }
      return
    }
    await trx
      .updateTable('automaticReplies')
      .set({ state: 'withdrawn', withdrawnBecause: because, decidedAt: new Date() })
      .where('id', '=', reply.id)
      .execute()
    const { articleId } = reply
    recordEvent(trx, actor, 'automatic_reply.withdrawn', { threadId }, { after: { articleId, because } })
  },
)

type ShownReplyFacts = {
  thread: Parameters<typeof isFit>[1]
  question: Question | undefined
  reply: Parameters<typeof isFit>[0] & { postId: number }
}

async function whyNot(
  trx: Trx,
  { thread, question, reply }: ShownReplyFacts,
): Promise<'article' | 'question' | 'category' | undefined> {
  if (!isFit(reply, thread)) return 'article'
  if (!question) return 'category'
  const { threshold } = await getSetting(trx, 'automaticReply')
  const certainty = (await certaintyOf(trx, needOf(question), [reply.postId])).get(reply.postId)
  // Without a search document nothing is known: the index is being built.
  return certainty !== undefined && certainty < threshold ? 'question' : undefined
}
