import { type Expression, type Selectable, type SqlBool, sql } from 'kysely'
import { readFacts, type Tells, type Verb } from '#app/domain/events/verbs.ts'
import type { Database, NotificationKind } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

export type NotifiedEvent = Pick<
  Selectable<Database['events']>,
  | 'id'
  | 'actorId'
  | 'verb'
  | 'threadId'
  | 'postId'
  | 'articleId'
  | 'userId'
  | 'reviewId'
  | 'before'
  | 'after'
  | 'createdAt'
>

/** Whom to notify, and of which kind. The query returns `userId`; a person who appears twice is notified once. */
type NotificationRule<Kind = NotificationKind> = { kind: Kind; receivers: (db: Db, event: NotifiedEvent) => Receivers }
type Receivers = Expression<{ userId: number }>

const nobody = (db: Db): Receivers => db.selectFrom('users').where(sql<SqlBool>`false`).select('users.id as userId')

const userOfEvent = (db: Db, { userId }: NotifiedEvent): Receivers =>
  db.selectFrom('users').where('users.id', '=', userId).select('users.id as userId')

const askerOf = (db: Db, { threadId }: NotifiedEvent) =>
  db
    .selectFrom('threads')
    .where('threads.id', '=', threadId)
    .where('threads.authorId', 'is not', null)
    .select((eb) => eb.ref('threads.authorId').$notNull().as('userId'))

const asker = (db: Db, event: NotifiedEvent): Receivers => askerOf(db, event)

const authorOfPost = (db: Db, { postId }: NotifiedEvent): Receivers =>
  db
    .selectFrom('posts')
    .where('posts.id', '=', postId)
    .where('posts.authorId', 'is not', null)
    .select((eb) => eb.ref('posts.authorId').$notNull().as('userId'))

/** Only people who followed before the event: those who follow later have found it themselves. */
const followedBefore = ({ id }: NotifiedEvent) =>
  sql<SqlBool>`follows.created_at <= (select created_at from events where events.id = ${id})`

/** The followers of the thread, and its asker unless they stopped following it. */
const followersOfThread = (db: Db, event: NotifiedEvent): Receivers =>
  db
    .selectFrom('follows')
    .where('follows.threadId', '=', event.threadId)
    .where('follows.endedAt', 'is', null)
    .where(followedBefore(event))
    .select('follows.userId')
    .union(
      askerOf(db, event).where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('follows')
              .whereRef('follows.threadId', '=', 'threads.id')
              .whereRef('follows.userId', '=', 'threads.authorId')
              .where('follows.endedAt', 'is not', null)
              .select('follows.id'),
          ),
        ),
      ),
    )

/** Followers of one of the tags, of the category or of the asker of a new question. */
const followersOfItsPlace = (db: Db, event: NotifiedEvent): Receivers =>
  db
    .selectFrom('follows')
    .where('follows.endedAt', 'is', null)
    .where(followedBefore(event))
    .where((eb) =>
      eb.or([
        eb('follows.tagId', 'in', (tags) =>
          tags.selectFrom('threadTags').where('threadTags.threadId', '=', event.threadId).select('threadTags.tagId'),
        ),
        eb('follows.categoryId', '=', (threads) =>
          threads.selectFrom('threads').where('threads.id', '=', event.threadId).select('threads.categoryId'),
        ),
        eb('follows.followedUserId', '=', event.actorId),
      ]),
    )
    .select('follows.userId')

/** Each person once for a post, however often the post is edited. */
const mentioned = (db: Db, event: NotifiedEvent): Receivers =>
  db
    .selectFrom('mentions')
    .where('mentions.postId', '=', event.postId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('notifications')
            .whereRef('notifications.userId', '=', 'mentions.userId')
            .whereRef('notifications.postId', '=', 'mentions.postId')
            .where('notifications.kind', '=', 'mention')
            .select('notifications.id'),
        ),
      ),
    )
    .select('mentions.userId')

