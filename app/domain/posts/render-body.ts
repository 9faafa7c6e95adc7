import { listUsableAttachments } from '#app/domain/attachments/queries.ts'
import { DomainError } from '#app/domain/errors.ts'
import { renderedText } from '#app/domain/render-text.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModeratorEverywhere } from '#app/domain/users/roles.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { ErrorCode } from '#app/messages/keys.ts'
import { siteOrigins } from '#app/platform/site-origins.ts'
import type { SafeHtml } from '#app/text/markdown.ts'
import { findReferences, linkReferences, type References } from '#app/text/markdown-references.ts'
import type { Db } from '#db/transaction.ts'

const DAY = 86_400_000

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

/**
 * Checks whether somebody may write a text with these images, links and mentions. Those that were there before an edit
 * are not checked again. Throws forbidden `images.privilege` and `links.privilege` with the points that are needed, and
 * on the first day of an account `images.first_day`, `mentions.first_day`.
 */
export async function checkReferences(
  db: Db,
  actorId: number,
  { found, userIds }: RenderedBody,
  { before, at }: { before?: string; at?: Date } = {},
): Promise<void> {
  if (found.images + found.foreignLinks + userIds.length === 0) return
  const earlier =
    before === undefined ? undefined : findReferences(await renderedText(before, { writerId: actorId }), siteOrigins())
  const adds = (count: (references: References) => number) => count(found) > (earlier ? count(earlier) : 0)

  const limits = await getSetting(db, 'writing')
  const actor = await getActor(db, actorId)
  const refuse = (code: ErrorCode, figures: Record<string, number>) =>
    new DomainError('forbidden', code, 'body', figures)

  if (adds((each) => each.images) && !hasPrivilege(actor, 'postImages')) {
    throw refuse('images.privilege', { points: actor.privileges.postImages })
  }
  const max = limits.linksWithoutPrivilege
  if (found.foreignLinks > max && adds((each) => each.foreignLinks) && !hasPrivilege(actor, 'postManyLinks')) {
    throw refuse('links.privilege', { max, points: actor.privileges.postManyLinks })
  }
  if (!isNew(actor, at)) return
  if (found.images > limits.firstDayImages && adds((each) => each.images)) {
    throw refuse('images.first_day', { max: limits.firstDayImages })
  }
  if (userIds.length > limits.firstDayMentions && adds((each) => each.mentioned.length)) {
    throw refuse('mentions.first_day', { max: limits.firstDayMentions })
  }
}

const isNew = (actor: Actor, at = new Date()) =>
  !isModeratorEverywhere(actor) && actor.kind === 'person' && at.getTime() - actor.createdAt.getTime() < DAY

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
