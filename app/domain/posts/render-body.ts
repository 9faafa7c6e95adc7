import { listUsableAttachments } from '#app/domain/attachments/queries.ts'
import { renderedText } from '#app/domain/render-text.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import { siteOrigins } from '#app/platform/site-origins.ts'
import type { SafeHtml } from '#app/text/markdown.ts'
import { findReferences, linkReferences, type References } from '#app/text/markdown-references.ts'
import type { Db } from '#db/transaction.ts'

export type RenderedBody = {
  html: SafeHtml
  found: References
  /** The people mentioned, the threads named and the attachments used; for `saveReferences`. */
  userIds: number[]
  threadIds: number[]
  attachmentIds: number[]
}

const isEmpty = (found: References) =>
  found.handles.length + found.threadIds.length + found.articleIds.length + found.attachmentKeys.length === 0

/**
 * The HTML of a text, for every kind of post: Markdown with @mentions and #numbers as links, links to this forum
 * without its host name, and attached images with their sizes. Only things that the writer may see become links, and
 * the HTML contains no title of them.
 */
export async function renderBody(db: Db, writerId: number, body: string): Promise<RenderedBody> {
  const html = await renderedText(body, { writerId })
  const origins = siteOrigins()
  const found = findReferences(html, origins)
  // Most texts have no references; then no query is needed.
  if (isEmpty(found)) return { html, found, userIds: [], threadIds: [], attachmentIds: [] }

  const writer = await getActor(db, writerId)
  const people = await findPeople(db, found.handles)
  const threads = await findThreads(db, writer, found.threadIds)
  const articles = await findArticles(db, writer, found.articleIds)
  const attachments = await listUsableAttachments(db, writer, found.attachmentKeys)
  const images = attachments.flatMap(({ key, extension, width, height, variants }) =>
    width && height ? [[key, { key, extension, width, height, variants }] as const] : [],
  )
  const resolved = { people, threads: new Set(threads), articles: new Set(articles), images: new Map(images) }
  return {
    html: linkReferences(html, resolved, origins),
    found,
    userIds: [...new Set(found.mentioned.flatMap((handle) => people.get(handle) ?? []))],
    threadIds: threads,
    attachmentIds: attachments.map(({ id }) => id),
  }
}

async function findPeople(db: Db, handles: string[]): Promise<Map<string, number>> {
  if (handles.length === 0) return new Map()
  const rows = await db
    .selectFrom('users')
    .where('handle', 'in', handles)
    .where('kind', '=', 'person')
    .where('deletedAt', 'is', null)
    .select(['id', 'handle'])
    .execute()
  return new Map(rows.map(({ id, handle }) => [handle.toLowerCase(), id]))
}

async function findThreads(db: Db, writer: Actor, ids: number[]): Promise<number[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('threads')
    .where('threads.id', 'in', ids)
    .where(visibleTo(writer))
    .select('threads.id')
    .execute()
  return rows.map(({ id }) => id)
}

async function findArticles(db: Db, writer: Actor, ids: number[]): Promise<number[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('articles')
    .where('articles.id', 'in', ids)
    .where(visibleArticles(writer))
    .select('articles.id')
    .execute()
  return rows.map(({ id }) => id)
}
