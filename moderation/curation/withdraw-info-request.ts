import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { id, moment } from '#app/domain/input.ts'
import { stopAskingForInfo } from '#app/domain/threads/give-info.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { canAskForInfo } from '#app/domain/threads/permissions.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import { stopWaitingForRequester } from '#app/domain/tickets/record-reply.ts'

/**
 * Says that no details are needed any more, for example because somebody else has added them to the question. The
 * thread's escalation clock goes on, and a ticket that waits for its requester is opened again. Repeating it changes
 * nothing. Throws forbidden `thread.request_info`.
 */
export const withdrawInfoRequest = command(
  { name: 'thread.withdraw_info_request', input: z.object({ threadId: id, at: moment }), callers: 'active' },
  async (trx, actor, { threadId, at }): Promise<void> => {
    const thread = await lockThread(trx, actor, threadId)
    if (!canAskForInfo(actor, thread)) throw forbidden('thread.request_info')
    if (thread.needsInfoAt === null) return
    await stopAskingForInfo(trx, actor, thread)
    await refreshThread(trx, threadId)
    await stopWaitingForRequester(trx, actor, { threadId, at })
  },
)
