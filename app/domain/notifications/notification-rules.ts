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
  | 'ticketId'
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

/** Closing what was solved long ago is tidying up, and no news. */
const askerOfClosed = (db: Db, event: NotifiedEvent): Receivers =>
  readFacts(event, 'thread.closed', 'after').reason === 'solved' ? nobody(db) : asker(db, event)

/** Who asked for the details that the asker has given now: the last one. */
const whoAskedForInfo = (db: Db, { id, threadId }: NotifiedEvent): Receivers =>
  db
    .selectFrom('events')
    .where('events.id', '=', (eb) =>
      eb
        .selectFrom('events as asked')
        .where('asked.threadId', '=', threadId)
        .where('asked.verb', '=', 'thread.info_requested')
        .where('asked.id', '<', id)
        .select((max) => max.fn.max('asked.id').as('id')),
    )
    .select('events.actorId as userId')

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

/** Those who decide on an appeal: sanctions count in the whole forum. */
const moderatorsEverywhere = (db: Db): Receivers =>
  holders(db, ['moderator', 'staff', 'admin']).where('grants.categoryId', 'is', null).select('grants.userId')

/** Staff who may validate a text of the article: not its drafter, nor whoever wrote what is to be validated. */
const validators = (db: Db, event: NotifiedEvent): Receivers =>
  holders(db, ['staff', 'admin'])
    .innerJoin('articles', (join) => join.on('articles.id', '=', event.articleId))
    .where((eb) =>
      eb.or([eb('grants.categoryId', 'is', null), eb('grants.categoryId', '=', eb.ref('articles.categoryId'))]),
    )
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('articleTranslations')
          .whereRef('articleTranslations.articleId', '=', 'articles.id')
          .where(sql<SqlBool>`grants.user_id <> all(article_translations.written_by)`)
          .where((or) => or.or([or('validatedBy', 'is', null), or('doubted', '=', true)]))
          .select('articleTranslations.locale'),
      ),
    )
    .where((eb) =>
      eb.or([eb('articles.state', '=', 'published'), eb('articles.draftedBy', '<>', eb.ref('grants.userId'))]),
    )
    .select('grants.userId')

/** A change of a published article waits for a second person; of a typo nobody is told, it waits in the list. */
const validatorsOfChange = (db: Db, event: NotifiedEvent): Receivers =>
  readFacts(event, 'article.edited', 'after').weight === 'typo' ? nobody(db) : validatorsOfPublished(db, event)

const validatorsOfPublished = (db: Db, event: NotifiedEvent): Receivers =>
  db
    .selectFrom('users')
    .where('users.id', 'in', sql<number>`${validators(db, event)}`)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('articles')
          .where('articles.id', '=', event.articleId)
          .where('articles.state', '=', 'published')
          .select('articles.id'),
      ),
    )
    .select('users.id as userId')

const ownerOfArticle = (db: Db, event: NotifiedEvent): Receivers =>
  db.selectFrom('articles').where('articles.id', '=', event.articleId).select('articles.ownerId as userId')

/** Whose work the article is: who drafted it, and who looks after it now. */
const authorsOfArticle = (db: Db, event: NotifiedEvent): Receivers =>
  db
    .selectFrom('articles')
    .where('articles.id', '=', event.articleId)
    .select('articles.draftedBy as userId')
    .union(db.selectFrom('articles').where('articles.id', '=', event.articleId).select('articles.ownerId as userId'))

/** Of an owner who is not staff and so cannot look again, those who can. */
const validatorsForOwner = (db: Db, event: NotifiedEvent): Receivers =>
  db
    .selectFrom('users')
    .where('users.id', 'in', sql<number>`${validators(db, event)}`)
    .where((eb) =>
      eb.not(
        eb.exists(
          holders(db, ['staff', 'admin'])
            .innerJoin('articles', 'articles.ownerId', 'grants.userId')
            .where('articles.id', '=', event.articleId)
            .select('grants.id'),
        ),
      ),
    )
    .select('users.id as userId')

/** Staff of the whole forum: the searches belong to no category. */
const staff = (db: Db): Receivers =>
  holders(db, ['staff', 'admin']).where('grants.categoryId', 'is', null).select('grants.userId')

/** The ticket that an event is about: named by it, or the one that is not closed in its thread. */
const ticketOf = (db: Db, { ticketId, threadId }: NotifiedEvent) =>
  db
    .selectFrom('tickets')
    .$if(ticketId !== null, (query) => query.where('tickets.id', '=', ticketId))
    .$if(ticketId === null, (query) =>
      query.where('tickets.threadId', '=', threadId).where('tickets.closedAt', 'is', null),
    )

