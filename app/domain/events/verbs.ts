import { sql } from 'kysely'
import { z } from 'zod'

const id = z.number().int()
const text = z.string()
const moment = z.union([z.date(), text])

const role = z.enum(['admin', 'staff', 'moderator', 'expert'])
const postState = z.enum(['visible', 'pending', 'hidden', 'deleted'])
const articleState = z.enum(['draft', 'in_review', 'published', 'obsolete', 'archived'])
const audience = z.enum(['public', 'members', 'staff'])
const closeReason = z.enum(['duplicate', 'needs_detail', 'off_topic', 'no_longer_valid', 'solved', 'other'])
const flagReason = z.enum(['spam', 'rude', 'personal_data', 'not_an_answer', 'duplicate', 'no_longer_valid', 'other'])
const escalationCause = z.enum(['unanswered', 'unsolved', 'expert', 'moderator', 'staff', 'asker'])
const ticket = z.object({
  priority: z.enum(['low', 'normal', 'high', 'urgent']).optional(),
  state: z.enum(['new', 'open', 'pending', 'on_hold', 'solved', 'closed']).optional(),
  ownerId: id.nullable().optional(),
})
/** What an edit of a question changed beside its text. */
const question = z.object({ title: text.optional(), tags: z.array(text).optional(), categoryId: id.optional() })
const TICKET_DEADLINES = {
  'ticket.due_soon': ['ticketId'],
  'ticket.breached': ['ticketId'],
} as const satisfies About['takesBack']
/** Which clock of a ticket, and what it says. */
const deadline = z.object({ clock: z.enum(['first', 'next', 'solution']), dueAt: text })
const judged = z.object({ decision: z.enum(['hide', 'keep']), note: text })
const badge = z.object({ badge: text, tagId: id.optional() })
const invitation = z.object({ invitationId: id })
const suggested = z.object({ suggestedEditId: id })
const tagTexts = z.object({ name: text, description: text, guide: text })
const reply = z.object({ articleId: id })
const category = z.object({
  id: id.optional(),
  slug: text.optional(),
  icon: text.optional(),
  translations: z.unknown().optional(),
  fields: z.unknown().optional(),
  tags: z.array(text).optional(),
  open: z.boolean().optional(),
  place: id.optional(),
  categoryId: id.optional(),
  policyId: id.nullable().optional(),
  escalates: z.boolean().optional(),
  repliesAutomatically: z.boolean().optional(),
})
const policy = z.object({
  id,
  name: text,
  calendarId: id,
  isDefault: z.boolean(),
  unansweredMinutes: id,
  unsolvedMinutes: id,
  firstResponseMinutes: id,
  nextResponseMinutes: id,
  solutionMinutes: id,
  startsAt: moment,
})
const calendar = z.object({
  id,
  name: text,
  timeZone: text,
  holidaysCountry: text.nullable(),
  holidaysRegion: text.nullable(),
  slots: z.array(z.object({ day: id, from: text, to: text })),
})

export type Subject = {
  threadId?: number | null
  postId?: number | null
  articleId?: number | null
  ticketId?: number | null
  userId?: number | null
  reviewId?: number | null
  tagId?: number | null
}

type About = {
  /** The ids that an event of this verb always names; it may name others. */
  about: ReadonlyArray<keyof Subject>
  /** Who may see that it happened, in a thread: all its readers, or only staff. */
  noticedBy: 'readers' | 'staff'
  /** Whether somebody is notified; the notification rules say whom. */
  tells: boolean
  /**
   * Earlier events of which nobody is notified any more, each with what tells that it is the same thing: ids, or facts
   * of the two events, of which the first is never missing. So what was taken back or is done leaves the list of
   * everybody who has been told.
   */
  takesBack?: Readonly<Record<string, readonly [string, ...string[]]>>
  /** The values before and after, for timeline, audit log and notifications. */
  before?: z.ZodType
  after?: z.ZodType
}

