import { type SqlBool, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { notFound } from '#app/domain/errors.ts'
import type { ThreadFilter, ThreadSort } from '#app/domain/threads/list-options.ts'
import { visiblePosts, visibleTo } from '#app/domain/threads/visibility.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { excerpt } from '#app/lib/markdown.ts'
import { prepare } from '#db/prepare.ts'
import type { Locale } from '#db/schema.ts'
import type { Db, Trx } from '#db/transaction.ts'

export const PAGE_SIZE = 20

const SORT_COLUMN = { newest: 'threads.createdAt', active: 'threads.lastActivityAt', score: 'threads.score' } as const

/** Where a page of a list ends: the sort key and the id of its last row. */
export type Cursor = { key: string; id: number }

// Enough for the line that `excerpt` makes of it, with its spaces and references.
const excerptOf = sql<string>`left(regexp_replace(question.html, '<[^>]+>', ' ', 'g'), 400)`

/**
 * One page of threads, by key: rows that arrive meanwhile neither repeat nor hide others. One row more than a page is
 * read, to know whether there is a next one.
 */
export async function listThreads(
  db: Db,
  viewer: Viewer,
  options: {
    sort?: ThreadSort
    filter?: ThreadFilter
    tagId?: number
    categoryId?: number
    authorId?: number
    locale?: Locale
    after?: Cursor
    limit?: number
  } = {},
) {
  const { sort = 'newest', filter = 'all', tagId, categoryId, authorId, locale, after, limit = PAGE_SIZE } = options
  const column = SORT_COLUMN[sort]
  const key = sort === 'score' ? sql<string>`threads.score::text` : sql<string>`${sql.ref(column)}::text`

  const rows = await db
    .selectFrom('threads')
    .innerJoin('posts as question', 'question.id', 'threads.questionId')
    .innerJoin('categories', 'categories.id', 'threads.categoryId')
    .leftJoin('users as author', 'author.id', 'threads.authorId')
    .leftJoin('users as latest', 'latest.id', 'threads.lastActivityBy')
    .where(visibleTo(viewer))
    // A list shows what stands; what is withheld is found from its author's profile or the review queue.
    .where('threads.questionState', '=', sql.lit('visible'))
    .where('threads.audience', '<>', sql.lit('private'))
    .$if(filter === 'unanswered', (query) =>
      query.where('threads.answerCount', '=', 0).where('threads.state', '<>', 'solved'),
    )
    .$if(filter === 'unsolved', (query) =>
      query.where('threads.state', '<>', 'solved').where('threads.closedAt', 'is', null),
    )
    .$if(filter === 'solved', (query) => query.where('threads.state', '=', 'solved'))
    .$if(filter === 'needs_info', (query) => query.where('threads.state', '=', 'needs_info'))
    .$if(categoryId !== undefined, (query) => query.where('threads.categoryId', '=', categoryId ?? 0))
    .$if(authorId !== undefined, (query) => query.where('threads.authorId', '=', authorId ?? 0))
    .$if(locale !== undefined, (query) => query.where('threads.locale', '=', locale ?? 'en'))
    .$if(tagId !== undefined, (query) =>
      query.where((eb) =>
        eb.exists(
          eb
            .selectFrom('threadTags')
            .whereRef('threadTags.threadId', '=', 'threads.id')
            .where('threadTags.tagId', '=', tagId ?? 0)
            .select('threadTags.tagId'),
        ),
      ),
    )
    .$if(after !== undefined, (query) => query.where(sortsAfter(column, sort, after ?? { key: '', id: 0 })))
    .select((eb) => [
      'threads.id',
      'threads.title',
      'threads.state',
      'threads.closeReason',
      'threads.score',
      'threads.answerCount',
      'threads.viewCount',
      'threads.createdAt',
      'threads.lastActivityAt',
      'threads.locale',
      'threads.acceptedAnswerId',
      'categories.slug as categorySlug',
      'categories.name as categoryName',
      'categories.translations as categoryTranslations',
      'author.id as authorId',
      'author.name as authorName',
      'author.reputation as authorReputation',
      'question.authorName as formerAuthorName',
      'latest.name as latestName',
      excerptOf.as('excerpt'),
      key.as('cursorKey'),
      jsonArrayFrom(
        eb
          .selectFrom('threadTags')
          .innerJoin('tags', 'tags.id', 'threadTags.tagId')
          .whereRef('threadTags.threadId', '=', 'threads.id')
          .orderBy('threadTags.position')
          .select(['tags.name']),
      ).as('tags'),
      eb
        .exists(
          eb
            .selectFrom('tickets')
            .whereRef('tickets.threadId', '=', 'threads.id')
            .where('tickets.state', 'not in', ['solved', 'closed'])
            .select('tickets.id'),
        )
        .as('escalated'),
    ])
    .orderBy(column, 'desc')
    .orderBy('threads.id', 'desc')
    // In the statement itself: as a parameter, PostgreSQL would plan for a tenth of all threads and sort them first.
    .limit(sql.lit(limit + 1))
    .execute()

  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const next = rows.length > limit && last ? { key: last.cursorKey, id: last.id } : null
  return { items: items.map(({ cursorKey: _, ...item }) => ({ ...item, excerpt: excerpt(item.excerpt, 220) })), next }
}
export type ThreadListItem = Awaited<ReturnType<typeof listThreads>>['items'][number]

function sortsAfter(column: string, sort: ThreadSort, after: Cursor) {
  return sort === 'score'
    ? sql<SqlBool>`(${sql.ref(column)}, threads.id) < (${Number(after.key)}::integer, ${after.id}::bigint)`
    : sql<SqlBool>`(${sql.ref(column)}, threads.id) < (${after.key}::timestamptz, ${after.id}::bigint)`
}

const NOTICES = ['thread.escalated', 'thread.info_requested'] as const

const threadRow = prepare((db, viewer, { threadId }: { threadId: number }) =>
  db
    .selectFrom('threads')
    .innerJoin('categories', 'categories.id', 'threads.categoryId')
    .leftJoin('users as accepter', 'accepter.id', 'threads.acceptedBy')
    .leftJoin('users as closer', 'closer.id', 'threads.closedBy')
    .where('threads.id', '=', threadId)
    .where(visibleTo(viewer))
    .select((eb) => [
      'threads.id',
      'threads.title',
      'threads.locale',
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
      'threads.needsInfoAt',
      'threads.createdAt',
      'threads.lastActivityAt',
      'threads.viewCount',
      'threads.answerCount',
      'threads.escalationDueAt',
      'categories.slug as categorySlug',
      'categories.name as categoryName',
      'categories.translations as categoryTranslations',
      jsonArrayFrom(
        eb
          .selectFrom('threadTags')
          .innerJoin('tags', 'tags.id', 'threadTags.tagId')
          .whereRef('threadTags.threadId', '=', 'threads.id')
          .orderBy('threadTags.position')
          .select(['tags.id', 'tags.name']),
      ).as('tags'),
      // Most threads have none of these: then nobody needs to ask for them.
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
        .exists(
          eb
            .selectFrom('threadLinks')
            .where((or) =>
              or.or([
                or('threadLinks.threadId', '=', or.ref('threads.id')),
                or('threadLinks.otherThreadId', '=', or.ref('threads.id')),
              ]),
            )
            .select('threadLinks.threadId'),
        )
        .as('hasLinks'),
      eb
        .exists(eb.selectFrom('articles').whereRef('articles.sourceThreadId', '=', 'threads.id').select('articles.id'))
        .as('hasArticle'),
    ]),
)

/** The thread's own facts for its page. Throws `thread.not_found` for who may not see it. */
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

const postsOf = prepare(
  (db, viewer, thread: { id: number; authorId: number | null; acceptedAnswerId: number | null; tagIds: number[] }) =>
    db
      .selectFrom('posts')
      .leftJoin('users', 'users.id', 'posts.authorId')
      .leftJoin('votes', (join) =>
        join
          .onRef('votes.postId', '=', 'posts.id')
          .on('votes.voterId', '=', sql<number>`${viewer?.id ?? null}::bigint`),
      )
      .where('posts.threadId', '=', thread.id)
      .where(visiblePosts(viewer, thread))
      .select((eb) => [
        'posts.id',
        'posts.kind',
        'posts.state',
        'posts.parentId',
        'posts.html',
        'posts.score',
        'posts.authorId',
        'posts.officialAt',
        'posts.solves',
        'posts.createdAt',
        'posts.editedAt',
        'posts.deletedBy',
        'users.name as userName',
        'posts.authorName as formerName',
        'users.reputation',
        'votes.value as myVote',
        eb
          .exists(
            eb
              .selectFrom('grants')
              .whereRef('grants.userId', '=', 'posts.authorId')
              .where('grants.role', 'in', ['staff', 'admin'])
              .where('grants.revokedAt', 'is', null)
              .select('grants.id'),
          )
          .as('byStaff'),
        eb
          .exists(
            eb
              .selectFrom('grants')
              .whereRef('grants.userId', '=', 'posts.authorId')
              .where('grants.tagId', '=', sql<number>`any(${thread.tagIds})`)
              .where('grants.revokedAt', 'is', null)
              .select('grants.id'),
          )
          .as('byExpert'),
      ])
      .orderBy(sql`posts.id is not distinct from ${thread.acceptedAnswerId}::bigint`, 'desc')
      .orderBy(sql`case when posts.kind = 'answer' then posts.score end`, (order) => order.desc().nullsLast())
      .orderBy(sql`posts.kind = 'answer' and posts.official_at is not null`, 'desc')
      .orderBy(sql`case when posts.kind = 'answer' then posts.created_at end`, 'desc')
      .orderBy('posts.createdAt')
      .orderBy('posts.id'),
)

/**
 * Everything said in a thread that the viewer may see: the question, answers in reading order (accepted, score,
 * official, newest), comments and notes in the order they were written; each with its author and the viewer's own vote.
 */
export async function listPosts(
  db: Db,
  viewer: Viewer,
  thread: { id: number; authorId: number | null; acceptedAnswerId: number | null; tags: Array<{ id: number }> },
) {
  const { id, authorId, acceptedAnswerId } = thread
  return postsOf(db, viewer, { id, authorId, acceptedAnswerId, tagIds: thread.tags.map((tag) => tag.id) })
}
export type ThreadPost = Awaited<ReturnType<typeof listPosts>>[number]

const noticesOf = prepare((db, _viewer, { threadId }: { threadId: number }) =>
  db
    .selectFrom('events')
    .innerJoin('users', 'users.id', 'events.actorId')
    .where('events.threadId', '=', threadId)
    .where('events.verb', 'in', NOTICES)
    .select([
      'events.id',
      'events.verb',
      'events.after',
      'events.createdAt',
      'users.name as actorName',
      'users.kind as actorKind',
    ])
    .orderBy('events.id'),
)

/** What happened to a thread, for the line of notices on its page. */
export const listThreadNotices = (db: Db, threadId: number) => noticesOf(db, null, { threadId })

const linkedWith = prepare((db, viewer, { threadId }: { threadId: number }) =>
  db
    .selectFrom('threads')
    .where(visibleTo(viewer))
    .where('threads.questionState', '=', 'visible')
    .where('threads.id', 'in', (eb) =>
      eb
        .selectFrom('threadLinks')
        .where('threadLinks.threadId', '=', threadId)
        .select('threadLinks.otherThreadId as id')
        .union(
          eb
            .selectFrom('threadLinks')
            .where('threadLinks.otherThreadId', '=', threadId)
            .select('threadLinks.threadId as id'),
        ),
    )
    .select(['threads.id', 'threads.title', 'threads.score', 'threads.state'])
    .orderBy('threads.score', 'desc')
    .limit(sql.lit(8)),
)

/** Threads linked with this one, whoever linked them, and its known duplicates. */
export const listLinkedThreads = (db: Db, viewer: Viewer, threadId: number) => linkedWith(db, viewer, { threadId })

/** When the asker last said something in the thread; the moment of asking at the earliest. */
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

/** A post as its editor needs it. */
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
    ])
    .executeTakeFirstOrThrow(() => notFound('post'))
  const thread = await getThread(db, viewer, post.threadId)
  const visible = await db
    .selectFrom('posts')
    .where('posts.id', '=', postId)
    .where(visiblePosts(viewer, { authorId: thread.authorId, tagIds: thread.tags.map((tag) => tag.id) }))
    .select('posts.id')
    .executeTakeFirst()
  if (!visible) throw notFound('post')
  return { post, thread }
}

export function listRevisions(db: Db, postId: number) {
  return db
    .selectFrom('revisions')
    .leftJoin('users', 'users.id', 'revisions.editorId')
    .where('revisions.postId', '=', postId)
    .select([
      'revisions.number',
      'revisions.title',
      'revisions.tags',
      'revisions.body',
      'revisions.reason',
      'revisions.createdAt',
      'revisions.editorId',
      'users.name as editorName',
    ])
    .orderBy('revisions.number', 'desc')
    .execute()
}
