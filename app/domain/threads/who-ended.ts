import { type DomainError, faster } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import type { Verb } from '#app/domain/events/verbs.ts'
import type { Db } from '#db/transaction.ts'

/** What makes a thread refuse what was open to it a moment ago, and the events that say who did it. */
const ENDS = {
  'thread.closed': ['thread.closed', 'thread.merged'],
  'thread.merged': ['thread.merged'],
  'thread.solved': ['thread.solved', 'answer.accepted'],
  'thread.escalated': ['thread.escalated'],
} as const satisfies Record<string, Verb[]>

/** The refusal for whoever comes too late, with who was faster and when; every reader of the thread may know that. */
export async function tooLate(db: Db, code: keyof typeof ENDS, threadId: number): Promise<DomainError> {
  return faster(code, await findLastChange(db, { verbs: ENDS[code], about: { threadId } }))
}