/** Everything that can happen in the forum, with the facts that its event stores. */
const table = {
  'user.joined': { about: ['userId'], noticedBy: 'staff', tells: false },
  'votes.reversed': {
    about: ['userId'],
    noticedBy: 'staff',
    tells: false,
    before: z.object({ from: id, to: id, votes: id }),
  },
  'user.granted': {
    about: ['userId'],
    noticedBy: 'staff',
    tells: true,
    after: z.object({ role, tagId: id.optional(), origin: z.enum(['appointed', 'earned']).optional() }),
  },
  'user.revoked': {
    about: ['userId'],
    noticedBy: 'staff',
    tells: true,
    takesBack: { 'user.granted': ['userId', 'role', 'tagId'] },
    before: z.object({ role, tagId: id.optional() }),
  },
  'user.sanctioned': {
    about: ['userId'],
    noticedBy: 'staff',
    tells: true,
    after: z.object({
      sanctionId: id,
      kind: z.enum(['warning', 'silence', 'suspension']),
      days: z.number().nullable(),
      until: moment.nullable(),
      reason: text,
    }),
  },
  'user.sanction_lifted': {
    about: ['userId'],
    noticedBy: 'staff',
    tells: true,
    before: z.object({ sanctionId: id, kind: z.enum(['warning', 'silence', 'suspension']) }),
  },
  'user.appealed': { about: ['userId'], noticedBy: 'staff', tells: true, after: z.object({ sanctionId: id }) },
  'thread.asked': { about: ['threadId', 'postId'], noticedBy: 'readers', tells: true },
  'thread.closed': {
    about: ['threadId'],
    noticedBy: 'readers',
    tells: true,
    after: z.object({
      reason: closeReason,
      note: text.optional(),
      duplicateOf: id.nullable().optional(),
      votes: id.optional(),
    }),
  },
  'thread.reopened': {
    about: ['threadId'],
    noticedBy: 'readers',
    tells: true,
    takesBack: {
      'thread.solved': ['threadId'],
      'thread.closed': ['threadId'],
      'review.opened': ['reviewId'],
      'review.waited': ['reviewId'],
    },
    before: z.object({ reason: closeReason.nullable(), duplicateOf: id.nullable() }).optional(),
    after: z.object({ votes: id }).optional(),
  },
  'thread.reopening_refused': {
    about: ['threadId', 'postId', 'reviewId'],
    noticedBy: 'staff',
    tells: true,
    takesBack: { 'review.opened': ['reviewId'], 'review.waited': ['reviewId'] },
    after: z.object({ note: text }),
  },
  'thread.merged': {
    about: ['threadId', 'userId'],
    noticedBy: 'readers',
    tells: true,
    before: z.object({ title: text, closeReason: closeReason.nullable() }),
    after: z.object({ into: id, posts: z.number() }),
  },
  'thread.close_voted': {
    about: ['threadId'],
    noticedBy: 'readers',
    tells: false,
    after: z.object({ reason: closeReason, note: text, duplicateOf: id.nullable() }),
  },
  'thread.reopen_voted': { about: ['threadId'], noticedBy: 'readers', tells: false },
  'thread.protected': { about: ['threadId'], noticedBy: 'readers', tells: false },
  'thread.unprotected': { about: ['threadId'], noticedBy: 'readers', tells: false },
  'thread.solved': {
    about: ['threadId'],
    noticedBy: 'readers',
    tells: true,
    takesBack: { 'answer.accept_reminded': ['threadId'] },
    after: z.object({ reason: text }),
  },
  'thread.info_requested': {
    about: ['threadId'],
    noticedBy: 'readers',
    tells: true,
    after: z.object({ details: text }).optional(),
  },
  'thread.info_given': { about: ['threadId'], noticedBy: 'readers', tells: true },
  'thread.info_request_withdrawn': {
    about: ['threadId'],
    noticedBy: 'readers',
    tells: false,
    takesBack: { 'thread.info_requested': ['threadId'] },
  },
  'automatic_reply.shown': {
    about: ['threadId'],
    noticedBy: 'readers',
    tells: true,
    after: z.object({ articleId: id, certainty: z.number() }),
  },
  'automatic_reply.refused': {
    about: ['threadId'],
    noticedBy: 'readers',
    tells: false,
    takesBack: { 'automatic_reply.shown': ['threadId'] },
    after: reply,
  },
  'automatic_reply.withdrawn': {
    about: ['threadId'],
    noticedBy: 'readers',
    tells: false,
    takesBack: { 'automatic_reply.shown': ['threadId'] },
    after: z.object({ articleId: id, because: z.enum(['article', 'question', 'category']) }),
  },
  'automatic_reply.measured': { about: [], noticedBy: 'readers', tells: false },
  'thread.escalated': {
    about: ['threadId', 'ticketId'],
    noticedBy: 'readers',
    tells: true,
    after: z.object({
      ticketId: id,
      cause: escalationCause,
      expectedAt: text.optional(),
      meToos: id.optional(),
    }),
  },
  'thread.helped': { about: ['threadId', 'postId'], noticedBy: 'readers', tells: false },
  'answer.posted': { about: ['threadId', 'postId'], noticedBy: 'readers', tells: true },
  'answer.accepted': {
    about: ['threadId', 'postId', 'userId'],
    noticedBy: 'readers',
    tells: true,
    takesBack: { 'answer.accept_reminded': ['threadId'] },
  },
  'answer.unaccepted': {
    about: ['threadId', 'postId'],
    noticedBy: 'readers',
    tells: false,
    takesBack: { 'answer.accepted': ['threadId', 'postId'] },
    // The acceptance that ended because its answer was deleted or hidden.
    before: z.object({ by: id.nullable(), at: text, withdrawn: z.literal(true) }).optional(),
  },
  'answer.accept_reminded': {
    about: ['threadId', 'postId', 'userId'],
    noticedBy: 'staff',
    tells: true,
    after: z.object({ day: id }),
  },
  'comment.posted': { about: ['threadId', 'postId'], noticedBy: 'readers', tells: true },
  'note.posted': { about: ['threadId', 'postId', 'ticketId'], noticedBy: 'readers', tells: true },
  'private_reply.posted': { about: ['threadId', 'postId', 'ticketId'], noticedBy: 'readers', tells: true },
  'post.edited': {
    about: ['threadId', 'postId'],
    noticedBy: 'readers',
    tells: true,
    before: question.optional(),
    after: question.extend({ reason: text.optional(), revision: id.optional(), rolledBackTo: id.optional() }),
  },
  'post.corrected': {
    about: ['threadId', 'postId'],
    noticedBy: 'readers',
    tells: true,
    before: question.optional(),
    after: question.extend({ reason: text }),
  },
  'post.edit_suggested': {
    about: ['threadId', 'postId', 'userId'],
    noticedBy: 'staff',
    tells: true,
    after: z.object({ suggestedEditId: id, reason: text }),
  },
  'post.edit_approved': {
    about: ['threadId', 'postId', 'userId'],
    noticedBy: 'readers',
    tells: true,
    takesBack: { 'post.edit_suggested': ['suggestedEditId'] },
    before: question.optional(),
    after: question.extend({ suggestedEditId: id, revision: id, improved: z.boolean() }),
  },
  'post.edit_rejected': {
    about: ['threadId', 'postId', 'userId'],
    noticedBy: 'staff',
    tells: true,
    takesBack: { 'post.edit_suggested': ['suggestedEditId'] },
    after: z.object({ suggestedEditId: id, note: text }),
  },
  'post.edit_withdrawn': {
    about: ['threadId', 'postId', 'userId'],
    noticedBy: 'staff',
    tells: false,
    takesBack: { 'post.edit_suggested': ['suggestedEditId'] },
    after: suggested,
  },
  'revision.redacted': {
    about: ['threadId', 'articleId', 'postId'],
    noticedBy: 'staff',
    tells: true,
    after: z.object({ revision: id, reason: text }),
  },
  'post.deleted': {
    about: ['threadId', 'postId', 'userId'],
    noticedBy: 'readers',
    tells: true,
    before: z.object({ state: postState }),
  },
  'post.restored': {
    about: ['threadId', 'postId', 'userId'],
    noticedBy: 'readers',
    tells: true,
    takesBack: { 'post.deleted': ['postId'] },
  },
  'post.hidden': { about: ['threadId', 'postId', 'userId', 'reviewId'], noticedBy: 'readers', tells: true },
  'post.queued': { about: ['threadId', 'postId', 'userId', 'reviewId'], noticedBy: 'staff', tells: false },
  'flag.raised': {
    about: ['threadId', 'postId', 'userId', 'reviewId'],
    noticedBy: 'staff',
    tells: false,
    after: z.object({ reason: flagReason }),
  },
  'review.opened': {
    about: ['threadId', 'postId', 'userId', 'reviewId'],
    noticedBy: 'staff',
    tells: true,
    after: z.object({ cause: z.enum(['edited', 'reopening']) }).optional(),
  },
  'review.waited': { about: ['threadId', 'postId', 'userId', 'reviewId'], noticedBy: 'staff', tells: true },
  'review.claimed': { about: ['threadId', 'postId', 'reviewId'], noticedBy: 'staff', tells: false },
  'review.released': { about: ['threadId', 'postId', 'reviewId'], noticedBy: 'staff', tells: false },
  'review.upheld': {
    about: ['threadId', 'postId', 'userId', 'reviewId'],
    noticedBy: 'staff',
    tells: true,
    takesBack: { 'review.opened': ['reviewId'], 'review.waited': ['reviewId'] },
    before: z.object({ state: postState }),
    after: judged,
  },
  'review.rejected': {
    about: ['threadId', 'postId', 'userId', 'reviewId'],
    noticedBy: 'staff',
    tells: true,
    takesBack: { 'review.opened': ['reviewId'], 'review.waited': ['reviewId'], 'post.hidden': ['reviewId'] },
    before: z.object({ state: postState }),
    after: judged,
  },
  'article.drafted': { about: ['articleId'], noticedBy: 'staff', tells: false },
  'article.edited': {
    about: ['articleId', 'postId'],
    noticedBy: 'staff',
    tells: true,
    before: z.object({ categoryId: id, audience }).optional(),
    after: z.object({
      locale: z.enum(['en', 'fr']),
      weight: z.enum(['typo', 'change', 'major']),
      reason: text,
      categoryId: id.optional(),
      audience: audience.optional(),
    }),
  },
  'article.submitted': {
    about: ['articleId'],
    noticedBy: 'staff',
    tells: true,
    before: z.object({ state: articleState }),
  },
  'article.returned': {
    about: ['articleId', 'userId'],
    noticedBy: 'staff',
    tells: true,
    takesBack: { 'article.submitted': ['articleId'] },
    after: z.object({ note: text }),
  },
  'article.published': {
    about: ['threadId', 'articleId', 'userId'],
    noticedBy: 'staff',
    tells: true,
    takesBack: { 'article.submitted': ['articleId'], 'article.returned': ['articleId'] },
  },
  'article.obsoleted': {
    about: ['articleId'],
    noticedBy: 'staff',
    tells: true,
    takesBack: { 'article.edited': ['articleId'], 'article.review_requested': ['articleId'] },
    after: z.object({ note: text }),
  },
  'article.pinned': { about: ['articleId'], noticedBy: 'staff', tells: false },
  'article.unpinned': { about: ['articleId'], noticedBy: 'staff', tells: false },
  'article.archived': {
    about: ['articleId'],
    noticedBy: 'staff',
    tells: true,
    takesBack: { 'article.submitted': ['articleId'], 'article.review_requested': ['articleId'] },
    before: z.object({ state: articleState }),
  },
  'article.reviewed': {
    about: ['articleId'],
    noticedBy: 'staff',
    tells: true,
    before: z.object({ reason: text.nullable() }),
    after: z.object({ locale: z.enum(['en', 'fr']) }),
  },
  'article.review_requested': {
    about: ['articleId'],
    noticedBy: 'staff',
    tells: true,
    after: z.object({ reason: text }),
  },
  'article.rated': {
    about: ['articleId'],
    noticedBy: 'staff',
    tells: false,
    after: z.object({ helpful: z.boolean() }),
  },
  'ticket.due_soon': { about: ['threadId', 'ticketId'], noticedBy: 'staff', tells: true, after: deadline },
  'ticket.breached': { about: ['threadId', 'ticketId'], noticedBy: 'staff', tells: true, after: deadline },
  'ticket.reopened': {
    about: ['threadId', 'ticketId'],
    noticedBy: 'staff',
    tells: true,
    before: ticket.optional(),
    after: ticket.optional(),
  },
  'ticket.taken': {
    about: ['threadId', 'ticketId'],
    noticedBy: 'staff',
    tells: false,
    before: ticket.optional(),
    after: ticket.optional(),
  },
  'ticket.released': {
    about: ['threadId', 'ticketId'],
    noticedBy: 'staff',
    tells: true,
    before: z.object({ ownerId: id.nullable() }),
    after: ticket.optional(),
  },
  'ticket.changed': {
    about: ['threadId', 'ticketId'],
    noticedBy: 'staff',
    tells: true,
    before: ticket,
    after: ticket,
  },
  'ticket.solved': {
    about: ['threadId', 'ticketId'],
    noticedBy: 'staff',
    tells: true,
    takesBack: TICKET_DEADLINES,
    before: ticket.optional(),
    after: ticket.optional(),
  },
  'badge.awarded': { about: ['userId'], noticedBy: 'staff', tells: true, after: badge },
  'badge.withdrawn': {
    about: ['userId'],
    noticedBy: 'staff',
    tells: false,
    takesBack: { 'badge.awarded': ['userId', 'postId', 'badge'] },
    before: badge,
  },
  'expert.invited': { about: ['userId', 'tagId'], noticedBy: 'staff', tells: true, after: invitation },
  'expert.accepted': { about: ['userId', 'tagId'], noticedBy: 'staff', tells: false, after: invitation },
  'expert.declined': { about: ['userId', 'tagId'], noticedBy: 'staff', tells: false, after: invitation },
  'expert.lapsing': { about: ['userId', 'tagId'], noticedBy: 'staff', tells: true },
  'expert.lapsed': {
    about: ['userId', 'tagId'],
    noticedBy: 'staff',
    tells: true,
    before: z.object({ role, tagId: id }),
  },
  'expert.requested': { about: ['threadId', 'userId'], noticedBy: 'staff', tells: true },
  'expert.request_accepted': { about: ['threadId', 'userId'], noticedBy: 'staff', tells: false },
  'expert.request_passed': { about: ['threadId', 'userId'], noticedBy: 'staff', tells: false },
  'policy.changed': { about: [], noticedBy: 'staff', tells: false, before: policy.optional(), after: policy },
  'calendar.changed': { about: [], noticedBy: 'staff', tells: false, before: calendar.optional(), after: calendar },
  'category.changed': { about: [], noticedBy: 'staff', tells: false, before: category.optional(), after: category },
  'settings.changed': {
    about: [],
    noticedBy: 'staff',
    tells: false,
    before: z.record(text, z.unknown()),
    after: z.record(text, z.unknown()),
  },
  'search.rebuild_requested': {
    about: [],
    noticedBy: 'staff',
    tells: false,
    after: z.object({ engine: z.enum(['postgres', 'meilisearch']) }),
  },
  'search.resolved': {
    about: [],
    noticedBy: 'staff',
    tells: false,
    before: z.object({ resolution: z.enum(['done', 'ignored']).nullable() }),
    after: z.object({ resolution: z.enum(['done', 'ignored']).nullable() }),
  },
  'searches.listed': {
    about: [],
    noticedBy: 'staff',
    tells: true,
    after: z.object({ week: text, nothing: id, unopened: id }),
  },
  'tag.described': { about: ['tagId'], noticedBy: 'staff', tells: false, before: tagTexts, after: tagTexts },
  'tag.renamed': {
    about: ['tagId'],
    noticedBy: 'staff',
    tells: false,
    before: z.object({ name: text }),
    after: z.object({ name: text }),
  },
  'tag.merged': {
    about: ['tagId'],
    noticedBy: 'staff',
    tells: false,
    before: tagTexts.extend({ id, threadCount: id }),
    after: z.object({ id, name: text }),
  },
  'tag.synonym_added': {
    about: ['tagId'],
    noticedBy: 'staff',
    tells: false,
    after: z.object({ name: text, synonym: text }),
  },
  'tag.synonym_removed': { about: ['tagId'], noticedBy: 'staff', tells: false, before: z.object({ synonym: text }) },
} as const satisfies Record<string, About>

