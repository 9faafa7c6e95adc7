import { beforeEach, expect, test } from 'vitest'
import { changesNotifications, takenBackBy, VERBS, type Verb } from '#app/domain/events/verbs.ts'
import { follow } from '#app/domain/follows/follow.ts'
import { addMeToo } from '#app/domain/me-toos/add-me-too.ts'
import { deliverEvent } from '#app/domain/notifications/deliver-event.ts'
import { NOTIFICATION_RULES } from '#app/domain/notifications/notification-rules.ts'
import { countUnread } from '#app/domain/notifications/queries.ts'
import { addNote } from '#app/domain/tickets/add-note.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { NotificationKind } from '#db/schema.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

/** Everybody who may be concerned by something that happens in one thread, with its ticket and its article. */
type Role =
  | 'actor'
  | 'bystander'
  | 'asker'
  | 'author'
  | 'commenter'
  | 'follower'
  | 'placeFollower'
  | 'mentioned'
  | 'sufferer'
  | 'flagger'
  | 'subject'
  | 'infoAsker'
  | 'expert'
  | 'assignee'
  | 'validator'
  | 'staff'
  | 'staffElsewhere'
  | 'moderator'
  | 'moderatorElsewhere'
  | 'moderatorEverywhere'
  | 'admin'
  | 'drafter'
  | 'owner'
  | 'credited'

type Case = {
  /** Who is told, with which kind; everybody else hears nothing. */
  told: Partial<Record<Role, NotificationKind>>
  /** Who does it; a member who has nothing else to do with it unless somebody is named. */
  by?: Role
  post?: 'question' | 'answer' | 'comment' | 'note' | 'private_reply' | null
  article?: 'in_review' | 'published'
  before?: object
  after?: object
  /** Nobody has taken the ticket. */
  unowned?: true
}
const tells = (told: Case['told'], rest: Omit<Case, 'told'> = {}): Case => ({ told, ...rest })
const NOBODY = tells({})
const MODERATORS = {
  moderator: 'review_requested',
  moderatorEverywhere: 'review_requested',
  admin: 'review_requested',
} as const
const WHOLE_DESK = { assignee: 'ticket', validator: 'ticket', staff: 'ticket', admin: 'ticket' } as const
const VALIDATORS = { assignee: 'review_requested', staff: 'review_requested', admin: 'review_requested' } as const
const ITS_PEOPLE = { drafter: 'article_decided', owner: 'article_decided' } as const

