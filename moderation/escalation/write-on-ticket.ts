import { z } from 'zod'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { command } from '#app/domain/command.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { conflict, notFound } from '#app/domain/errors.ts'
import { id, typed } from '#app/domain/input.ts'
import { addNote } from '#app/domain/tickets/add-note.ts'
import { READERS } from '#app/domain/tickets/readers.ts'
import { leavesTicket } from '#app/domain/tickets/record-reply.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'

/**
 * Writes on the desk: an official answer, a private reply or a note; its draft is deleted. In a private case nothing is written
 * for everyone: conflict `ticket.private`. Throws what these commands throw.
 */
export const writeOnTicket = command(
  {
    name: 'ticket.write',
    input: z.object({ ticketId: id, threadId: id, readers: z.enum(READERS), body: typed(200_000), leavesTicket }),
    callers: 'writers',
  },
  async (trx, actor, { ticketId, threadId, readers, body, leavesTicket }): Promise<{ id: number }> => {
    if (readers === 'everyone') {
      const { audience } = await trx
        .selectFrom('threads')
        .where('id', '=', threadId)
        .select('audience')
        .executeTakeFirstOrThrow(() => notFound('ticket'))
      if (audience === 'private') throw conflict('ticket.private')
    }
    const write = {
      everyone: () => postAnswer(trx, actor, { threadId, body, leavesTicket, official: true }),
      requester: () => replyPrivately(trx, actor, { threadId, body, leavesTicket }),
      staff: () => addNote(trx, actor, { ticketId, body }),
    }
    await deleteDraft(trx, actor, { kind: 'ticket', subjectId: ticketId })
    return write[readers]()
  },
)