export type Verb = keyof typeof table
export const VERBS = Object.keys(table) as Verb[]
const verbs: Record<Verb, About> = table

/** The names of all facts that events store, where they are known beforehand; those of settings are not. */
export const FACT_NAMES = [
  ...new Set(
    Object.values(verbs).flatMap(({ before, after }) =>
      [before, after].flatMap((facts) => {
        const shape = facts instanceof z.ZodOptional ? facts.unwrap() : facts
        return shape instanceof z.ZodObject ? Object.keys(shape.shape) : []
      }),
    ),
  ),
]

export const isVerb = (verb: string): verb is Verb => Object.hasOwn(table, verb)
export type Tells<V extends Verb> = (typeof table)[V]['tells']
/** What this event takes back: of which earlier events nobody is notified any more. */
export const takenBackBy = (verb: Verb): Array<{ verb: Verb; by: readonly string[] }> =>
  Object.entries(verbs[verb].takesBack ?? {}).map(([earlier, by]) => ({ verb: earlier as Verb, by }))
/** The events that take this one back. */
export const takersBackOf = (verb: Verb): Array<{ verb: Verb; by: readonly string[] }> =>
  VERBS.flatMap((later) =>
    takenBackBy(later)
      .filter((one) => one.verb === verb)
      .map(({ by }) => ({ verb: later, by })),
  )
