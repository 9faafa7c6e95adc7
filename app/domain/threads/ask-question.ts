import { sql } from 'kysely'
import { z } from 'zod'
import { isSupported } from '#app/domain/categories/category-text.ts'
import { checkAnswers } from '#app/domain/categories/check-answers.ts'
import { listTagsOfCategory } from '#app/domain/categories/queries.ts'
import { command } from '#app/domain/command.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { followByTakingPart } from '#app/domain/follows/follow.ts'
import { chosen, id, line, locale, moment, typed } from '#app/domain/input.ts'
import { findSentTwice } from '#app/domain/posts/find-sent-twice.ts'
import { holdPost, mustWait, typedSeconds } from '#app/domain/posts/hold-post.ts'
import { bodyOf, writePost } from '#app/domain/posts/write-post.ts'
import { parseTags, resolveTags } from '#app/domain/tags/resolve-tags.ts'
import { canAsk } from '#app/domain/threads/permissions.ts'
import { countCategory, countThread, refreshThread } from '#app/domain/threads/refresh-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'

const ASK_LOCK = 1_702_131_318

export const TITLE_LENGTH = [15, 150] as const

/** The title of a question, as commands take it; refused as `title.too_short` or `title.too_long`. */
export const titleInput = line({ min: TITLE_LENGTH[0], max: TITLE_LENGTH[1], code: 'title' })

/** Tags as people type them, no longer than five names can be. */
export const tagsInput = typed(1_000)

/** What a topic wants to know beyond the text, by the keys of its fields; each topic checks them by its own rules. */
export const fieldsInput = z.record(typed(100), typed(10_000)).refine((fields) => Object.keys(fields).length <= 100)

/** The question that the same press of a button has just asked; the lock makes the second one wait for the first. */
async function findAskedTwice(
  trx: Trx,
  actor: Actor,
  { title, body, at }: { title: string; body: string; at: Date },
): Promise<{ id: number; title: string } | undefined> {
  await sql`select pg_advisory_xact_lock(${ASK_LOCK}, ${actor.id % 2 ** 31}::integer)`.execute(trx)
  const threads = await trx
    .selectFrom('threads')
    .where('authorId', '=', actor.id)
    .orderBy('id', 'desc')
    .select(['id', 'title'])
    .limit(3)
    .execute()
  for (const thread of threads.filter((each) => each.title === title)) {
    const said = { threadId: thread.id, kind: 'question' as const, authorId: actor.id, body, at }
    if (await findSentTwice(trx, said)) return thread
  }
  return undefined
}

/**
 * Opens a thread with its question, which also gets the tags that its topic sets by itself; sent twice, it is one
 * question. Throws forbidden `thread.ask`, and invalid by the field: title, body, tags, category, fields of the topic.
 */
export const askQuestion = command(
  {
    name: 'thread.ask',
    input: z.object({
      title: titleInput,
      body: bodyOf('question'),
      categoryId: chosen('category.missing'),
      tags: tagsInput,
      locale,
      fields: fieldsInput.default({}),
      /** Suggestions of which the asker said that they do not help. */
      declinedPostIds: z.array(id).max(1_000).default([]),
      typedSeconds,
      at: moment,
    }),
    callers: 'writers',
    rate: 'question',
  },
  async (trx, actor, question): Promise<{ id: number; title: string }> => {
    if (!canAsk(actor)) throw forbidden('thread.ask')
    const { title, at: createdAt } = question
    const category = await trx
      .selectFrom('categories')
      .where('id', '=', question.categoryId)
      .select(['id', 'fields', 'translations'])
      .executeTakeFirstOrThrow(() => notFound('category'))
    if (!isSupported(category)) throw invalid('categoryId', 'category.unsupported')
    const fields = checkAnswers(category, question.fields)
    const names = [...parseTags(question.tags), ...(await listTagsOfCategory(trx, category.id))]
    const tagIds = await resolveTags(trx, actor, [...new Set(names)])

    await deleteDraft(trx, actor, { kind: 'question' })
    const sent = await findAskedTwice(trx, actor, { ...question, title, at: createdAt })
    if (sent) return sent

    const pending = await mustWait(trx, actor, { body: question.body, typedSeconds: question.typedSeconds })
    const thread = await trx
      .insertInto('threads')
      .values({
        categoryId: category.id,
        authorId: actor.id,
        title,
        fields: JSON.stringify(fields),
        locale: question.locale,
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
    await trx
      .insertInto('threadTags')
      .values(tagIds.map((tagId, position) => ({ threadId: thread.id, tagId, position })))
      .execute()

    await keepDeclined(trx, thread.id, question.declinedPostIds)
    await refreshThread(trx, thread.id)
    await countThread(trx, thread.id)
    await countCategory(trx, category.id)
    const said = { id: post.id, threadId: thread.id }
    if (pending) await holdPost(trx, actor, said)
    else await announceQuestion(trx, actor, said)
    return thread
  },
)

/** What the asker has read already and found to be about something else is not said to them again. */
async function keepDeclined(trx: Trx, threadId: number, postIds: number[]): Promise<void> {
  if (postIds.length === 0) return
  await sql`
    insert into declined_articles (thread_id, article_id)
    select distinct ${threadId}::bigint, article_id from posts
    where id = any (${postIds.slice(0, 50)}::bigint[]) and article_id is not null`.execute(trx)
}

/** What follows from a question once it can be read. */
export async function announceQuestion(trx: Trx, actor: Actor, post: { id: number; threadId: number }): Promise<void> {
  const { id: postId, threadId } = post
  await followByTakingPart(trx, actor, threadId)
  await enqueue(trx, 'experts.ask', { threadId })
  await recordEvent(trx, actor, 'thread.asked', { threadId, postId })
  await enqueue(trx, 'threads.relate', { threadId })
  await enqueue(trx, 'firstLevel.reply', { threadId })
}
