import { describe, expect, test } from 'vitest'
import type { Clock } from '#app/domain/calendars/queries.ts'
import { type EscalationFacts, escalationDue } from '#moderation/escalation/escalation-due.ts'

const at = (time: string) => new Date(`2026-06-01T${time}:00Z`)

const clock: Clock = {
  policy: {
    id: 1,
    name: 'Default',
    isDefault: true,
    calendarId: 1,
    unansweredMinutes: 60,
    unsolvedMinutes: 180,
    firstResponseMinutes: 30,
    nextResponseMinutes: 45,
    solutionMinutes: 120,
    startsAt: at('08:00'),
  },
  calendar: {
    timeZone: 'UTC',
    slots: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00' })),
    isHoliday: () => false,
  },
}

const open: EscalationFacts = {
  audience: 'public',
  questionState: 'visible',
  createdAt: at('10:00'),
  imported: false,
  categoryEscalates: true,
  solved: false,
  closed: false,
  needsInfo: false,
  hasOpenTicket: false,
  hasAnswer: false,
  askerLastWordAt: at('10:00'),
  waits: [],
  askerSuspendedUntil: null,
}

describe('when it goes to staff', () => {
  test.each<[string, Partial<EscalationFacts>, string, 'unanswered' | 'unsolved']>([
    ['nobody answered', {}, '11:00', 'unanswered'],
    ['the asker wrote again, nobody answered', { askerLastWordAt: at('10:50') }, '11:00', 'unanswered'],
    ['answered, not solved', { hasAnswer: true }, '13:00', 'unsolved'],
    ['answered, and the asker asked on', { hasAnswer: true, askerLastWordAt: at('12:00') }, '15:00', 'unsolved'],
    ['it waited for details', { waits: [{ from: at('10:10'), to: at('10:30') }] }, '11:20', 'unanswered'],
    [
      'waits before the last word are over for the second clock',
      { hasAnswer: true, askerLastWordAt: at('10:30'), waits: [{ from: at('10:10'), to: at('10:30') }] },
      '13:30',
      'unsolved',
    ],
    [
      'asked before the policy began, asked on since',
      { createdAt: at('07:00'), askerLastWordAt: at('09:00') },
      '12:00',
      'unsolved',
    ],
    ['the asker is suspended for a while', { askerSuspendedUntil: at('14:00') }, '14:00', 'unanswered'],
    ['the suspension is over before', { askerSuspendedUntil: at('10:30') }, '11:00', 'unanswered'],
    ['only members see it', { audience: 'members' }, '11:00', 'unanswered'],
  ])('%s', (_, facts, time, cause) => {
    expect(escalationDue({ ...open, ...facts }, clock)).toEqual({ at: at(time), cause })
  })
})

describe('never by itself', () => {
  test.each<[string, Partial<EscalationFacts>]>([
    ['solved', { solved: true }],
    ['closed', { closed: true }],
    ['waiting for details', { needsInfo: true }],
    ['with staff already', { hasOpenTicket: true }],
    ['hidden', { questionState: 'hidden' }],
    ['awaiting review', { questionState: 'pending' }],
    ['deleted', { questionState: 'deleted' }],
    ['private', { audience: 'private' }],
    ['in a category that does not escalate', { categoryEscalates: false }],
    ['imported', { imported: true }],
    ['from before the policy', { createdAt: at('07:00'), askerLastWordAt: at('07:59') }],
    ['the asker is suspended for ever', { askerSuspendedUntil: Number.POSITIVE_INFINITY }],
  ])('%s', (_, facts) => {
    expect(escalationDue({ ...open, ...facts }, clock)).toBeNull()
  })
})