/** Whether the event has to be delivered: somebody hears of it, or no longer of an earlier one. */
export const changesNotifications = (verb: Verb): boolean => verbs[verb].tells || takenBackBy(verb).length > 0
export const NOTIFYING_VERBS = VERBS.filter(changesNotifications)
export const isNoticedByReaders = (verb: string): boolean => isVerb(verb) && verbs[verb].noticedBy === 'readers'

type Side = 'before' | 'after'
type Facts<V extends Verb> = {
  [S in Side]: (typeof table)[V] extends Record<S, infer Schema extends z.ZodType> ? z.output<Schema> : undefined
}
type OptionalOf<Given> = { [K in keyof Given as undefined extends Given[K] ? K : never]?: Given[K] } & {
  [K in keyof Given as undefined extends Given[K] ? never : K]: Given[K]
}

/** The ids that an event of this verb names. */
export type SubjectOf<V extends Verb> = Subject & { [K in (typeof table)[V]['about'][number]]: number | null }
/** The facts before and after of an event of this verb. */
export type ChangeOf<V extends Verb> = V extends Verb ? OptionalOf<Facts<V>> : never

/** Throws when the facts do not fit the verb, before they are stored: stored events are never changed. */
export function checkChange(verb: Verb, change: { before?: unknown; after?: unknown }): void {
  for (const side of ['before', 'after'] as const) {
    const facts = verbs[verb][side] ?? z.undefined()
    const { success, error } = facts.safeParse(change[side])
    if (!success) throw new Error(`${verb} says something else ${side}: ${error.message}`)
  }
}