/** Who hears of what: every verb has its line. */
const EXPECTED: Record<Verb, Case | Case[]> = {
  'user.joined': NOBODY,
  'votes.reversed': NOBODY,
  'user.granted': [
    tells({ subject: 'expert' }, { after: { role: 'expert', origin: 'appointed' } }),
    tells({}, { after: { role: 'expert', origin: 'earned' } }),
    tells({ subject: 'role' }, { after: { role: 'moderator' } }),
  ],
  'user.revoked': [
    tells({ subject: 'expert' }, { before: { role: 'expert' } }),
    tells({ subject: 'role' }, { before: { role: 'staff' } }),
  ],
  'user.sanctioned': tells({ subject: 'sanction' }),
  'user.sanction_lifted': tells({ subject: 'sanction' }),
  'user.appealed': tells(
    {
      moderatorEverywhere: 'review_requested',
      assignee: 'review_requested',
      validator: 'review_requested',
      admin: 'review_requested',
    },
    { by: 'subject' },
  ),
  'thread.asked': tells({ mentioned: 'mention', placeFollower: 'new_question' }, { by: 'asker', post: 'question' }),
  'thread.closed': [
    tells({ asker: 'closed', assignee: 'ticket' }, { after: { reason: 'off_topic' } }),
    tells({}, { after: { reason: 'solved' } }),
  ],
  'thread.reopened': tells({ asker: 'closed' }),
  'thread.reopening_refused': tells({ asker: 'closed' }),
  'thread.merged': tells({ subject: 'closed', assignee: 'ticket' }),
  'thread.close_voted': NOBODY,
  'thread.reopen_voted': NOBODY,
  'thread.protected': NOBODY,
  'thread.unprotected': NOBODY,
  'thread.solved': tells({ asker: 'solved', assignee: 'ticket', sufferer: 'me_too_solved' }),
  'thread.info_requested': tells({ asker: 'info_requested' }, { by: 'infoAsker' }),
  'thread.info_request_withdrawn': NOBODY,
  'thread.info_given': tells({ assignee: 'ticket', infoAsker: 'info_given' }, { by: 'asker' }),
  'automatic_reply.shown': tells({ asker: 'automatic_reply' }),
  'automatic_reply.refused': NOBODY,
  'automatic_reply.withdrawn': NOBODY,
  'automatic_reply.measured': NOBODY,
  'thread.escalated': [
    tells({ asker: 'escalated', ...WHOLE_DESK }, { unowned: true }),
    tells({ asker: 'escalated', assignee: 'ticket' }),
  ],
  'thread.helped': NOBODY,
  'answer.posted': [
    tells({ mentioned: 'mention', follower: 'answer', author: 'answer', asker: 'answer' }),
    tells({ mentioned: 'mention', follower: 'answer', author: 'answer', assignee: 'ticket' }, { by: 'asker' }),
    tells(
      { mentioned: 'mention', follower: 'answer', author: 'answer', ...WHOLE_DESK },
      { by: 'asker', unowned: true },
    ),
  ],
  'answer.accepted': [
    tells({ author: 'accepted', assignee: 'ticket', sufferer: 'me_too_solved' }, { by: 'asker' }),
    tells({ author: 'accepted', assignee: 'ticket', sufferer: 'me_too_solved', asker: 'solved' }, { by: 'expert' }),
  ],
  'answer.unaccepted': NOBODY,
  'answer.accept_reminded': tells({ asker: 'accept_reminder' }),
  'comment.posted': [
    tells({ author: 'comment' }, { post: 'comment', by: 'commenter' }),
    tells({ author: 'comment', assignee: 'ticket' }, { post: 'comment', by: 'asker' }),
  ],
  'note.posted': tells({ staff: 'mention', assignee: 'ticket' }, { post: 'note', by: 'admin' }),
  'private_reply.posted': [
    tells({ asker: 'private_reply' }, { post: 'private_reply', by: 'assignee' }),
    tells({ assignee: 'ticket' }, { post: 'private_reply', by: 'asker' }),
    tells(WHOLE_DESK, { post: 'private_reply', by: 'asker', unowned: true }),
  ],
  'post.edited': tells({ mentioned: 'mention', author: 'edited' }),
  'post.corrected': tells({ mentioned: 'mention' }, { by: 'author' }),
  'post.edit_suggested': tells({ author: 'edit_suggested', ...MODERATORS }),
  'post.edit_approved': tells({ mentioned: 'mention', subject: 'edit_decided', author: 'edited' }),
  'post.edit_rejected': tells({ subject: 'edit_decided' }),
  'post.edit_withdrawn': NOBODY,
  'revision.redacted': tells({ author: 'post_reviewed' }),
  'post.deleted': [
    tells({ author: 'post_reviewed' }),
    tells({ asker: 'post_reviewed', assignee: 'ticket' }, { post: 'question' }),
  ],
  'post.restored': tells({ author: 'post_reviewed' }),
  'post.hidden': tells({ author: 'post_reviewed' }),
  'post.queued': NOBODY,
  'flag.raised': NOBODY,
  'review.opened': tells(MODERATORS),
  'review.waited': tells(MODERATORS),
  'review.claimed': NOBODY,
  'review.released': NOBODY,
  'review.upheld': tells({ author: 'post_reviewed', flagger: 'flag_outcome' }),
  'review.rejected': [
    tells({ author: 'post_reviewed', flagger: 'flag_outcome' }, { before: { state: 'hidden' } }),
    tells({ flagger: 'flag_outcome' }, { before: { state: 'visible' } }),
  ],
  'article.drafted': NOBODY,
  'article.edited': [
    tells({ ...VALIDATORS, validator: 'review_requested' }, { after: { weight: 'change' } }),
    tells({}, { after: { weight: 'typo' } }),
    tells({}, { after: { weight: 'change' }, article: 'in_review' }),
  ],
  'article.submitted': tells(
    { ...VALIDATORS, validator: 'review_requested' },
    { article: 'in_review', by: 'drafter', post: null },
  ),
  'article.returned': tells(ITS_PEOPLE, { article: 'in_review', post: null }),
  'article.published': tells({ ...ITS_PEOPLE, credited: 'article_published' }, { post: null }),
  'article.obsoleted': tells(ITS_PEOPLE, { post: null }),
  'article.pinned': NOBODY,
  'article.unpinned': NOBODY,
  'article.archived': tells(ITS_PEOPLE, { post: null }),
  'article.reviewed': tells(ITS_PEOPLE, { post: null }),
  // Its owner here is not staff, so those who can look at it are told as well.
  'article.review_requested': tells(
    { owner: 'review_requested', ...VALIDATORS, validator: 'review_requested' },
    { post: null },
  ),
  'article.rated': NOBODY,
  'ticket.due_soon': [tells({ assignee: 'ticket' }), tells(WHOLE_DESK, { unowned: true })],
  'ticket.breached': [tells({ assignee: 'ticket' }), tells(WHOLE_DESK, { unowned: true })],
  'ticket.reopened': [tells({ assignee: 'ticket' }), tells(WHOLE_DESK, { unowned: true })],
  'ticket.taken': NOBODY,
  'ticket.released': tells(WHOLE_DESK, { unowned: true }),
  'ticket.changed': [tells({}, { before: { state: 'open' }, after: { state: 'pending' } })],
  'ticket.solved': tells({ assignee: 'ticket' }),
  'badge.awarded': tells({ subject: 'badge' }, { post: null }),
  'badge.withdrawn': NOBODY,
  'expert.invited': tells({ subject: 'expert' }),
  'expert.accepted': NOBODY,
  'expert.declined': NOBODY,
  'expert.lapsing': tells({ subject: 'expert' }),
  'expert.lapsed': tells({ subject: 'expert' }),
  'expert.requested': tells({ subject: 'expert_request' }),
  'expert.request_accepted': NOBODY,
  'expert.request_passed': NOBODY,
  'policy.changed': NOBODY,
  'calendar.changed': NOBODY,
  'category.changed': NOBODY,
  'settings.changed': NOBODY,
  'search.rebuild_requested': NOBODY,
  'search.resolved': NOBODY,
  // Searches belong to no category, so only staff of the whole forum read them.
  'searches.listed': tells({
    assignee: 'review_requested',
    validator: 'review_requested',
    admin: 'review_requested',
  }),
  'tag.described': NOBODY,
  'tag.renamed': NOBODY,
  'tag.merged': NOBODY,
  'tag.synonym_added': NOBODY,
  'tag.synonym_removed': NOBODY,
}

