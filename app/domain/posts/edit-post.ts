import { conflict, forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { keepRevision } from '#app/domain/posts/keep-revision.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { checkBody } from '#app/domain/posts/write-post.ts'
import { parseTags, resolveTags } from '#app/domain/tags/resolve-tags.ts'
import { checkTitle } from '#app/domain/threads/ask-question.ts'
import { giveInfo } from '#app/domain/threads/give-info.ts'
import { canEdit } from '#app/domain/threads/policy.ts'
import { countCategory, countTags, refreshThread } from '#app/domain/threads/refresh-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/jobs/queue.ts'
import { renderMarkdown } from '#app/lib/markdown.ts'
import { typedText } from '#app/lib/typed-text.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

export type PostEdit = {
  body: string
  reason?: string
  /** The number of the revision that the editor had before them; another one since then is a conflict, not a loss. */
  baseRevision: number
  title?: string
  tags?: string
  categoryId?: number
}

/**
 * Changes what a post says and keeps the revision; a question's title, tags and category change with it. Saving without
 * a change changes nothing. A closed thread can be edited: that is how its question becomes one to reopen. Throws
 * forbidden `post.edit`, conflict `post.changed_meanwhile`, not-found `category`, and invalid by the field.
 */
export function editPost(db: Db, actor: Actor, postId: number, edit: PostEdit): Promise<{ threadId: number }> {
  return inTransaction(db, async (trx) => {
    const { post, thread } = await lockPost(trx, actor, postId)
    if (!canEdit(actor, thread, post)) throw forbidden('post.edit')
    if ((await countRevisions(trx, post.id)) !== edit.baseRevision) throw conflict('post.changed_meanwhile')

    const body = checkBody(post.kind, edit.body)
    const reason = typedText(edit.reason ?? '')
    if (reason.length > 300) throw invalid('reason', 'reason.too_long', { max: 300 })

    const tagsBefore = await listTagNames(trx, thread.id)
    const isQuestion = post.kind === 'question'
    const title = isQuestion && edit.title !== undefined ? checkTitle(edit.title) : thread.title
    const tags = isQuestion && edit.tags !== undefined ? parseTags(edit.tags) : tagsBefore
    const categoryId = isQuestion && edit.categoryId ? edit.categoryId : thread.categoryId
    if (categoryId !== thread.categoryId) {
      await trx
        .selectFrom('categories')
        .where('id', '=', categoryId)
        .select('id')
        .executeTakeFirstOrThrow(() => notFound('category'))
    }
    const retagged = tags.join(' ') !== tagsBefore.join(' ')
    if (body === post.body && title === thread.title && !retagged && categoryId === thread.categoryId) {
      return { threadId: thread.id }
    }

    if (retagged) await retag(trx, actor, thread.id, tags)
    if (title !== thread.title || categoryId !== thread.categoryId) {
      await trx.updateTable('threads').set({ title, categoryId }).where('id', '=', thread.id).execute()
    }
    if (categoryId !== thread.categoryId) {
      for (const id of [categoryId, thread.categoryId].sort((a, b) => a - b)) await countCategory(trx, id)
    }
    await trx
      .updateTable('posts')
      .set({ body, bodyFormat: 'markdown', html: renderMarkdown(body), editedAt: new Date(), editedBy: actor.id })
      .where('id', '=', post.id)
      .execute()

    await keepRevision(
      trx,
      post,
      {
        body: post.body,
        bodyFormat: post.bodyFormat,
        ...(isQuestion ? { title: thread.title, tags: tagsBefore } : {}),
      },
      { body, bodyFormat: 'markdown', editorId: actor.id, reason, ...(isQuestion ? { title, tags } : {}) },
    )
    await giveInfo(trx, actor, thread)
    await refreshThread(trx, thread.id)
    await recordEvent(trx, actor, 'post.edited', { threadId: thread.id, postId: post.id }, { after: { reason } })

    const article = await trx
      .selectFrom('articles')
      .where('sourceAnswerId', '=', post.id)
      .select('id')
      .executeTakeFirst()
    if (article) await enqueue(trx, 'articles.recheck', { articleId: article.id })
    return { threadId: thread.id }
  })
}

/** How many revisions a post has; 0 for one that was never changed. */
export async function countRevisions(db: Db, postId: number): Promise<number> {
  const row = await db
    .selectFrom('revisions')
    .where('postId', '=', postId)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

async function listTagNames(trx: Trx, threadId: number): Promise<string[]> {
  const tags = await trx
    .selectFrom('threadTags')
    .innerJoin('tags', 'tags.id', 'threadTags.tagId')
    .where('threadTags.threadId', '=', threadId)
    .orderBy('threadTags.position')
    .select('tags.name')
    .execute()
  return tags.map((tag) => tag.name)
}

async function retag(trx: Trx, actor: Actor, threadId: number, names: string[]): Promise<void> {
  const tagIds = await resolveTags(trx, actor, names)
  const removed = await trx.deleteFrom('threadTags').where('threadId', '=', threadId).returning('tagId').execute()
  await trx
    .insertInto('threadTags')
    .values(tagIds.map((tagId, position) => ({ threadId, tagId, position })))
    .execute()
  await countTags(trx, [...new Set([...removed.map((tag) => tag.tagId), ...tagIds])])
}
