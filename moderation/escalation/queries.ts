import { writeEvents } from '#app/domain/events/record-event.ts'
import type { Verb } from '#app/domain/events/verbs.ts'
import type { Db, Trx } from '#db/transaction.ts'
import type { EscalationFacts } from '#moderation/escalation/escalation-due.ts'

/** The events that end a wait for details of the asker. */
const WAIT_ENDS: Verb[] = [
  'thread.info_given',
  'thread.info_request_withdrawn',
  'answer.accepted',
  'thread.solved',
  'thread.closed',
]

type Facts = EscalationFacts & { policyId: number | null }

/** The facts that decide when a thread escalates. The caller holds its lock. */
export async function getEscalationFacts(trx: Trx, threadId: number): Promise<Facts> {
  await writeEvents(trx)
  return readEscalationFacts(trx, threadId)
}

/** The same, for a page that shows them. */
export async function readEscalationFacts(db: Db, threadId: number): Promise<Facts> {
  const row = await db
    .selectFrom('threads')
    .innerJoin('categories', 'categories.id', 'threads.categoryId')
    .leftJoin('users', 'users.id', 'threads.authorId')
    .where('threads.id', '=', threadId)
    .select((eb) => [
      'threads.audience',
      'threads.questionState',
      'threads.createdAt',
      'threads.importSource',
      'threads.acceptedAnswerId',
      'threads.solvedAt',
      'threads.closedAt',
      'threads.needsInfoAt',
      'categories.escalates',
      'categories.policyId',
      'users.suspendedUntil',
      eb
        .exists(
          eb
            .selectFrom('tickets')
            .whereRef('tickets.threadId', '=', 'threads.id')
            .where('tickets.state', 'in', ['new', 'open', 'pending', 'on_hold'])
            .select('tickets.id'),
        )
        .as('hasOpenTicket'),
      eb
        .exists(
          eb
            .selectFrom('posts')
            .whereRef('posts.threadId', '=', 'threads.id')
            .where('posts.kind', '=', 'answer')
            .where('posts.state', '=', 'visible')
            .where('posts.solves', '=', true)
            .whereRef('posts.authorId', 'is distinct from', 'threads.authorId')
            .select('posts.id'),
        )
        .as('hasAnswer'),
      eb
        .selectFrom('posts')
        .whereRef('posts.threadId', '=', 'threads.id')
        .whereRef('posts.authorId', '=', 'threads.authorId')
        .where('posts.kind', 'in', ['question', 'answer', 'comment', 'private_reply'])
        .where('posts.state', '=', 'visible')
        .select((max) => max.fn.max('posts.createdAt').as('at'))
        .as('askerLastWordAt'),
    ])
    .executeTakeFirstOrThrow()

  const events = await db
    .selectFrom('events')
    .where('threadId', '=', threadId)
    .where('verb', 'in', ['thread.info_requested', ...WAIT_ENDS])
    .select(['verb', 'createdAt'])
    .orderBy('id')
    .execute()
  const waits: EscalationFacts['waits'] = []
  let waitsFrom: Date | null = null
  for (const event of events) {
    if (event.verb === 'thread.info_requested') waitsFrom ??= event.createdAt
    else if (waitsFrom !== null) {
      waits.push({ from: waitsFrom, to: event.createdAt })
      waitsFrom = null
    }
  }

  return {
    audience: row.audience,
    questionState: row.questionState,
    createdAt: row.createdAt,
    imported: row.importSource !== null,
    categoryEscalates: row.escalates,
    policyId: row.policyId,
    solved: row.acceptedAnswerId !== null || row.solvedAt !== null,
    closed: row.closedAt !== null,
    needsInfo: row.needsInfoAt !== null,
    hasOpenTicket: Boolean(row.hasOpenTicket),
    hasAnswer: Boolean(row.hasAnswer),
    askerLastWordAt: row.askerLastWordAt ?? row.createdAt,
    askerSuspendedUntil: row.suspendedUntil,
    waits,
  }
}
