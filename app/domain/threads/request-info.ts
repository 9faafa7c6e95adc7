import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id } from '#app/domain/input.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { canAskForInfo } from '#app/domain/threads/permissions.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'

/**
 * Marks that the thread waits for details of the asker; until they come, its escalation clock does not run. Throws
 * forbidden `thread.request_info`, conflict `thread.closed`, `thread.solved`.
 */
export const requestInfo = command(
  { name: 'thread.request_info', input: z.object({ threadId: id }), callers: 'active' },
  async (trx, actor, { threadId }): Promise<void> => {
    const thread = await lockThread(trx, actor, threadId)
    if (!canAskForInfo(actor, thread)) throw forbidden('thread.request_info')
    if (thread.closedAt) throw conflict('thread.closed')
    if (thread.state === 'solved') throw conflict('thread.solved')
    if (thread.needsInfoAt) return

    await trx.updateTable('threads').set({ needsInfoAt: new Date() }).where('id', '=', threadId).execute()
    await refreshThread(trx, threadId)
    recordEvent(trx, actor, 'thread.info_requested', { threadId })
  },
)
