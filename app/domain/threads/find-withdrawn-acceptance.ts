import { writeEvents } from '#app/domain/events/record-event.ts'
import { readFacts } from '#app/domain/events/verbs.ts'
import type { Trx } from '#db/transaction.ts'

type Withdrawn = { by: number | null; at: Date }

/**
 * The acceptance that an answer lost when it was deleted or hidden, if the thread had no other one since. When the
 * answer is shown again, this acceptance is restored. Undefined when somebody withdrew it.
 */
export async function findWithdrawnAcceptance(
  trx: Trx,
  threadId: number,
  answerId: number,
): Promise<Withdrawn | undefined> {
  await writeEvents(trx)
  const last = await trx
    .selectFrom('events')
    .innerJoin('threads', 'threads.id', 'events.threadId')
    .where('events.threadId', '=', threadId)
    .where('events.verb', 'in', ['answer.accepted', 'answer.unaccepted'])
    .where('threads.acceptedAnswerId', 'is', null)
    .orderBy('events.id', 'desc')
    .select(['events.verb', 'events.postId', 'events.before'])
    .limit(1)
    .executeTakeFirst()
  if (last?.postId !== answerId) return undefined
  const { by = null, at, withdrawn } = readFacts(last, 'answer.unaccepted', 'before')
  return withdrawn && at !== undefined ? { by, at: new Date(at) } : undefined
}
