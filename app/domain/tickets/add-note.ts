import { recordEvent } from '#app/domain/events/record-event.ts'
import { writePost } from '#app/domain/posts/write-post.ts'
import { lockTicket } from '#app/domain/tickets/lock-ticket.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Writes down, in the thread of a ticket, what only staff read. It starts and stops no clock. */
export function addNote(
  db: Db,
  actor: Actor,
  note: { ticketId: number; body: string; at?: Date },
): Promise<{ id: number }> {
  return inTransaction(db, async (trx) => {
    const { thread } = await lockTicket(trx, actor, note.ticketId)

    const post = await writePost(trx, {
      threadId: thread.id,
      kind: 'note',
      authorId: actor.id,
      body: note.body,
      at: note.at,
    })
    await recordEvent(trx, actor, 'note.posted', { threadId: thread.id, postId: post.id, ticketId: note.ticketId })
    return { id: post.id }
  })
}
