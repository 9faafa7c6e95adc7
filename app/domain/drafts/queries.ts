import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { type DraftKey, draftPath } from '#app/domain/drafts/draft-key.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { staffPlaces } from '#app/domain/users/roles.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import { cutText } from '#app/text/cut-text.ts'
import type { Database, Locale, VisitorDraftKind } from '#db/schema.ts'
import type { Db, Trx } from '#db/transaction.ts'

const LIST_LIMIT = 200
const EXCERPT = 180

/** After this time it is nobody's: a computer that many use keeps no text of the one before. */
export const VISITOR_DRAFT_HOURS = 24

/** What a visitor wrote before this moment is nobody's any more, deleted or not. */
export const visitorDraftsFrom = (now = new Date()): Date => new Date(now.getTime() - VISITOR_DRAFT_HOURS * 3_600_000)

/** The where-clause for one draft of this person; nobody reads the drafts of others. */
export function ofDraft(actor: Pick<Actor, 'id'>, { kind, subjectId = 0, locale }: DraftKey) {
  return (eb: ExpressionBuilder<Database, 'drafts'>): Expression<SqlBool> =>
    eb.and([
      eb('drafts.userId', '=', actor.id),
      eb('drafts.kind', '=', kind),
      eb('drafts.subjectId', '=', subjectId),
      eb('drafts.locale', '=', locale ?? ''),
    ])
}

/** The draft, as its form shows it again. */
export function findDraft(db: Db, actor: Pick<Actor, 'id'>, key: DraftKey) {
  return db
    .selectFrom('drafts')
    .where(ofDraft(actor, key))
    .where('discardedAt', 'is', null)
    .select(['fields', 'version', 'savedAt'])
    .executeTakeFirst()
}
export type Draft = NonNullable<Awaited<ReturnType<typeof findDraft>>>

export function lockDraft(trx: Trx, actor: Actor, key: DraftKey) {
  return trx
    .selectFrom('drafts')
    .where(ofDraft(actor, key))
    .select(['id', 'fields', 'version', 'writer', 'written', 'savedAt', 'discardedAt'])
    .forUpdate()
    .executeTakeFirst()
}

