import { sql } from 'kysely'
import type { RenderedBody } from '#app/domain/posts/render-body.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { findActor } from '#app/domain/users/find-actor.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import { visiblePosts, visibleTo } from '#app/domain/visibility/threads.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Stores the references of a post in place of its earlier ones: mentions of people who may see it (not of the author,
 * and nobody else is notified), threads that it names, attachments that it uses. Attachments are kept for good, because
 * the history of the post shows them too.
 */
export async function saveReferences(
  trx: Trx,
  post: { id: number; threadId: number | null; articleId: number | null; authorId: number | null },
  { userIds, threadIds, attachmentIds }: RenderedBody,
  { isNew = false, at = new Date() } = {},
): Promise<void> {
  const mentioned: number[] = []
  for (const userId of userIds) {
    if (userId === post.authorId) continue
    const actor = await findActor(trx, userId)
    if (actor && (await maySee(trx, actor, post))) mentioned.push(userId)
  }
  if (!isNew) {
    await trx
      .deleteFrom('mentions')
      .where('postId', '=', post.id)
      .$if(mentioned.length > 0, (query) => query.where('userId', 'not in', mentioned))
      .execute()
    await trx.deleteFrom('threadReferences').where('postId', '=', post.id).execute()
  }
  if (mentioned.length > 0) {
    await trx
      .insertInto('mentions')
      .values(mentioned.map((userId) => ({ postId: post.id, userId, createdAt: at })))
      .onConflict((known) => known.doNothing())
      .execute()
  }
  const others = threadIds.filter((id) => id !== post.threadId)
  if (post.threadId !== null && others.length > 0) {
    const { id: postId, threadId } = post
    await trx
      .insertInto('threadReferences')
      .values(others.map((otherThreadId) => ({ postId, threadId, otherThreadId })))
      .execute()
  }
  if (attachmentIds.length > 0) {
    // The job that deletes unused attachments waits for this lock, or has deleted the row already.
    await sql`
      insert into post_attachments (post_id, attachment_id)
      select ${post.id}::bigint, id from (
        select id from attachments where id = any(${attachmentIds}::bigint[]) order by id for key share) still_there
      on conflict do nothing`.execute(trx)
  }
}

async function maySee(
  trx: Trx,
  actor: Actor,
  post: { id: number; threadId: number | null; articleId: number | null },
): Promise<boolean> {
  if (post.articleId !== null) {
    const article = await trx
      .selectFrom('articles')
      .where('articles.id', '=', post.articleId)
      .where(visibleArticles(actor))
      .select('articles.id')
      .executeTakeFirst()
    return article !== undefined
  }
  const thread = await trx
    .selectFrom('threads')
    .where('threads.id', '=', post.threadId ?? 0)
    .where(visibleTo(actor))
    .select([
      'threads.authorId',
      sql<number[]>`array(
      select tag_id from thread_tags where thread_tags.thread_id = threads.id)`.as('tagIds'),
    ])
    .executeTakeFirst()
  if (!thread) return false
  const seen = await trx
    .selectFrom('posts')
    .where('posts.id', '=', post.id)
    .where(visiblePosts(actor, thread))
    .select('posts.id')
    .executeTakeFirst()
  return seen !== undefined
}
