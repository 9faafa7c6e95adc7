import type { AppLoadContext } from '@remix-run/node'
import { describeAnswers } from '#app/domain/categories/fields.ts'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { versionOfTicket } from '#app/domain/tickets/change-ticket.ts'
import { getTicket, listCaseEvents, listCasePosts, listStaff } from '#app/domain/tickets/queries.ts'
import { READERS } from '#app/domain/tickets/readers.ts'
import { TICKET_MOVES } from '#app/domain/tickets/ticket-moves.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import type { OpenedForm } from '#app/web/faster.ts'
import { orHttpError } from '#app/web/http.ts'
import { showCards } from '#app/web/link-cards.server.ts'
import { pageHtml } from '#app/web/page-html.ts'
import { db } from '#db/client.server.ts'
import type { Ticket } from '#db/schema.ts'

// The events that the history shows. The posts are shown themselves, so their events are not.
const SHOWN_VERBS = ['thread.', 'ticket.', 'answer.accepted', 'answer.unaccepted', 'post.hidden', 'post.deleted']
// Of edits, those that moved or renamed the question.
const EDITS = ['post.edited', 'post.corrected', 'post.edit_approved']
const isShown = ({ verb, before }: { verb: string; before: Record<string, unknown> | null }): boolean =>
  EDITS.includes(verb)
    ? before !== null
    : verb !== 'thread.asked' && SHOWN_VERBS.some((start) => verb.startsWith(start))

export const openTicket = (ticket: Pick<Ticket, 'state' | 'priority' | 'ownerId'>): OpenedForm => ({
  version: versionOfTicket(ticket),
  fields: { state: ticket.state, priority: ticket.priority, ownerId: String(ticket.ownerId ?? '') },
})

/** A ticket as the desk shows it: its posts, its events, and what this staff member may do. */
export async function loadTicketPage(context: AppLoadContext, actor: Actor, ticketId: number) {
  const ticket = await orHttpError(getTicket(db, actor, ticketId))
  const [posts, { events, names }, staff, draft] = await Promise.all([
    listCasePosts(db, actor, ticket),
    listCaseEvents(db, actor, ticket),
    listStaff(db, ticket.categoryId),
    findDraft(db, actor, { kind: 'ticket', subjectId: ticket.id }),
  ])
  const running = ticket.state === 'new' || ticket.state === 'open'
  const isPrivate = ticket.audience === 'private'
  const isWithheld = ticket.questionState !== 'visible'
  // A private thread has no other readers; a closed one takes no answers, and requester and staff still write to each
  // other.
  const readers = READERS.filter(
    (who) => who !== 'everyone' || (!isPrivate && ticket.threadClosedAt === null && !isWithheld),
  )
  const ended = ticket.state === 'solved' || ticket.state === 'closed'

  return {
    ticket: {
      id: ticket.id,
      threadId: ticket.threadId,
      title: ticket.title,
      locale: ticket.locale,
      state: ticket.state,
      priority: ticket.priority,
      isPrivate,
      channel: ticket.channel,
      cause: ticket.cause,
      causeNote: ticket.causeNote,
      meTooCount: ticket.meTooCount,
      escalatedByName: ticket.escalatedByKind === 'system' ? null : ticket.escalatedByName,
      createdAt: ticket.createdAt,
      ownerId: ticket.ownerId,
      ownerName: ticket.ownerName,
      requesterId: ticket.requesterId,
      requesterName: ticket.requesterName,
      requesterReputation: ticket.requesterReputation,
      requesterSince: ticket.requesterSince,
      categorySlug: ticket.categorySlug,
      categoryName: ticket.categoryName,
      categoryTranslations: ticket.categoryTranslations,
      tags: ticket.tags,
      fields: describeAnswers(ticket.categoryFields, ticket.fields, await context.locale()),
      policyName: ticket.policyName,
      /** How the question ended for its readers, while the ticket goes on. */
      threadEnd: ended
        ? null
        : ticket.questionState === 'deleted'
          ? ('deleted' as const)
          : ticket.threadClosedAt !== null
            ? ('closed' as const)
            : ticket.threadState === 'solved'
              ? ('solved' as const)
              : null,
      previousTicketId: ticket.previousTicketId,
      customerWaitingSince: ticket.customerWaitingSince,
      pausedSince: ticket.pausedSince,
      firstRespondedAt: ticket.firstRespondedAt,
      solvedAt: ticket.solvedAt,
      deadlines: {
        first: running && !ticket.firstRespondedAt ? ticket.firstResponseDueAt : null,
        next: running ? ticket.nextResponseDueAt : null,
        solution: running ? ticket.solutionDueAt : null,
      },
      missed: {
        first: ticket.firstResponseBreachedAt !== null,
        next: ticket.nextResponseBreachedAt !== null,
        solution: ticket.solutionBreachedAt !== null,
      },
    },
    posts: (await showCards(context, posts)).map((post) => ({ ...post, html: pageHtml(post.html, context) })),
    events: events.filter(isShown),
    names,
    staff,
    draft,
    opened: openTicket(ticket),
    may: {
      take: ticket.ownerId === null && !ended,
      release: ticket.ownerId !== null && (ticket.ownerId === actor.id || isAdmin(actor)) && !ended,
      change: ticket.state !== 'closed',
      states: TICKET_MOVES[ticket.state].filter((to) => to !== 'solved' && !(ended && to === 'open')),
      solve: !ended,
      needsReason: ticket.threadState !== 'solved' && ticket.threadClosedAt === null,
      write: ticket.state !== 'closed',
      /** In which state a message may leave it. What is on hold or solved stays so. */
      leaveTicket: ended || ticket.state === 'on_hold' ? [] : (['pending', 'open'] as const),
      readers,
      /** Who reads it unless they choose: whoever talks in private does not go on in public by mistake. */
      usualReaders:
        isPrivate || posts.some((post) => post.kind === 'private_reply') || !readers.includes('everyone')
          ? ('requester' as const)
          : ('everyone' as const),
    },
  }
}

export type TicketPageData = Awaited<ReturnType<typeof loadTicketPage>>