const authorOfParent = (db: Db, event: NotifiedEvent): Receivers =>
  db
    .selectFrom('posts')
    .innerJoin('posts as parent', 'parent.id', 'posts.parentId')
    .where('posts.id', '=', event.postId)
    .where('parent.authorId', 'is not', null)
    .select((eb) => eb.ref('parent.authorId').$notNull().as('userId'))

const withTheSameProblem = (db: Db, event: NotifiedEvent): Receivers =>
  db
    .selectFrom('meToos')
    .where('meToos.threadId', '=', event.threadId)
    .where('meToos.userId', 'is not', null)
    .select((eb) => eb.ref('meToos.userId').$notNull().as('userId'))

const flaggers = (db: Db, event: NotifiedEvent): Receivers =>
  db.selectFrom('flags').where('flags.reviewId', '=', event.reviewId).select('flags.flaggerId as userId')

/** The author of the reviewed post. "Kept" is notified only when the post was hidden or queued for approval before. */
const authorOfReviewed = (db: Db, event: NotifiedEvent): Receivers =>
  event.verb === 'review.upheld' || readFacts(event, 'review.rejected', 'before').state !== 'visible'
    ? authorOfPost(db, event)
    : nobody(db)

const holders = (db: Db, roles: Array<'admin' | 'staff' | 'moderator'>) =>
  db.selectFrom('grants').where('grants.role', 'in', roles).where('grants.revokedAt', 'is', null)

const moderators = (db: Db, event: NotifiedEvent): Receivers =>
  holders(db, ['moderator', 'admin'])
    .where((eb) =>
      eb.or([
        eb('grants.categoryId', 'is', null),
        eb('grants.categoryId', '=', (threads) =>
          threads.selectFrom('threads').where('threads.id', '=', event.threadId).select('threads.categoryId'),
        ),
      ]),
    )
    .select('grants.userId')

/** Staff who may validate an article, without its drafter. */
const validators = (db: Db, event: NotifiedEvent): Receivers =>
  holders(db, ['staff', 'admin'])
    .innerJoin('articles', (join) => join.on('articles.id', '=', event.articleId))
    .where((eb) =>
      eb.or([eb('grants.categoryId', 'is', null), eb('grants.categoryId', '=', eb.ref('articles.categoryId'))]),
    )
    .whereRef('articles.draftedBy', '<>', 'grants.userId')
    .select('grants.userId')

const ownerOfArticle = (db: Db, event: NotifiedEvent): Receivers =>
  db.selectFrom('articles').where('articles.id', '=', event.articleId).select('articles.ownerId as userId')

/** Staff of the whole forum: the searches belong to no category. */
const staff = (db: Db): Receivers =>
  holders(db, ['staff', 'admin']).where('grants.categoryId', 'is', null).select('grants.userId')

const creditedInArticle = (db: Db, event: NotifiedEvent): Receivers =>
  db
    .selectFrom('articleCredits')
    .where('articleCredits.articleId', '=', event.articleId)
    .select('articleCredits.userId')

function appointedExpert(db: Db, event: NotifiedEvent): Receivers {
  const { role, origin } = readFacts(event, 'user.granted', 'after')
  return role === 'expert' && origin === 'appointed' ? userOfEvent(db, event) : nobody(db)
}

const mention: NotificationRule<'mention'> = { kind: 'mention', receivers: mentioned }
const solvedForOthers: NotificationRule<'me_too_solved'> = { kind: 'me_too_solved', receivers: withTheSameProblem }
const reviewed: [NotificationRule<'post_reviewed'>, NotificationRule<'flag_outcome'>] = [
  { kind: 'post_reviewed', receivers: authorOfReviewed },
  { kind: 'flag_outcome', receivers: flaggers },
]
const notifies = <Kind extends NotificationKind>(
  kind: Kind,
  receivers: NotificationRule['receivers'],
): [NotificationRule<Kind>] => [{ kind, receivers }]

/**
 * By the verb of the event: who is notified with which kind, the more important kind first, since each person is
 * notified once for an event. A verb that notifies nobody has an empty list.
 */
