import { announceThread } from '#app/domain/events/announce-thread.ts'
import { TOLD_VERBS } from '#app/domain/events/told-verbs.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { storable } from '#app/text/typed-text.ts'
import type { Trx } from '#db/transaction.ts'

export const VERBS = [
  'user.joined',
  'votes.reversed',
  'user.granted',
  'user.revoked',
  'user.sanctioned',
  'user.sanction_lifted',
  'user.appealed',
  'thread.asked',
  'thread.closed',
  'thread.reopened',
  'thread.merged',
  'thread.close_voted',
  'thread.reopen_voted',
  'thread.protected',
  'thread.unprotected',
  'thread.solved',
  'thread.info_requested',
  'thread.info_given',
  'automatic_reply.shown',
  'automatic_reply.refused',
  'automatic_reply.withdrawn',
  'automatic_reply.measured',
  'thread.escalated',
  'thread.helped',
  'answer.posted',
  'answer.accepted',
  'answer.unaccepted',
  'answer.accept_reminded',
  'comment.posted',
  'note.posted',
  'reply.posted',
  'post.edited',
  'post.corrected',
  'post.edit_suggested',
  'post.edit_approved',
  'post.edit_rejected',
  'post.edit_withdrawn',
  'revision.redacted',
  'post.deleted',
  'post.restored',
  'post.hidden',
  'post.held',
  'flag.raised',
  'review.opened',
  'review.claimed',
  'review.released',
  'review.upheld',
  'review.rejected',
  'article.drafted',
  'article.edited',
  'article.submitted',
  'article.returned',
  'article.published',
  'article.obsoleted',
  'article.pinned',
  'article.unpinned',
  'article.archived',
  'article.reviewed',
  'article.review_requested',
  'article.rated',
  'ticket.opened',
  'ticket.reopened',
  'ticket.taken',
  'ticket.released',
  'ticket.changed',
  'ticket.solved',
  'badge.awarded',
  'badge.withdrawn',
  'expert.invited',
  'expert.accepted',
  'expert.declined',
  'expert.lapsing',
  'expert.lapsed',
  'expert.asked',
  'expert.took',
  'expert.passed',
  'policy.changed',
  'calendar.changed',
  'category.changed',
  'settings.changed',
  'search.rebuild_requested',
  'search.marked',
  'searches.listed',
  'tag.described',
  'tag.renamed',
  'tag.merged',
  'tag.synonym_added',
  'tag.synonym_removed',
] as const

export type Verb = (typeof VERBS)[number]

export type Subject = {
  threadId?: number | null
  postId?: number | null
  articleId?: number | null
  ticketId?: number | null
  userId?: number | null
  reviewId?: number | null
  tagId?: number | null
}

/**
 * Writes down, once, that somebody did something to something. Timeline, audit log and everything that follows from an
 * act read this row; a command writes nothing of the kind beside it.
 */
export async function recordEvent(
  trx: Trx,
  actor: { id: number },
  verb: Verb,
  subject: Subject,
  change: { before?: Record<string, unknown>; after?: Record<string, unknown> } = {},
): Promise<void> {
  const event = await trx
    .insertInto('events')
    .values({
      actorId: actor.id,
      verb,
      ...subject,
      before: change.before ? toJson(change.before) : null,
      after: change.after ? toJson(change.after) : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (TOLD_VERBS.has(verb)) await enqueue(trx, 'notifications.deliver', { eventId: event.id })
  if (subject.threadId) await announceThread(trx, { threadId: subject.threadId, postId: subject.postId ?? null, verb })
}

// In JSON text these characters are escaped, and jsonb refuses the escapes as well.
const toJson = (facts: Record<string, unknown>): string =>
  JSON.stringify(facts, (_key, value) => (typeof value === 'string' ? storable(value) : value))
