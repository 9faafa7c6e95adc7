import { z } from 'zod'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { command } from '#app/domain/command.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { id, typed } from '#app/domain/input.ts'
import { addNote } from '#app/domain/tickets/add-note.ts'
import { READERS } from '#app/domain/tickets/readers.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'

/**
 * Writes on the desk: an official answer, a private reply or a note; its draft is deleted. Throws what these commands
 * throw.
 */
export const writeOnTicket = command(
  {
    name: 'ticket.write',
    input: z.object({ ticketId: id, threadId: id, readers: z.enum(READERS), body: typed(200_000) }),
    callers: 'writers',
  },
  async (trx, actor, { ticketId, threadId, readers, body }): Promise<{ id: number }> => {
    const write = {
      everyone: () => postAnswer(trx, actor, { threadId, body, official: true }),
      requester: () => replyPrivately(trx, actor, { threadId, body }),
      staff: () => addNote(trx, actor, { ticketId, body }),
    }
    await deleteDraft(trx, actor, { kind: 'ticket', subjectId: ticketId })
    return write[readers]()
  },
)