const rules = {
  'user.joined': [],
  'votes.reversed': [],
  'user.granted': notifies('expert', appointedExpert),
  'user.revoked': [],
  'user.sanctioned': [],
  'user.sanction_lifted': [],
  'user.appealed': [],
  'thread.asked': [mention, ...notifies('new_question', followersOfItsPlace)],
  'thread.closed': [],
  'thread.reopened': [],
  'thread.merged': [],
  'thread.close_voted': [],
  'thread.reopen_voted': [],
  'thread.protected': [],
  'thread.unprotected': [],
  'thread.solved': [solvedForOthers],
  'thread.info_requested': notifies('info_requested', asker),
  'thread.info_given': [],
  'automatic_reply.shown': notifies('automatic_reply', asker),
  'automatic_reply.refused': [],
  'automatic_reply.withdrawn': [],
  'automatic_reply.measured': [],
  'thread.escalated': notifies('escalated', asker),
  'thread.helped': [],
  'answer.posted': [mention, ...notifies('answer', followersOfThread)],
  'answer.accepted': [...notifies('accepted', authorOfPost), solvedForOthers],
  'answer.unaccepted': [],
  'answer.accept_reminded': notifies('accept_reminder', asker),
  'comment.posted': [mention, ...notifies('comment', authorOfParent)],
  'note.posted': [],
  'private_reply.posted': notifies('private_reply', asker),
  'post.edited': [mention, ...notifies('edited', authorOfPost)],
  'post.corrected': [],
  'post.edit_suggested': notifies('edit_suggested', authorOfPost),
  'post.edit_approved': [...notifies('edit_decided', userOfEvent), ...notifies('edited', authorOfPost)],
  'post.edit_rejected': notifies('edit_decided', userOfEvent),
  'post.edit_withdrawn': [],
  'revision.redacted': [],
  'post.deleted': [],
  'post.restored': [],
  'post.hidden': [],
  'post.queued': [],
  'flag.raised': [],
  'review.opened': notifies('review_requested', moderators),
  'review.claimed': [],
  'review.released': [],
  'review.upheld': reviewed,
  'review.rejected': reviewed,
  'article.drafted': [],
  'article.edited': [],
  'article.submitted': notifies('review_requested', validators),
  'article.returned': [],
  'article.published': notifies('article_published', creditedInArticle),
  'article.obsoleted': [],
  'article.pinned': [],
  'article.unpinned': [],
  'article.archived': [],
  'article.reviewed': [],
  'article.review_requested': notifies('review_requested', ownerOfArticle),
  'article.rated': [],
  'ticket.opened': [],
  'ticket.reopened': [],
  'ticket.taken': [],
  'ticket.released': [],
  'ticket.changed': [],
  'ticket.solved': [],
  'badge.awarded': notifies('badge', userOfEvent),
  'badge.withdrawn': [],
  'expert.invited': notifies('expert', userOfEvent),
  'expert.accepted': [],
  'expert.declined': [],
  'expert.lapsing': notifies('expert', userOfEvent),
  'expert.lapsed': notifies('expert', userOfEvent),
  'expert.requested': notifies('expert_request', userOfEvent),
  'expert.request_accepted': [],
  'expert.request_passed': [],
  'policy.changed': [],
  'calendar.changed': [],
  'category.changed': [],
  'settings.changed': [],
  'search.rebuild_requested': [],
  'search.resolved': [],
  'searches.listed': notifies('review_requested', staff),
  'tag.described': [],
  'tag.renamed': [],
  'tag.merged': [],
  'tag.synonym_added': [],
  'tag.synonym_removed': [],
} satisfies { [V in Verb]: Tells<V> extends true ? [NotificationRule, ...NotificationRule[]] : [] }
export const NOTIFICATION_RULES: Record<Verb, NotificationRule[]> = rules

/** What a notification can be: an event of this verb, with this kind. */
export type Told = { [V in Verb]: As<V, (typeof rules)[V][number]['kind']> }[Verb]
type As<V extends Verb, Kind> = Kind extends NotificationKind ? { verb: V; kind: Kind } : never