let cast: Record<Role, Actor>
let ids: Record<string, number>

beforeEach(async () => {
  const policy = await createPolicy()
  const here = await createCategory({ policyId: policy.id })
  const elsewhere = await createCategory()
  const tag = await createTag({ name: 'general' })
  cast = {
    actor: await createUser({ reputation: 2000 }),
    bystander: await createUser(),
    asker: await createUser(),
    author: await createUser(),
    commenter: await createUser({ reputation: 2000 }),
    follower: await createUser(),
    placeFollower: await createUser(),
    mentioned: await createUser(),
    sufferer: await createUser(),
    flagger: await createUser({ reputation: 2000 }),
    subject: await createUser(),
    infoAsker: await createUser(),
    expert: await createUser({ expertOf: [tag.id] }),
    assignee: await createUser({ roles: ['staff'] }),
    validator: await createUser({ roles: ['staff'] }),
    staff: await createUser({ roles: ['staff'], categoryId: here.id }),
    staffElsewhere: await createUser({ roles: ['staff'], categoryId: elsewhere.id }),
    moderator: await createUser({ roles: ['moderator'], categoryId: here.id }),
    moderatorElsewhere: await createUser({ roles: ['moderator'], categoryId: elsewhere.id }),
    moderatorEverywhere: await createUser({ roles: ['moderator'] }),
    admin: await createUser({ roles: ['admin'] }),
    drafter: await createUser({ expertOf: [tag.id] }),
    owner: await createUser(),
    credited: await createUser(),
  }
  const thread = await createThread({ authorId: cast.asker.id, categoryId: here.id })
  const answer = await createAnswer({ threadId: thread.id, authorId: cast.author.id })
  const comment = await createComment({ postId: answer.id, authorId: cast.commenter.id })
  const ticket = await createTicket({ threadId: thread.id, escalatedBy: cast.admin.id })
  const note = await addNote(db, cast.admin, { ticketId: ticket.id, body: 'For us alone.' })
  const reply = await replyPrivately(db, cast.assignee, { threadId: thread.id, body: 'For you alone.' })
  const { reviewId } = await raiseFlag(db, cast.flagger, { postId: answer.id, reason: 'spam', note: '' })
  const its = { categoryId: here.id, draftedBy: cast.drafter.id }
  const published = await createArticle({ ...its, validatedBy: cast.validator.id })
  const inReview = await createArticle({ ...its, state: 'in_review' })

  await follow(db, cast.follower, { subject: 'threads', id: thread.id })
  await follow(db, cast.placeFollower, { subject: 'categories', id: here.id })
  await addMeToo(db, cast.sufferer, { threadId: thread.id, browserKey: 'a-browser' })
  await db
    .insertInto('mentions')
    .values([
      ...[thread.questionId ?? 0, answer.id, note.id].map((postId) => ({ postId, userId: cast.mentioned.id })),
      { postId: note.id, userId: cast.staff.id },
    ])
    .execute()
  await db.updateTable('articles').set({ ownerId: cast.owner.id }).execute()
  await db.updateTable('articleTranslations').set({ doubted: true }).where('articleId', '=', published.id).execute()
  await db.insertInto('articleCredits').values({ articleId: published.id, userId: cast.credited.id }).execute()
  ids = {
    thread: thread.id,
    question: thread.questionId ?? 0,
    answer: answer.id,
    comment: comment.id,
    note: note.id,
    private_reply: reply.id,
    ticket: ticket.id,
    review: reviewId,
    published: published.id,
    in_review: inReview.id,
  }
})

