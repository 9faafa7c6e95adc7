import { sql } from 'kysely'
import { isSupported } from '#app/domain/categories/category-text.ts'
import { checkAnswers } from '#app/domain/categories/check-answers.ts'
import type { FieldAnswers } from '#app/domain/categories/fields.ts'
import { listTagsOfCategory } from '#app/domain/categories/queries.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { followByTakingPart } from '#app/domain/follows/follow.ts'
import { findSentTwice } from '#app/domain/posts/find-sent-twice.ts'
import { holdPost, mustWait, type TypedIn } from '#app/domain/posts/hold-post.ts'
import { checkBody, writePost } from '#app/domain/posts/write-post.ts'
import { parseTags, resolveTags } from '#app/domain/tags/resolve-tags.ts'
import { checkTitle } from '#app/domain/threads/check-title.ts'
import { canAsk } from '#app/domain/threads/permissions.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Locale } from '#db/schema.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

const ASK_LOCK = 1_702_131_318

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
export function askQuestion(
  db: Db,
  actor: Actor,
  question: {
    title: string
    body: string
    categoryId: number
    tags: string
    locale: Locale
    /** What the topic wants to know beyond the text, by the keys of its fields. */
    fields?: FieldAnswers
    /** Suggestions of which the asker said that they do not help. */
    declinedPostIds?: number[]
    /** Seconds in which its form was filled in, if it came from one. */
    typedSeconds?: TypedIn
    at?: Date
  },
): Promise<{ id: number; title: string }> {
  return inTransaction(db, async (trx) => {
    if (!canAsk(actor)) throw forbidden('thread.ask')
    const title = checkTitle(question.title)
    checkBody('question', question.body)

    if (!question.categoryId) throw invalid('categoryId', 'category.missing')
    const category = await trx
      .selectFrom('categories')
      .where('id', '=', question.categoryId)
      .select(['id', 'fields', 'translations'])
      .executeTakeFirstOrThrow(() => notFound('category'))
    if (!isSupported(category)) throw invalid('categoryId', 'category.unsupported')
    const fields = checkAnswers(category, question.fields ?? {})
    const names = [...parseTags(question.tags), ...(await listTagsOfCategory(trx, category.id))]
    const tagIds = await resolveTags(trx, actor, [...new Set(names)])

    const createdAt = question.at ?? new Date()
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

    await keepDeclined(trx, thread.id, question.declinedPostIds ?? [])
    await refreshThread(trx, thread.id)
    const said = { id: post.id, threadId: thread.id }
    if (pending) await holdPost(trx, actor, said)
    else await announceQuestion(trx, actor, said)
    return thread
  })
}

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