/** Who owns the ticket. */
const assignee = (db: Db, event: NotifiedEvent): Receivers =>
  ticketOf(db, event)
    .where('tickets.ownerId', 'is not', null)
    .select((eb) => eb.ref('tickets.ownerId').$notNull().as('userId'))

const assigneeOfClosed = (db: Db, event: NotifiedEvent): Receivers =>
  readFacts(event, 'thread.closed', 'after').reason === 'solved' ? nobody(db) : assignee(db, event)

/**
 * Who owns the ticket; while nobody does, or who did is no longer staff of its category, all staff of it: somebody
 * always hears.
 */
const desk = (db: Db, event: NotifiedEvent): Receivers =>
  ticketOf(db, event)
    .innerJoin('threads', 'threads.id', 'tickets.threadId')
    .innerJoin('grants', (join) =>
      join.on((eb) =>
        eb.and([
          eb('grants.revokedAt', 'is', null),
          eb('grants.role', 'in', ['staff', 'admin']),
          eb.or([eb('grants.categoryId', 'is', null), eb('grants.categoryId', '=', eb.ref('threads.categoryId'))]),
        ]),
      ),
    )
    .where((eb) =>
      eb.or([
        eb('tickets.ownerId', 'is', null),
        eb('tickets.ownerId', '=', eb.ref('grants.userId')),
        eb.not(
          eb.exists(
            eb
              .selectFrom('grants as owning')
              .whereRef('owning.userId', '=', 'tickets.ownerId')
              .where('owning.revokedAt', 'is', null)
              .where('owning.role', 'in', ['staff', 'admin'])
              .where((or) =>
                or.or([
                  or('owning.categoryId', 'is', null),
                  or('owning.categoryId', '=', or.ref('threads.categoryId')),
                ]),
              )
              .select('owning.id'),
          ),
        ),
      ]),
    )
    .select('grants.userId')

/** The same, for what the requester wrote. */
const deskOfRequester = (db: Db, event: NotifiedEvent): Receivers =>
  db
    .selectFrom('users')
    .where('users.id', 'in', sql<number>`${desk(db, event)}`)
    .where((eb) => eb.exists(ticketOf(db, event).where('tickets.requesterId', '=', event.actorId).select('tickets.id')))
    .select('users.id as userId')

/** Who got the ticket by this change, and from whom it was taken. */
function oldAndNewOwner(db: Db, event: NotifiedEvent): Receivers {
  const owners = (['before', 'after'] as const).map((side) => readFacts(event, 'ticket.changed', side).ownerId)
  return db
    .selectFrom('users')
    .where('users.id', 'in', [0, ...owners.filter((id) => id != null)])
    .select('users.id as userId')
}

/** A question that is deleted takes the case out of the forum; its ticket may go on. */
const assigneeOfQuestion = (db: Db, event: NotifiedEvent): Receivers =>
  ticketOf(db, event)
    .innerJoin('threads', 'threads.id', 'tickets.threadId')
    .where('threads.questionId', '=', event.postId)
    .where('tickets.ownerId', 'is not', null)
    .select((eb) => eb.ref('tickets.ownerId').$notNull().as('userId'))

const creditedInArticle = (db: Db, event: NotifiedEvent): Receivers =>
  db
    .selectFrom('articleCredits')
    .where('articleCredits.articleId', '=', event.articleId)
    .select('articleCredits.userId')

function appointedExpert(db: Db, event: NotifiedEvent): Receivers {
  const { role, origin } = readFacts(event, 'user.granted', 'after')
  return role === 'expert' && origin === 'appointed' ? userOfEvent(db, event) : nobody(db)
}

/** An expert whose role was ended by staff; when it lapses, another event says so. */
const formerExpert = (db: Db, event: NotifiedEvent): Receivers =>
  readFacts(event, 'user.revoked', 'before').role === 'expert' ? userOfEvent(db, event) : nobody(db)

