import { z } from 'zod'
import { lockReply } from '#app/domain/automatic-replies/lock-reply.ts'
import { command } from '#app/domain/command.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import { tooLate } from '#app/domain/threads/who-ended.ts'

/**
 * "Not my problem": the article is folded for everybody. It lowers the precision of automatic replies, but does not
 * count against the article. Repeating it changes nothing. Throws what `lockReply` throws, and conflict
 * `thread.solved`.
 */
export const refuseReply = command(
  { name: 'automatic_reply.refuse', input: z.object({ replyId: id }), callers: 'active' },
  async (trx, actor, { replyId }): Promise<{ threadId: number }> => {
    const { reply } = await lockReply(trx, actor, replyId)
    const { threadId, articleId } = reply
    if (reply.state === 'refused') return { threadId }
    if (reply.state === 'solved') throw await tooLate(trx, 'thread.solved', threadId)

    await trx
      .updateTable('automaticReplies')
      .set({ state: 'refused', decidedAt: new Date() })
      .where('id', '=', replyId)
      .execute()
    recordEvent(trx, actor, 'automatic_reply.refused', { threadId }, { after: { articleId } })
    return { threadId }
  },
)
