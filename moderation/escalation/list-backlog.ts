import { sql } from 'kysely'
import { findClockOf } from '#app/domain/calendars/queries.ts'
import { forbidden } from '#app/domain/errors.ts'
import { languageOfThread } from '#app/domain/threads/list-columns.ts'
import { canOpenDesk } from '#app/domain/tickets/permissions.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { staffPlaces } from '#app/domain/users/roles.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Db } from '#db/transaction.ts'
import { type Obstacle, whyNotDue } from '#moderation/escalation/escalation-due.ts'
import { readEscalationFacts } from '#moderation/escalation/queries.ts'

const PAGE_SIZE = 30

type Why = { obstacle: Obstacle; policy: { name: string; startsAt: Date } | null }

/**
 * The threads that wait for help and will never reach the desk by themselves, newest first, each with the reason: older
 * than the start of the policy, imported, in a category that does not escalate. Staff may take them in. Throws forbidden
 * `ticket.work`.
 */
export async function listBacklog(db: Db, viewer: Viewer, { before }: { before?: number | undefined } = {}) {
  if (!canOpenDesk(viewer)) throw forbidden('ticket.work')
  const places = staffPlaces(viewer)
  const rows = await db
    .selectFrom('threads')
    .innerJoin('categories', 'categories.id', 'threads.categoryId')
    .leftJoin('users', 'users.id', 'threads.authorId')
    .where('threads.escalationDueAt', 'is', null)
    .where('threads.questionState', '=', sql.lit('visible'))
    .where('threads.audience', '<>', sql.lit('private'))
    .where('threads.state', 'not in', ['solved', 'needs_info'])
    .where('threads.closedAt', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('tickets')
            .whereRef('tickets.threadId', '=', 'threads.id')
            .where('tickets.state', 'in', ['new', 'open', 'pending', 'on_hold'])
            .select('tickets.id'),
        ),
      ),
    )
    .where(visibleTo(viewer))
    .$if(places !== 'everywhere', (query) =>
      query.where('threads.categoryId', '=', sql<number>`any(${places === 'everywhere' ? [] : places})`),
    )
    .$if(before !== undefined, (query) => query.where('threads.id', '<', before ?? 0))
    .select([
      'threads.id',
      'threads.title',
      languageOfThread,
      'threads.createdAt',
      'threads.lastActivityAt',
      'threads.answerCount',
      'threads.meTooCount',
      'categories.name as categoryName',
      'categories.translations as categoryTranslations',
      'users.name as authorName',
    ])
    .orderBy('threads.id', 'desc')
    .limit(PAGE_SIZE + 1)
    .execute()

  const page = rows.slice(0, PAGE_SIZE)
  const threads: Array<(typeof page)[number] & Why> = []
  for (const thread of page) {
    const facts = await readEscalationFacts(db, thread.id)
    const clock = await findClockOf(db, facts)
    const obstacle = whyNotDue(facts, clock)
    // Between a change and its schedule, a thread can have no date yet.
    if (obstacle === null) continue
    const policy = clock ? { name: clock.policy.name, startsAt: clock.policy.startsAt } : null
    threads.push({ ...thread, obstacle, policy })
  }
  return { threads, next: rows.length > PAGE_SIZE ? (page.at(-1)?.id ?? null) : null }
}
export type BacklogItem = Awaited<ReturnType<typeof listBacklog>>['threads'][number]
