import { sql } from 'kysely'
import { z } from 'zod'
import { isSupported } from '#app/domain/categories/category-text.ts'
import { checkAnswers } from '#app/domain/categories/check-answers.ts'
import { fieldsInput } from '#app/domain/categories/fields.ts'
import { tagNamesOf } from '#app/domain/categories/queries.ts'
import { command } from '#app/domain/command.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { followByTakingPart } from '#app/domain/follows/follow.ts'
import { chosen, id, locale, moment, writtenIn } from '#app/domain/input.ts'
import { lockPostsOf } from '#app/domain/posts/lock-posts-of.ts'
import { lookBeforePosting } from '#app/domain/posts/look-before-posting.ts'
import { typedSeconds } from '#app/domain/posts/needs-approval.ts'
import { queueForApproval } from '#app/domain/posts/queue-for-approval.ts'
import { bodyOf, writePost } from '#app/domain/posts/write-post.ts'
import { resolveTags, saveTags } from '#app/domain/tags/resolve-tags.ts'
import { tagsInput } from '#app/domain/tags/tag-input.ts'
import { parseTags } from '#app/domain/tags/tag-names.ts'
import { canAsk } from '#app/domain/threads/permissions.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import { titleInput } from '#app/domain/threads/title.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { languageToKeep } from '#app/text/language.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Opens a thread with its question, which also gets the tags of its category. A question that is sent twice is stored
 * once. Throws forbidden `thread.ask`, and invalid with the field: title, body, tags, category, fields of the category.
 */
export const askQuestion = command(
  {
    name: 'thread.ask',
    input: z.object({
      title: titleInput,
      body: bodyOf('question'),
      categoryId: chosen('category.missing'),
      tags: tagsInput,
      /** The language of the interface: that of the question when its text does not tell. */
      locale,
      language: writtenIn.default('auto'),
      fields: fieldsInput.default({}),
      /** Suggestions that the asker declined. */
      declinedPostIds: z.array(id).max(1_000).default([]),
      typedSeconds,
      at: moment,
    }),
    callers: 'writers',
    rate: 'question',
    texts: ({ body }) => ({ body }),
  },
  async (trx, actor, question): Promise<{ id: number; title: string }> => {
    if (!canAsk(actor)) throw forbidden('thread.ask')
    const { title, at: createdAt } = question
    const category = await trx
      .selectFrom('categories')
      .where('id', '=', question.categoryId)
      .select(['id', 'fields', 'translations', tagNamesOf])
      .executeTakeFirstOrThrow(() => notFound('category'))
    if (!isSupported(category)) throw invalid('categoryId', 'category.unsupported')
    const fields = checkAnswers(category, question.fields)
    await lockPostsOf(trx, actor)
    const names = [...parseTags(question.tags), ...category.tagNames]
    const tagIds = await resolveTags(trx, actor, [...new Set(names)])

    const before = await lookBeforePosting(trx, actor, {
      kind: 'question',
      title,
      body: question.body,
      categoryId: category.id,
      typedSeconds: question.typedSeconds,
      draft: { kind: 'question' },
      at: createdAt,
    })
    if (before.begun) await deleteDraft(trx, actor, { kind: 'question' })
    if (before.sentId !== null) return { id: before.sentId, title }

    const pending = before.heldFor !== undefined
    const { language } = question
    const thread = await trx
      .insertInto('threads')
      .values({
        categoryId: category.id,
        authorId: actor.id,
        title,
        fields: JSON.stringify(fields),
        ...(language === 'auto'
          ? await languageToKeep({ title, text: question.body }, question.locale)
          : { locale: language }),
        localeChosen: language !== 'auto',
        createdAt,
        lastActivityAt: createdAt,
        lastActivityBy: actor.id,
      })
      .returning(['id', 'title'])
      .executeTakeFirstOrThrow()
    const post = await writePost(trx, {
      threadId: thread.id,
      kind: 'question',
      authorId: actor.id,
      body: question.body,
      pending,
      at: createdAt,
    })
    await saveTags(trx, thread.id, tagIds)
    await saveDeclined(trx, thread.id, question.declinedPostIds)
    await refreshThread(trx, thread.id)
    const questionPost = { id: post.id, threadId: thread.id }
    if (before.heldFor) await queueForApproval(trx, actor, questionPost, before.heldFor)
    else await announceQuestion(trx, actor, questionPost)
    return thread
  },
)

/** Stores the declined suggestions: the asker has read them already, so they are not given as an automatic reply. */
async function saveDeclined(trx: Trx, threadId: number, postIds: number[]): Promise<void> {
  if (postIds.length === 0) return
  await sql`
    insert into declined_articles (thread_id, article_id)
    select distinct ${threadId}::bigint, article_id from posts
    where id = any (${postIds.slice(0, 50)}::bigint[]) and article_id is not null`.execute(trx)
}

/** Does what follows when a question becomes visible. */
export async function announceQuestion(trx: Trx, actor: Actor, post: { id: number; threadId: number }): Promise<void> {
  const { id: postId, threadId } = post
  await followByTakingPart(trx, actor, threadId)
  enqueue(trx, 'experts.ask', { threadId })
  recordEvent(trx, actor, 'thread.asked', { threadId, postId })
  enqueue(trx, 'threads.relate', { threadId })
  enqueue(trx, 'automatic_replies.reply', { threadId })
}
