import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment, text } from '#app/domain/input.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { canAskForInfo } from '#app/domain/threads/permissions.ts'
import { findInfoRequest } from '#app/domain/threads/queries.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import { tooLate } from '#app/domain/threads/who-ended.ts'
import { recordReply } from '#app/domain/tickets/record-reply.ts'

export const DETAILS_MAX = 1000

/**
 * Asks the asker for details and says which; until they come, the thread's escalation clock does not run, and a ticket
 * waits for its requester when staff ask. Somebody else may ask for more meanwhile. Throws forbidden
 * `thread.request_info`, conflict `thread.closed`, `thread.solved`; invalid `details.missing`, `details.too_long`.
 */
export const requestInfo = command(
  {
    name: 'thread.request_info',
    input: z.object({ threadId: id, details: text({ min: 1, max: DETAILS_MAX, code: 'details' }), at: moment }),
    callers: 'writers',
  },
  async (trx, actor, { threadId, details, at }): Promise<void> => {
    const thread = await lockThread(trx, actor, threadId)
    if (!canAskForInfo(actor, thread)) throw forbidden('thread.request_info')
    if (thread.closedAt) throw await tooLate(trx, 'thread.closed', thread.id)
    if (thread.state === 'solved') throw await tooLate(trx, 'thread.solved', thread.id)
    // The same form that is sent twice asks once.
    if (thread.needsInfoAt && (await findInfoRequest(trx, threadId))?.details === details) return

    if (!thread.needsInfoAt) {
      await trx.updateTable('threads').set({ needsInfoAt: at }).where('id', '=', threadId).execute()
      await refreshThread(trx, threadId)
    }
    await recordReply(trx, actor, { threadId, at })
    recordEvent(trx, actor, 'thread.info_requested', { threadId }, { after: { details } })
  },
)
