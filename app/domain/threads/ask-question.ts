import { sql } from 'kysely'
import { isSupported } from '#app/domain/categories/category-text.ts'
import { checkAnswers } from '#app/domain/categories/check-answers.ts'
import type { FieldAnswers } from '#app/domain/categories/fields.ts'
import { tagNamesOf } from '#app/domain/categories/queries.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { followByTakingPart } from '#app/domain/follows/follow.ts'
import { holdPost, type TypedIn } from '#app/domain/posts/hold-post.ts'
import { holdPosting } from '#app/domain/posts/hold-posting.ts'
import { lookBeforePosting } from '#app/domain/posts/look-before-posting.ts'
import { checkBody, writePost } from '#app/domain/posts/write-post.ts'
import { parseTags, resolveTags } from '#app/domain/tags/resolve-tags.ts'
import { canAsk } from '#app/domain/threads/permissions.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { isBlank, typedLine } from '#app/text/typed-text.ts'
import type { Locale } from '#db/schema.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

export const TITLE_LENGTH = [15, 150] as const

/** Throws `title.too_short` or `title.too_long`; lengths in characters, trimmed, runs of blanks counted as one. */
export function checkTitle(title: string): string {
  const text = typedLine(title)
  if (text.length < TITLE_LENGTH[0] || isBlank(text))
    throw invalid('title', 'title.too_short', { min: TITLE_LENGTH[0] })
  if (text.length > TITLE_LENGTH[1]) throw invalid('title', 'title.too_long', { max: TITLE_LENGTH[1] })
  return text
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
      .select(['id', 'fields', 'translations', tagNamesOf])
      .executeTakeFirstOrThrow(() => notFound('category'))
    if (!isSupported(category)) throw invalid('categoryId', 'category.unsupported')
    const fields = checkAnswers(category, question.fields ?? {})
    await holdPosting(trx, actor)
    const names = [...parseTags(question.tags), ...category.tagNames]
    const tagIds = await resolveTags(trx, actor, [...new Set(names)])

    const createdAt = question.at ?? new Date()
    const before = await lookBeforePosting(trx, actor, {
      kind: 'question',
      title,
      body: question.body,
      typedSeconds: question.typedSeconds,
      draft: { kind: 'question' },
      at: createdAt,
    })
    if (before.begun) await deleteDraft(trx, actor, { kind: 'question' })
    if (before.sentId !== null) return { id: before.sentId, title }

    const pending = before.waits
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
