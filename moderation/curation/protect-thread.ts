import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { canProtect } from '#moderation/curation/permissions.ts'

/**
 * Protects a thread that attracts newcomers, so that they cannot answer it, or ends the protection; repeating it
 * changes nothing. Throws forbidden `thread.protect`.
 */
export const protectThread = command(
  {
    name: 'thread.protect',
    input: z.object({ threadId: id, undo: z.boolean().default(false), at: moment }),
    callers: 'active',
  },
  async (trx, actor, { threadId, undo, at }): Promise<void> => {
    const thread = await lockThread(trx, actor, threadId)
    if (!canProtect(actor, thread)) throw forbidden('thread.protect', { points: actor.privileges.protect })
    if ((thread.protectedAt === null) === undo) return
    await trx
      .updateTable('threads')
      .set(undo ? { protectedAt: null, protectedBy: null } : { protectedAt: at, protectedBy: actor.id })
      .where('id', '=', threadId)
      .execute()
    recordEvent(trx, actor, undo ? 'thread.unprotected' : 'thread.protected', { threadId })
  },
)
