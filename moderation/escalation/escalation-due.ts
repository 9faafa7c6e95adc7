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
  /** An answer that tries to solve it, by anybody but the asker. */
  hasAnswer: boolean
  /** When the asker last wrote, the question included. */
  askerLastWordAt: Date
  /** The past periods in which the thread waited for details of the asker. */
  waits: { from: Date; to: Date }[]
  /** A moment, or infinity. */
  askerSuspendedUntil: Date | number | null
}

export type EscalationDue = { at: Date; cause: 'unanswered' | 'unsolved' }

/**
 * When a thread escalates, and why; null when it does not, or not automatically. Two clocks count working time: from
 * the question until somebody else answers, and from the last post of the asker until the thread is solved. They stop
 * while the thread waits for the asker. A clock that began before the start of the policy never escalates the thread.
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
  // Staff spend no time on suspended people; when the suspension ends, the clocks count again.
  if (!(facts.askerSuspendedUntil instanceof Date)) return null
  return { cause: due.cause, at: due.at > facts.askerSuspendedUntil ? due.at : facts.askerSuspendedUntil }
}

export type Obstacle = 'imported' | 'category' | 'no_policy' | 'suspended' | 'before_policy'

/** Why a thread that waits for help will never escalate by itself; null when it will, or when nobody has to help. */
export function whyNotDue(facts: EscalationFacts, clock: Clock | undefined): Obstacle | null {
  if (facts.solved || facts.closed || facts.needsInfo || facts.hasOpenTicket) return null
  if (facts.questionState !== 'visible' || facts.audience === 'private') return null
  if (facts.imported) return 'imported'
  if (!facts.categoryEscalates) return 'category'
  if (!clock) return 'no_policy'
  if (escalationDue(facts, clock) !== null) return null
  return facts.askerSuspendedUntil !== null && escalationDue({ ...facts, askerSuspendedUntil: null }, clock) !== null
    ? 'suspended'
    : 'before_policy'
}

function waitedSince(from: Date, waits: EscalationFacts['waits'], { calendar }: Pick<Clock, 'calendar'>): number {
  return waits.reduce(
    (total, wait) => total + workingMinutesBetween(calendar, wait.from < from ? from : wait.from, wait.to),
    0,
  )
}
