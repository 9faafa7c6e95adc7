import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { bodyOf, writePost } from '#app/domain/posts/write-post.ts'
import { lockTicket } from '#app/domain/tickets/lock-ticket.ts'

/** Adds a note to the thread of a ticket, which only staff read. It starts and stops no clock. */
export const addNote = command(
  {
    name: 'note.add',
    input: z.object({ ticketId: id, body: bodyOf('note'), at: moment }),
    callers: 'writers',
    texts: ({ body }) => ({ body }),
  },
  async (trx, actor, { ticketId, body, at }): Promise<{ id: number }> => {
    const { thread } = await lockTicket(trx, actor, ticketId)

    const post = await writePost(trx, { threadId: thread.id, kind: 'note', authorId: actor.id, body, at })
    recordEvent(trx, actor, 'note.posted', { threadId: thread.id, postId: post.id, ticketId })
    return { id: post.id }
  },
)