/** Who got or lost another role than that of an expert. */
const holderOfRole = (db: Db, event: NotifiedEvent): Receivers => {
  const { role } =
    event.verb === 'user.granted'
      ? readFacts(event, 'user.granted', 'after')
      : readFacts(event, 'user.revoked', 'before')
  return role === 'expert' ? nobody(db) : userOfEvent(db, event)
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
  'user.granted': [...notifies('expert', appointedExpert), ...notifies('role', holderOfRole)],
  'user.revoked': [...notifies('expert', formerExpert), ...notifies('role', holderOfRole)],
  'user.sanctioned': notifies('sanction', userOfEvent),
  'user.sanction_lifted': notifies('sanction', userOfEvent),
  'user.appealed': notifies('review_requested', moderatorsEverywhere),
  'thread.asked': [mention, ...notifies('new_question', followersOfItsPlace)],
  'thread.closed': [...notifies('closed', askerOfClosed), ...notifies('ticket', assigneeOfClosed)],
  'thread.reopened': notifies('closed', asker),
  'thread.reopening_refused': notifies('closed', asker),
  'thread.merged': [...notifies('closed', userOfEvent), ...notifies('ticket', assignee)],
  'thread.close_voted': [],
  'thread.reopen_voted': [],
  'thread.protected': [],
  'thread.unprotected': [],
  'thread.solved': [...notifies('solved', asker), ...notifies('ticket', assignee), solvedForOthers],
  'thread.info_requested': notifies('info_requested', asker),
  'thread.info_given': [...notifies('ticket', assignee), ...notifies('info_given', whoAskedForInfo)],
  'thread.info_request_withdrawn': [],
  'automatic_reply.shown': notifies('automatic_reply', asker),
  'automatic_reply.refused': [],
  'automatic_reply.withdrawn': [],
  'automatic_reply.measured': [],
  'thread.escalated': [...notifies('escalated', asker), ...notifies('ticket', desk)],
  'thread.helped': [],
  'answer.posted': [mention, ...notifies('ticket', deskOfRequester), ...notifies('answer', followersOfThread)],
  'answer.accepted': [
    ...notifies('accepted', authorOfPost),
    ...notifies('solved', asker),
    ...notifies('ticket', assignee),
    solvedForOthers,
  ],
  'answer.unaccepted': [],
  'answer.accept_reminded': notifies('accept_reminder', asker),
  'comment.posted': [mention, ...notifies('ticket', deskOfRequester), ...notifies('comment', authorOfParent)],
  'note.posted': [mention, ...notifies('ticket', assignee)],
  'private_reply.posted': [mention, ...notifies('private_reply', asker), ...notifies('ticket', deskOfRequester)],
  'post.edited': [mention, ...notifies('edited', authorOfPost)],
  'post.corrected': [mention],
  'post.edit_suggested': [...notifies('edit_suggested', authorOfPost), ...notifies('review_requested', moderators)],
  'post.edit_approved': [mention, ...notifies('edit_decided', userOfEvent), ...notifies('edited', authorOfPost)],
  'post.edit_rejected': notifies('edit_decided', userOfEvent),
  'post.edit_withdrawn': [],
  'revision.redacted': notifies('post_reviewed', authorOfPost),
  'post.deleted': [...notifies('post_reviewed', authorOfPost), ...notifies('ticket', assigneeOfQuestion)],
  'post.restored': notifies('post_reviewed', authorOfPost),
  'post.hidden': notifies('post_reviewed', authorOfPost),
  'post.queued': [],
  'flag.raised': [],
  'review.opened': notifies('review_requested', moderators),
  'review.waited': notifies('review_requested', moderators),
  'review.claimed': [],
  'review.released': [],
  'review.upheld': reviewed,
  'review.rejected': reviewed,
  'article.drafted': [],
  'article.edited': notifies('review_requested', validatorsOfChange),
  'article.submitted': notifies('review_requested', validators),
  'article.returned': notifies('article_decided', authorsOfArticle),
  'article.published': [
    ...notifies('article_decided', authorsOfArticle),
    ...notifies('article_published', creditedInArticle),
  ],
  'article.obsoleted': notifies('article_decided', authorsOfArticle),
  'article.pinned': [],
  'article.unpinned': [],
  'article.archived': notifies('article_decided', authorsOfArticle),
  'article.reviewed': notifies('article_decided', authorsOfArticle),
  'article.review_requested': [
    ...notifies('review_requested', ownerOfArticle),
    ...notifies('review_requested', validatorsForOwner),
  ],
  'article.rated': [],
  'ticket.due_soon': notifies('ticket', desk),
  'ticket.breached': notifies('ticket', desk),
  'ticket.reopened': notifies('ticket', desk),
  'ticket.taken': [],
  'ticket.released': notifies('ticket', desk),
  'ticket.changed': notifies('ticket', oldAndNewOwner),
  'ticket.solved': notifies('ticket', assignee),
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
