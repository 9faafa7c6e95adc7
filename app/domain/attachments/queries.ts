import { sql } from 'kysely'
import { notFound } from '#app/domain/errors.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { moderatorPlaces } from '#app/domain/users/roles.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import { visiblePosts, visibleTo } from '#app/domain/visibility/threads.ts'
import type { Db } from '#db/transaction.ts'

const THREADS_LOOKED_AT = 50

/** The ids of those attachments that are used, now or in its history, by a post that this viewer may see. */
async function seen(db: Db, viewer: Viewer, attachmentIds: number[]): Promise<Set<number>> {
  if (attachmentIds.length === 0) return new Set()
  const inArticles = await db
    .selectFrom('postAttachments')
    .innerJoin('posts', 'posts.id', 'postAttachments.postId')
    .innerJoin('articles', 'articles.id', 'posts.articleId')
    .where('postAttachments.attachmentId', 'in', attachmentIds)
    .where('posts.state', '=', 'visible')
    .where(visibleArticles(viewer))
    .select('postAttachments.attachmentId')
    .execute()
  const found = new Set(inArticles.map((row) => row.attachmentId))

  const threads = await db
    .selectFrom('postAttachments')
    .innerJoin('posts', 'posts.id', 'postAttachments.postId')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .where('postAttachments.attachmentId', 'in', attachmentIds)
    .where(visibleTo(viewer))
    .select([
      'threads.id',
      'threads.authorId',
      sql<number[]>`array(
      select tag_id from thread_tags where thread_tags.thread_id = threads.id)`.as('tagIds'),
    ])
    .distinct()
    .limit(sql.lit(THREADS_LOOKED_AT))
    .execute()
  for (const thread of threads) {
    if (found.size === attachmentIds.length) break
    const rows = await db
      .selectFrom('postAttachments')
      .innerJoin('posts', 'posts.id', 'postAttachments.postId')
      .where('postAttachments.attachmentId', 'in', attachmentIds)
      .where('posts.threadId', '=', thread.id)
      .where(visiblePosts(viewer, thread))
      .select('postAttachments.attachmentId')
      .execute()
    for (const row of rows) found.add(row.attachmentId)
  }
  return found
}

/**
 * An attachment, for everybody who may see a post that uses it. When no post uses it, only its uploader may have it;
 * when a suggested edit uses it, also those who decide on the edit. For all others it does not exist: throws
 * `attachment.not_found`. `everybody` says whether visitors may have it too.
 */
export async function getAttachment(db: Db, viewer: Viewer, key: string) {
  const attachment = await db
    .selectFrom('attachments')
    .where('key', '=', key)
    .select(['id', 'key', 'uploaderId', 'kind', 'extension', 'mediaType', 'name', 'variants', 'createdAt'])
    .executeTakeFirstOrThrow(() => notFound('attachment'))

  // The most frequent case, with the same answer for everybody.
  if ((await seen(db, null, [attachment.id])).size > 0) return { ...attachment, everybody: true }
  if (viewer) {
    const used = await isUsed(db, attachment.id)
    const own = viewer.id === attachment.uploaderId && !used
    if (own || (used && (await seen(db, viewer, [attachment.id])).size > 0)) return { ...attachment, everybody: false }
    if (await isJudgedBy(db, viewer, attachment)) return { ...attachment, everybody: false }
  }
  throw notFound('attachment')
}

async function isUsed(db: Db, attachmentId: number): Promise<boolean> {
  const row = await db
    .selectFrom('postAttachments')
    .where('attachmentId', '=', attachmentId)
    .select('postId')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

async function isJudgedBy(
  db: Db,
  viewer: Viewer,
  { key, uploaderId }: { key: string; uploaderId: number | null },
): Promise<boolean> {
  if (!viewer || uploaderId === null) return false
  const places = hasPrivilege(viewer, 'review') ? 'everywhere' : moderatorPlaces(viewer)
  if (places.length === 0) return false
  const row = await db
    .selectFrom('suggestedEdits')
    .innerJoin('posts', 'posts.id', 'suggestedEdits.postId')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .where('suggestedEdits.authorId', '=', uploaderId)
    .where('suggestedEdits.state', '=', 'open')
    .where('suggestedEdits.body', 'like', `%${key}%`)
    .where(visibleTo(viewer))
    .$if(places !== 'everywhere', (query) => query.where('threads.categoryId', '=', sql<number>`any(${places})`))
    .select('suggestedEdits.id')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Those of the attachments that somebody may use in a text: their own, and those that they may see. Knowing an address
 * is not enough: otherwise a text could show everybody a private file.
 */
export async function listUsableAttachments(db: Db, viewer: Viewer, keys: string[]) {
  if (keys.length === 0 || !viewer) return []
  const rows = await db
    .selectFrom('attachments')
    .where('key', 'in', keys)
    .select(['id', 'key', 'uploaderId', 'extension', 'width', 'height', 'variants'])
    .execute()
  const others = rows.filter((row) => row.uploaderId !== viewer.id).map((row) => row.id)
  const visible = await seen(db, viewer, others)
  return rows.filter((row) => row.uploaderId === viewer.id || visible.has(row.id))
}
