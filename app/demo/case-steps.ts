import { findClockOf } from '#app/domain/calendars/queries.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { addNote } from '#app/domain/tickets/add-note.ts'
import { changeTicket } from '#app/domain/tickets/change-ticket.ts'
import { solveTicket } from '#app/domain/tickets/solve-ticket.ts'
import { takeTicket } from '#app/domain/tickets/take-ticket.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import type { Trx } from '#db/transaction.ts'
import { escalateThread } from '#moderation/escalation/escalate-thread.ts'
import { handToStaff } from '#moderation/escalation/hand-to-staff.ts'
import { getEscalationFacts } from '#moderation/escalation/queries.ts'
import type { Scene, Step } from './scene.ts'
import type { DemoEscalation, DemoThread, PersonKey } from './types.ts'

/** How a thread went to staff, and what became of its ticket. */
export function caseSteps(scene: Scene, thread: DemoThread): Step[] {
  const { escalation } = thread
  if (!escalation) return []
  const { ticket } = escalation
  const steps: Step[] = []
  const add = (hoursAfter: number, play: (trx: Trx, at: Date) => Promise<unknown>) => {
    const at = scene.hoursAgo(thread.askedHoursAgo - hoursAfter)
    steps.push({ at, play: async (trx) => void (await play(trx, at)) })
  }
  const change =
    (by: PersonKey, values: Omit<Parameters<typeof changeTicket>[2], 'ticketId' | 'at'>) =>
    async (trx: Trx, at: Date) =>
      changeTicket(trx, await scene.actor(trx, by), { ticketId: scene.tickets.of(thread.key), ...values, at })

  add(escalation.hoursAfter, (trx, at) => escalate(scene, thread, escalation, at, trx))
  if (ticket.priority !== 'normal') add(escalation.hoursAfter, change('odile', { priority: ticket.priority }))

  const { owner, takenHoursAfter = escalation.hoursAfter, solvedHoursAfter } = ticket
  if (!owner) return steps
  add(takenHoursAfter, async (trx, at) =>
    takeTicket(trx, await scene.actor(trx, owner), { ticketId: scene.tickets.of(thread.key), at }),
  )
  for (const note of ticket.notes) {
    add(note.hoursAfter, async (trx, at) =>
      addNote(trx, await scene.actor(trx, note.author), {
        ticketId: scene.tickets.of(thread.key),
        body: note.body,
        at,
      }),
    )
  }
  if (ticket.state === 'pending' || ticket.state === 'on_hold') {
    const replies = [...ticket.notes, ...thread.answers.filter((answer) => answer.author === owner)]
    add(Math.max(takenHoursAfter, ...replies.map((post) => post.hoursAfter)), change(owner, { state: ticket.state }))
  }
  // An accepted answer solves the ticket without anybody's help.
  if (solvedHoursAfter !== undefined && !thread.accepted) {
    const reason = thread.solvedWithoutAnswer?.reason ?? ''
    add(solvedHoursAfter, async (trx, at) =>
      solveTicket(trx, await scene.actor(trx, owner), { ticketId: scene.tickets.of(thread.key), reason, at }),
    )
  }
  return steps
}

async function escalate(
  scene: Scene,
  thread: DemoThread,
  { cause }: DemoEscalation,
  now: Date,
  trx: Trx,
): Promise<void> {
  const threadId = scene.threads.of(thread.key)
  if (cause.kind !== 'timeout') {
    const { ticketId } = await escalateThread(trx, await scene.actor(trx, cause.by), {
      threadId,
      reason: cause.reason,
      at: now,
    })
    scene.tickets.add(thread.key, ticketId)
    return
  }
  // The last step of the sweep alone: the working hours of the week in which the seed runs must not decide about it.
  const system = await getSystemActor(trx)
  const facts = await getEscalationFacts(trx, threadId)
  const clock = await findClockOf(trx, facts)
  if (!clock) throw new Error('The forum has no escalation policy')
  const { ticketId } = await handToStaff(trx, system, await lockThread(trx, system, threadId), {
    cause: facts.hasAnswer ? 'unsolved' : 'unanswered',
    note: '',
    clock,
    now,
  })
  scene.tickets.add(thread.key, ticketId)
}
