import { type SqlBool, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { notFound } from '#app/domain/errors.ts'
import { readFacts, type Verb } from '#app/domain/events/verbs.ts'
import { prepare } from '#app/domain/prepare.ts'
import { replyDueAt } from '#app/domain/threads/reply-due.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visiblePosts, visibleTo } from '#app/domain/visibility/threads.ts'
import type { Db, Trx } from '#db/transaction.ts'

const NOTICES = ['thread.escalated', 'thread.info_requested'] as const satisfies Verb[]

const threadRow = prepare((db, viewer, { threadId }: { threadId: number }) =>
  db
    .selectFrom('threads')
    .innerJoin('categories', 'categories.id', 'threads.categoryId')
    .leftJoin('users as accepter', 'accepter.id', 'threads.acceptedBy')
    .leftJoin('users as closer', 'closer.id', 'threads.closedBy')
    .where('threads.id', '=', threadId)
    .where(visibleTo(viewer, { deletedToo: true }))
    .select((eb) => [
      'threads.id',
      'threads.title',
      'threads.locale',
      'threads.otherLanguage',
      'threads.localeChosen',
      'threads.audience',
      'threads.categoryId',
      'threads.authorId',
      'threads.state',
      'threads.questionState',
      'threads.acceptedAnswerId',
      'threads.acceptedAt',
      'threads.acceptedBy',
      'accepter.name as acceptedByName',
      'threads.solvedAt',
      'threads.solvedReason',
      'threads.closedAt',
      'threads.closeReason',
      'threads.closeNote',
      'closer.name as closedByName',
      'threads.duplicateOf',
      'threads.mergedInto',
      'threads.protectedAt',
      'threads.needsInfoAt',
      'threads.createdAt',
      'threads.lastActivityAt',
      'threads.viewCount',
      'threads.meTooCount',
      sql<number>`(select count(*) from deflections where deflections.thread_id = threads.id)::integer`.as(
        'helpedCount',
      ),
      'threads.answerCount',
      'threads.escalationDueAt',
      'categories.slug as categorySlug',
      'categories.name as categoryName',
      'categories.translations as categoryTranslations',
      'threads.fields',
      'categories.fields as categoryFields',
      jsonArrayFrom(
        eb
          .selectFrom('threadTags')
          .innerJoin('tags', 'tags.id', 'threadTags.tagId')
          .whereRef('threadTags.threadId', '=', 'threads.id')
          .orderBy('threadTags.position')
          .select(['tags.id', 'tags.name']),
      ).as('tags'),
      // Most threads have none of these; then no query is needed.
      eb
        .exists(
          eb
            .selectFrom('events')
            .whereRef('events.threadId', '=', 'threads.id')
            .where('events.verb', 'in', NOTICES)
            .select('events.id'),
        )
        .as('hasNotices'),
      eb
        .exists(eb.selectFrom('articles').whereRef('articles.sourceThreadId', '=', 'threads.id').select('articles.id'))
        .as('hasArticle'),
      sql<SqlBool>`exists (select from answerings where thread_id = threads.id)`.as('hasAnswerings'),
      sql<SqlBool>`exists (select from automatic_replies where thread_id = threads.id and state <> 'withdrawn')`.as(
        'hasReply',
      ),
      (viewer === null
        ? sql<SqlBool>`false`
        : sql<SqlBool>`exists (
            select from suggested_edits join posts on posts.id = suggested_edits.post_id
            where posts.thread_id = threads.id and suggested_edits.decided_at is null)`
      ).as('hasOpenEdits'),
      (viewer === null
        ? sql<SqlBool>`false`
        : sql<SqlBool>`exists (select from drafts where user_id = ${viewer.id} and discarded_at is null)`
      ).as('hasDrafts'),
    ]),
)

/** The data of the thread itself for its page. Throws `thread.not_found` for a viewer who may not see it. */
export async function getThread(db: Db, viewer: Viewer, threadId: number) {
  const [thread] = await threadRow(db, viewer, { threadId })
  if (!thread) throw notFound('thread')

  const original =
    thread.duplicateOf === null
      ? undefined
      : await db
          .selectFrom('threads')
          .where('threads.id', '=', thread.duplicateOf)
          .where(visibleTo(viewer))
          .select(['id', 'title'])
          .executeTakeFirst()
  return { ...thread, duplicateOf: original?.id ?? null, duplicateOfTitle: original?.title ?? null }
}

const noticesOf = prepare((db, _viewer, { threadId }: { threadId: number }) =>
  db
    .selectFrom('events')
    .innerJoin('users', 'users.id', 'events.actorId')
    .leftJoin('tickets', 'tickets.id', 'events.ticketId')
    .where('events.threadId', '=', threadId)
    .where('events.verb', 'in', NOTICES)
    .select([
      'events.id',
      'events.verb',
      'events.after',
      'events.createdAt',
      'events.ticketId',
      'users.name as actorName',
      'users.kind as actorKind',
      replyDueAt.as('expectedAt'),
    ])
    .orderBy('events.id'),
)

/** The events of a thread, for the notices on its page: with staff, until when they reply; and what is asked for. */
export async function listThreadNotices(db: Db, threadId: number) {
  const notices = await noticesOf(db, null, { threadId })
  return notices.map(({ after, ...notice }) => {
    const { details } = readFacts({ verb: notice.verb, after }, 'thread.info_requested', 'after')
    return { ...notice, details }
  })
}

/** Which details were asked for last, by whom and when; the text is missing in requests of earlier times. */
export async function findInfoRequest(db: Db, threadId: number) {
  const event = await db
    .selectFrom('events')
    .innerJoin('users', 'users.id', 'events.actorId')
    .where('events.threadId', '=', threadId)
    .where('events.verb', '=', 'thread.info_requested')
    .orderBy('events.id', 'desc')
    .select(['events.verb', 'events.after', 'events.createdAt', 'users.name as actorName'])
    .limit(1)
    .executeTakeFirst()
  if (!event) return undefined
  const { details } = readFacts(event, 'thread.info_requested', 'after')
  return { actorName: event.actorName, createdAt: event.createdAt, details }
}

/** When the asker last wrote in the thread; at the earliest, the moment of asking. */
export async function findAskersLastWord(
  db: Db | Trx,
  thread: { id: number; authorId: number | null; createdAt: Date },
): Promise<Date> {
  const row = await db
    .selectFrom('posts')
    .where('threadId', '=', thread.id)
    .where('authorId', '=', thread.authorId)
    .where('state', '=', 'visible')
    .select((eb) => eb.fn.max('createdAt').as('at'))
    .executeTakeFirst()
  return row?.at ?? thread.createdAt
}

/** A post with the data that its editor needs. */
export async function getPostForEditing(db: Db, viewer: Viewer, postId: number) {
  const post = await db
    .selectFrom('posts')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .where('posts.id', '=', postId)
    .where(visibleTo(viewer))
    .select([
      'posts.id',
      'threads.id as threadId',
      'posts.kind',
      'posts.state',
      'posts.authorId',
      'posts.body',
      'posts.bodyFormat',
      'posts.html',
      'posts.createdAt',
      'posts.editedAt',
      'posts.hiddenAt',
      'posts.parentId',
      'posts.graceEdits',
    ])
    .executeTakeFirstOrThrow(() => notFound('post'))
  const thread = await getThread(db, viewer, post.threadId)
  const visible = await db
    .selectFrom('posts')
    .where('posts.id', '=', postId)
    .where(visiblePosts(viewer, { ...thread, tagIds: thread.tags.map((tag) => tag.id) }))
    .select('posts.id')
    .executeTakeFirst()
  if (!visible) throw notFound('post')
  return { post, thread }
}
