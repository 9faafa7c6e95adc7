import type { Clock } from '#app/domain/calendars/queries.ts'
import { addWorkingMinutes, workingMinutesBetween } from '#app/domain/calendars/working-time.ts'
import type { PostState } from '#db/schema.ts'

export type EscalationFacts = {
  audience: 'public' | 'members' | 'private'
  questionState: PostState
  createdAt: Date
  imported: boolean
  categoryEscalates: boolean
  solved: boolean
  closed: boolean
  needsInfo: boolean
  hasOpenTicket: boolean
  /** An answer that tries to solve it, by anyone but the asker. */
  hasAnswer: boolean
  /** When the asker wrote last, the question included. */
  askerLastWordAt: Date
  /** The waits for the asker's details that are over. */
  waits: { from: Date; to: Date }[]
  /** A moment that may be infinitely far. */
  askerSuspendedUntil: Date | number | null
}

export type EscalationDue = { at: Date; cause: 'unanswered' | 'unsolved' }

/**
 * When a thread has to go to staff, and why; null when it does not, or not by itself. Two clocks run in working time:
 * from the question until anyone else answers, and from the asker's last word until it is solved. Neither counts while
 * the asker is the one who is waited for, and none that began before the policy did ever ends.
 */
export function escalationDue(facts: EscalationFacts, { policy, calendar }: Clock): EscalationDue | null {
  if (facts.solved || facts.closed || facts.needsInfo || facts.hasOpenTicket) return null
  if (facts.questionState !== 'visible' || facts.audience === 'private') return null
  if (!facts.categoryEscalates || facts.imported) return null

  const clocks = [
    ...(facts.hasAnswer
      ? []
      : [{ cause: 'unanswered' as const, from: facts.createdAt, minutes: policy.unansweredMinutes }]),
    { cause: 'unsolved' as const, from: facts.askerLastWordAt, minutes: policy.unsolvedMinutes },
  ]
  const dues = clocks
    .filter(({ from }) => from >= policy.startsAt)
    .map(({ cause, from, minutes }) => ({
      cause,
      at: addWorkingMinutes(calendar, from, minutes + waitedSince(from, facts.waits, { calendar })),
    }))
    .sort((a, b) => a.at.getTime() - b.at.getTime())

  const due = dues[0]
  if (!due || facts.askerSuspendedUntil === null) return due ?? null
  // Suspended people get nobody's working time; whose suspension ends is waited for again.
  if (!(facts.askerSuspendedUntil instanceof Date)) return null
  return { cause: due.cause, at: due.at > facts.askerSuspendedUntil ? due.at : facts.askerSuspendedUntil }
}

function waitedSince(from: Date, waits: EscalationFacts['waits'], { calendar }: Pick<Clock, 'calendar'>): number {
  return waits.reduce(
    (total, wait) => total + workingMinutesBetween(calendar, wait.from < from ? from : wait.from, wait.to),
    0,
  )
}
