import { command } from '#app/domain/command.ts'
import { follow } from '#app/domain/follows/follow.ts'
import { addMeToo, meTooInput } from '#app/domain/me-toos/add-me-too.ts'

/**
 * "It is the same problem", in place of asking again: adds a me-too, and a member follows the thread. Throws
 * `thread.not_found`, conflict `me_too.own`.
 */
export const joinThread = command(
  { name: 'thread.join', input: meTooInput, callers: 'visitors' },
  async (trx, actor, { threadId, browserKey }): Promise<void> => {
    await addMeToo(trx, actor, { threadId, browserKey })
    if (actor !== null) await follow(trx, actor, { subject: 'threads', id: threadId })
  },
)
