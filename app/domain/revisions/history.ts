import { canEditArticle } from '#app/domain/articles/permissions.ts'
import { notFound } from '#app/domain/errors.ts'
import { factText } from '#app/domain/events/verbs.ts'
import { canEdit } from '#app/domain/posts/permissions.ts'
import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { getPostForEditing } from '#app/domain/threads/queries.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { isModerator } from '#app/domain/users/roles.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import type { PostKind } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const PAGE_SIZE = 20

/** A post whose history is shown: in a thread, or one language of an article. */
export type PostOfHistory = {
  id: number
  kind: PostKind
  title: string
  locale: string
  threadId: number | null
  articleId: number | null
  categoryId: number
  authorId: number | null
  body: string
  bodyFormat: 'markdown' | 'html'
  tags: string[]
  createdAt: Date
  version: number
  mayEdit: boolean
  /** This reader may not see revisions before this one: those of an article from before it was published to them. */
  firstRevision: number
}

/** The history of a post, for everybody who may see the post. Throws not-found `post`. */
export async function getPostOfHistory(db: Db, viewer: Viewer, postId: number): Promise<PostOfHistory> {
  const article = await db.selectFrom('posts').where('id', '=', postId).select('articleId').executeTakeFirst()
  if (article?.articleId != null) return getArticlePost(db, viewer, postId)

  const { post, thread } = await getPostForEditing(db, viewer, postId)
  return {
    id: post.id,
    kind: post.kind,
    title: thread.title,
    locale: thread.otherLanguage ?? thread.locale,
    threadId: thread.id,
    articleId: null,
    categoryId: thread.categoryId,
    authorId: post.authorId,
    body: post.body,
    bodyFormat: post.bodyFormat,
    tags: post.kind === 'question' ? thread.tags.map((tag) => tag.name) : [],
    createdAt: post.createdAt,
    version: await getTextVersion(db, post.id),
    mayEdit: canEdit(viewer, thread, post),
    firstRevision: 1,
  }
}

async function getArticlePost(db: Db, viewer: Viewer, postId: number): Promise<PostOfHistory> {
  const article = await db
    .selectFrom('articleTranslations')
    .innerJoin('articles', 'articles.id', 'articleTranslations.articleId')
    .innerJoin('posts', 'posts.id', 'articleTranslations.postId')
    .where('posts.id', '=', postId)
    .where(visibleArticles(viewer))
    .select([
      'articles.id as articleId',
      'articles.categoryId',
      'articles.state',
      'articles.draftedBy',
      'articles.ownerId',
      'articles.reviewReason',
      'articles.publishedAt',
      'articleTranslations.title',
      'articleTranslations.locale',
      'posts.authorId',
      'posts.body',
      'posts.bodyFormat',
      'posts.createdAt',
    ])
    .executeTakeFirstOrThrow(() => notFound('post'))
  const concerned =
    isModerator(viewer, article.categoryId) || viewer?.id === article.draftedBy || viewer?.id === article.ownerId
  return {
    id: postId,
    kind: 'article',
    title: article.title,
    locale: article.locale,
    threadId: null,
    articleId: article.articleId,
    categoryId: article.categoryId,
    authorId: article.authorId,
    body: article.body,
    bodyFormat: article.bodyFormat,
    tags: [],
    createdAt: article.createdAt,
    version: await getTextVersion(db, postId),
    mayEdit: canEditArticle(viewer, article),
    firstRevision: concerned ? 1 : await findFirstReadable(db, viewer, { ...article, postId }),
  }
}

/**
 * Readers see the history of an article from the text that was shown when they could first read it. Earlier revisions,
 * of the draft or of an article for fewer people, stay hidden from them.
 */
async function findFirstReadable(
  db: Db,
  viewer: Viewer,
  article: { articleId: number; postId: number; publishedAt: Date | null },
): Promise<number> {
  const audienceBefore = factText('article.edited', 'before', 'audience')
  const widened = await db
    .selectFrom('events')
    .where('articleId', '=', article.articleId)
    .where('verb', '=', 'article.edited')
    .where(audienceBefore, 'in', viewer ? ['staff'] : ['staff', 'members'])
    .where(audienceBefore, 'is distinct from', factText('article.edited', 'after', 'audience'))
    .select((eb) => eb.fn.max('createdAt').as('at'))
    .executeTakeFirst()
  const moments = [article.publishedAt, widened?.at ?? null].filter((moment) => moment !== null)
  const since = moments.length > 0 ? new Date(Math.max(...moments.map((moment) => moment.getTime()))) : new Date()
  const first = await db
    .selectFrom('revisions')
    .where('postId', '=', article.postId)
    .where('createdAt', '<=', since)
    .select((eb) => eb.fn.max('number').as('number'))
    .executeTakeFirst()
  return first?.number ?? 1
}

/** One page of the revisions of a post, the newest first, paged by number; without their texts, which are long. */
export async function listRevisions(
  db: Db,
  post: Pick<PostOfHistory, 'id' | 'firstRevision'>,
  { before }: { before?: number } = {},
) {
  const rows = await db
    .selectFrom('revisions')
    .leftJoin('users', 'users.id', 'revisions.editorId')
    .leftJoin('users as redactors', 'redactors.id', 'revisions.redactedBy')
    .leftJoin('suggestedEdits', (join) =>
      join
        .onRef('suggestedEdits.postId', '=', 'revisions.postId')
        .onRef('suggestedEdits.revisionNumber', '=', 'revisions.number'),
    )
    .leftJoin('users as reviewers', 'reviewers.id', 'suggestedEdits.decidedBy')
    .where('revisions.postId', '=', post.id)
    .where('revisions.number', '>=', post.firstRevision)
    .$if(before !== undefined, (query) => query.where('revisions.number', '<', before ?? 0))
    .select((eb) => [
      'revisions.number',
      'revisions.reason',
      'revisions.weight',
      'revisions.createdAt',
      'revisions.rolledBackTo',
      'revisions.redactedAt',
      'redactors.name as redactedByName',
      'revisions.editorId',
      'users.name as editorName',
      'suggestedEdits.decidedBy as reviewerId',
      'reviewers.name as reviewerName',
      'suggestedEdits.improved',
      eb.fn<number>('length', ['revisions.body']).as('length'),
    ])
    .orderBy('revisions.number', 'desc')
    .limit(PAGE_SIZE + 1)
    .execute()
  const revisions = rows.slice(0, PAGE_SIZE)
  return { revisions, next: rows.length > PAGE_SIZE ? (revisions.at(-1)?.number ?? null) : null }
}
export type RevisionListItem = Awaited<ReturnType<typeof listRevisions>>['revisions'][number]

/** The number of the newest revision; 0 for a post that was never changed. */
export async function findNewestRevision(db: Db, postId: number): Promise<number> {
  const row = await db
    .selectFrom('revisions')
    .where('postId', '=', postId)
    .select((eb) => eb.fn.max('number').as('number'))
    .executeTakeFirst()
  return row?.number ?? 0
}

/** The text of one revision. Throws not-found `revision`, also when this reader may not see it. */
export function getRevision(db: Db, post: Pick<PostOfHistory, 'id' | 'firstRevision'>, number: number) {
  return db
    .selectFrom('revisions')
    .where('postId', '=', post.id)
    .where('number', '=', number)
    .where('number', '>=', post.firstRevision)
    .select(['number', 'title', 'tags', 'body', 'bodyFormat', 'redactedAt', 'editorId', 'createdAt'])
    .executeTakeFirstOrThrow(() => notFound('revision'))
}
