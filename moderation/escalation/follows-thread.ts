import type { Trx } from '#db/transaction.ts'

export type EndedThread = {
  acceptedAnswerId: number | null
  solvedAt: Date | null
  closedAt: Date | null
  questionState: string
}

/** Whether the thread has ended for its readers: solved, closed or deleted. */
export const hasEnded = (thread: EndedThread): boolean =>
  thread.acceptedAnswerId !== null ||
  thread.solvedAt !== null ||
  thread.closedAt !== null ||
  thread.questionState === 'deleted'

/**
 * Whether its ticket ends with it. While staff and requester write to each other in private, what happens in public
 * says nothing about their case: somebody else's answer, a duplicate, a deletion. Then only staff solve the ticket, or
 * the requester says that it is solved. Without a private conversation the ticket follows.
 */
export function endsTicket(
  thread: EndedThread,
  { conversation, solvedByRequester }: { conversation: boolean; solvedByRequester: boolean },
): boolean {
  if (!hasEnded(thread)) return false
  if (!conversation) return true
  return thread.solvedAt !== null && solvedByRequester
}

/** Whether staff or the requester wrote to each other in private since the ticket was opened. */
export async function hasConversation(trx: Trx, ticket: { threadId: number; createdAt: Date }): Promise<boolean> {
  const post = await trx
    .selectFrom('posts')
    .where('threadId', '=', ticket.threadId)
    .where('kind', '=', 'private_reply')
    .where('state', '=', 'visible')
    .where('createdAt', '>=', ticket.createdAt)
    .select('id')
    .limit(1)
    .executeTakeFirst()
  return post !== undefined
}

/** Whether it was the requester who said last that the thread is solved without an answer. */
export async function isSolvedByRequester(
  trx: Trx,
  ticket: { threadId: number; requesterId: number | null },
): Promise<boolean> {
  const last = await trx
    .selectFrom('events')
    .where('threadId', '=', ticket.threadId)
    .where('verb', '=', 'thread.solved')
    .orderBy('id', 'desc')
    .select('actorId')
    .limit(1)
    .executeTakeFirst()
  return last !== undefined && last.actorId === ticket.requesterId
}