/** Whether something waits that was written in this browser before anybody signed in. */
export async function hasVisitorDraft(db: Db, browserKey: string): Promise<boolean> {
  const row = await db
    .selectFrom('visitorDrafts')
    .where('browserKey', '=', browserKey)
    .where('savedAt', '>=', visitorDraftsFrom())
    .select('kind')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The drafts of this person in a thread: their answer, and their comments by post. */
export async function findDraftsOfThread(
  db: Db,
  actor: Pick<Actor, 'id'>,
  threadId: number,
): Promise<{ answer?: Draft; comments: Map<number, Draft> }> {
  const drafts = await db
    .selectFrom('drafts')
    .where('userId', '=', actor.id)
    .where('discardedAt', 'is', null)
    .where((eb) =>
      eb.or([
        eb.and([eb('kind', '=', 'answer'), eb('subjectId', '=', threadId)]),
        eb.and([
          eb('kind', '=', 'comment'),
          eb('subjectId', 'in', eb.selectFrom('posts').where('posts.threadId', '=', threadId).select('posts.id')),
        ]),
      ]),
    )
    .select(['kind', 'subjectId', 'fields', 'version', 'savedAt'])
    .execute()
  return {
    answer: drafts.find((draft) => draft.kind === 'answer'),
    comments: new Map(drafts.filter((draft) => draft.kind === 'comment').map((draft) => [draft.subjectId, draft])),
  }
}

/**
 * All drafts of this person, newest first, each with the thing that it is written on when they may still see that. A
 * draft without it can be read and discarded, but not opened.
 */
export async function listDrafts(db: Db, actor: Actor, { limit = LIST_LIMIT } = {}) {
  const drafts = await db
    .selectFrom('drafts')
    .where('userId', '=', actor.id)
    .where('discardedAt', 'is', null)
    .orderBy('savedAt', 'desc')
    .orderBy('id', 'desc')
    .select(['id', 'kind', 'subjectId', 'locale', 'fields', 'savedAt'])
    .limit(sql.lit(limit))
    .execute()
  const idsOf = (...kinds: string[]) =>
    drafts.filter((draft) => kinds.includes(draft.kind)).map((draft) => draft.subjectId)
  const [threads, posts, articles, tickets] = await Promise.all([
    listThreadTitles(db, actor, idsOf('answer', 'private_reply')),
    listPostTitles(db, actor, idsOf('comment', 'edit')),
    listArticleTitles(db, actor, idsOf('article_edit')),
    listTicketTitles(db, actor, idsOf('ticket')),
  ])
  const subjects = {
    answer: threads,
    private_reply: threads,
    comment: posts,
    edit: posts,
    article_edit: articles,
    ticket: tickets,
  }

  return drafts.map(({ fields, ...draft }) => {
    const on = draft.kind in subjects ? subjects[draft.kind as keyof typeof subjects] : undefined
    const locale = (draft.locale || undefined) as Locale | undefined
    const subject = on?.get(draft.subjectId)
    const key = { kind: draft.kind, subjectId: draft.subjectId, locale }
    return {
      ...draft,
      title: fields.title?.trim() || null,
      body: fields.body ?? '',
      excerpt: cutText((fields.body ?? '').replace(/\s+/g, ' ').trim(), EXCERPT),
      subject: subject ?? null,
      path: on && subject === undefined ? null : draftPath(key),
    }
  })
}

/** Threads at whose desk this person works. */
const staffOf =
  (actor: Actor) =>
  (eb: ExpressionBuilder<Database, 'threads'>): Expression<SqlBool> => {
    const places = staffPlaces(actor)
    return places === 'everywhere' ? sql<SqlBool>`true` : eb('threads.categoryId', '=', sql<number>`any(${places})`)
  }

type Titles = Map<number, string>
const byId = (rows: Array<{ id: number; title: string }>): Titles => new Map(rows.map(({ id, title }) => [id, title]))

async function listThreadTitles(db: Db, actor: Actor, ids: number[]): Promise<Titles> {
  if (ids.length === 0) return new Map()
  return byId(
    await db
      .selectFrom('threads')
      .where('id', 'in', ids)
      .where('mergedInto', 'is', null)
      .where(visibleTo(actor))
      .select(['id', 'title'])
      .execute(),
  )
}

async function listPostTitles(db: Db, actor: Actor, ids: number[]): Promise<Titles> {
  if (ids.length === 0) return new Map()
  return byId(
    await db
      .selectFrom('posts')
      .innerJoin('threads', 'threads.id', 'posts.threadId')
      .where('posts.id', 'in', ids)
      .where('posts.state', '=', 'visible')
      .where((eb) => eb.or([eb('posts.kind', 'in', ['question', 'answer', 'comment']), staffOf(actor)(eb)]))
      .where(visibleTo(actor))
      .select(['posts.id', 'threads.title'])
      .execute(),
  )
}

async function listArticleTitles(db: Db, actor: Actor, ids: number[]): Promise<Titles> {
  if (ids.length === 0) return new Map()
  return byId(
    await db
      .selectFrom('articles')
      .innerJoin('articleTranslations', (join) =>
        join
          .onRef('articleTranslations.articleId', '=', 'articles.id')
          .onRef('articleTranslations.locale', '=', 'articles.defaultLocale'),
      )
      .where('articles.id', 'in', ids)
      .where(visibleArticles(actor))
      .select(['articles.id', 'articleTranslations.title'])
      .execute(),
  )
}

async function listTicketTitles(db: Db, actor: Actor, ids: number[]): Promise<Titles> {
  if (ids.length === 0) return new Map()
  return byId(
    await db
      .selectFrom('tickets')
      .innerJoin('threads', 'threads.id', 'tickets.threadId')
      .where('tickets.id', 'in', ids)
      .where(staffOf(actor))
      .where(visibleTo(actor))
      .select(['tickets.id', 'threads.title'])
      .execute(),
  )
}

/** What was written in a browser for a form before its writer signed in, and when it was kept. */
export type WrittenBefore = { fields: Record<string, string>; savedAt: Date }

export async function findVisitorDraft(
  db: Db,
  { browserKey, kind, subjectId = 0 }: { browserKey: string; kind: VisitorDraftKind; subjectId?: number },
): Promise<WrittenBefore | undefined> {
  return db
    .selectFrom('visitorDrafts')
    .where('browserKey', '=', browserKey)
    .where('kind', '=', kind)
    .where('subjectId', '=', subjectId)
    .where('savedAt', '>=', visitorDraftsFrom())
    .select(['fields', 'savedAt'])
    .executeTakeFirst()
}