async function record(verb: Verb, one: Case): Promise<number> {
  const about = (name: string, id: number | null | undefined) => (name === '' ? null : (id ?? null))
  const place = verb.split('.')[0] ?? ''
  const inThread = !['user', 'article', 'searches', 'badge', 'policy', 'tag'].includes(place)
  const post = one.post === undefined ? (inThread ? 'answer' : null) : one.post
  const { id } = await db
    .insertInto('events')
    .values({
      actorId: cast[one.by ?? 'actor'].id,
      verb,
      threadId: inThread ? about('thread', ids.thread) : null,
      postId: post && about(post, ids[post]),
      articleId: place === 'article' ? about('article', ids[one.article ?? 'published']) : null,
      ticketId: place === 'ticket' || verb === 'thread.escalated' ? about('ticket', ids.ticket) : null,
      userId: cast.subject.id,
      reviewId: place === 'review' ? about('review', ids.review) : null,
      before: one.before ? JSON.stringify(one.before) : null,
      after: one.after ? JSON.stringify(one.after) : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Delivers such an event alone, and says who was told of what. */
async function toldOf(verb: Verb, one: Case): Promise<Case['told']> {
  await db.deleteFrom('notifications').execute()
  const ownerId = one.unowned ? null : cast.assignee.id
  await db.updateTable('tickets').set({ ownerId }).execute()
  await deliverEvent(db, { eventId: await record(verb, one) })
  const rows = await db.selectFrom('notifications').select(['userId', 'kind']).execute()
  const roleOf = new Map(Object.entries(cast).map(([role, { id }]) => [id, role as Role]))
  return Object.fromEntries(rows.map(({ userId, kind }) => [roleOf.get(userId) ?? `user ${userId}`, kind]))
}

test('who hears of what, for every verb and every role', async () => {
  const wanted: Record<string, unknown> = {}
  const found: Record<string, unknown> = {}
  for (const verb of VERBS) {
    const cases = [EXPECTED[verb]].flat()
    expect(cases.length, `${verb} has no line in this table`).toBeGreaterThan(0)
    for (const [index, one] of cases.entries()) {
      wanted[`${verb} ${index}`] = one?.told
      found[`${verb} ${index}`] = await toldOf(verb, one as Case)
    }
  }
  expect(found).toEqual(wanted)
})

test('a change of the owner is told to who got the ticket and to who had it', async () => {
  const change = { before: { ownerId: cast.validator.id }, after: { ownerId: cast.assignee.id } }
  expect(await toldOf('ticket.changed', tells({}, change))).toEqual({ validator: 'ticket', assignee: 'ticket' })
  // Whoever takes it by themselves knows.
  expect(await toldOf('ticket.changed', tells({}, { ...change, by: 'assignee' }))).toEqual({ validator: 'ticket' })
})

test('whoever is no longer staff does not see what they were told of tickets', async () => {
  await toldOf('ticket.reopened', tells({}, { unowned: true }))
  for (const role of ['staff', 'assignee'] as const) {
    expect(await countUnread(db, await getActor(db, cast[role].id))).toBe(1)
    await db.updateTable('grants').set({ revokedAt: new Date() }).where('userId', '=', cast[role].id).execute()
    expect(await countUnread(db, await getActor(db, cast[role].id))).toBe(0)
  }
})

test('a ticket of somebody who is not staff any more is told to the whole desk', async () => {
  await db.updateTable('grants').set({ revokedAt: new Date() }).where('userId', '=', cast.assignee.id).execute()
  const { assignee: _, ...others } = WHOLE_DESK
  const message = tells({}, { post: 'private_reply', by: 'asker' })
  expect(await toldOf('private_reply.posted', message)).toEqual(others)
})

test('what the table of verbs says of telling is what the rules do', () => {
  for (const verb of VERBS) {
    expect(changesNotifications(verb), verb).toBe(NOTIFICATION_RULES[verb].length + takenBackBy(verb).length > 0)
    for (const earlier of takenBackBy(verb)) expect(VERBS, `${verb} takes back`).toContain(earlier.verb)
  }
})
