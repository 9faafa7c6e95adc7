import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { addNote } from '#app/domain/tickets/add-note.ts'
import type { Reader } from '#app/domain/tickets/readers.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Writes on the desk, as an official answer, a private reply or a note; its draft goes with it. Throws what these throw. */
export function writeOnTicket(
  db: Db,
  actor: Actor,
  { ticketId, threadId, readers, body }: { ticketId: number; threadId: number; readers: Reader; body: string },
): Promise<{ id: number }> {
  return inTransaction(db, async (trx) => {
    const write = {
      everyone: () => postAnswer(trx, actor, { threadId, body, official: true }),
      requester: () => replyPrivately(trx, actor, { threadId, body }),
      staff: () => addNote(trx, actor, { ticketId, body }),
    }
    await deleteDraft(trx, actor, { kind: 'desk', subjectId: ticketId })
    return write[readers]()
  })
}