type SideOf<V extends Verb, S extends Side> =
  (typeof table)[V] extends Record<S, infer Schema extends z.ZodType> ? NonNullable<z.output<Schema>> : never

/**
 * The facts before or after of a row of `events`, when it has this verb. Rows may be older than the shapes: a fact that
 * is missing or had another type then is left out.
 */
export function readFacts<V extends Verb, S extends Side>(
  event: { verb: string } & { [K in S]: Record<string, unknown> | null },
  verb: V,
  side: S,
): Partial<SideOf<V, S>> {
  const facts: Record<string, unknown> | null = event[side]
  const schema = verbs[verb][side]
  if (event.verb !== verb || !facts || !schema) return {}
  const read = schema.safeParse(facts)
  if (read.success) return read.data as SideOf<V, S>
  const wrong = new Set(read.error.issues.map((issue) => issue.path[0]))
  return Object.fromEntries(Object.entries(facts).filter(([name]) => !wrong.has(name))) as Partial<SideOf<V, S>>
}

/** One fact of rows of `events`, as text, for SQL. Rows of other verbs may have a fact of this name too. */
export const factText = <V extends Verb, S extends Side>(_verb: V, side: S, name: keyof SideOf<V, S> & string) =>
  sql<string | null>`${sql.ref(`events.${side}`)} ->> ${sql.lit(name)}`
