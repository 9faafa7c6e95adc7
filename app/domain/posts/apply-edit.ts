import { unlinkAttachments } from '#app/domain/attachments/unlink-attachments.ts'
import { checkAnswers } from '#app/domain/categories/check-answers.ts'
import { type FieldAnswers, isSame } from '#app/domain/categories/fields.ts'
import { notFound } from '#app/domain/errors.ts'
import { addRevision } from '#app/domain/posts/add-revision.ts'
import { checkReferences } from '#app/domain/posts/check-references.ts'
import type { lockPost } from '#app/domain/posts/lock-post.ts'
import { reconsiderReplies } from '#app/domain/posts/reconsider-replies.ts'
import { renderBody } from '#app/domain/posts/render-body.ts'
import { saveReferences } from '#app/domain/posts/save-references.ts'
import { resolveTags, saveTags } from '#app/domain/tags/resolve-tags.ts'
import { moveCount } from '#app/domain/threads/count-thread.ts'
import { giveInfo } from '#app/domain/threads/give-info.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { editableSource, isUnchanged } from '#app/text/editable-source.ts'
import { type Language, languageToKeep } from '#app/text/language.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * The new text of a post, already checked. For a question, a field that is left out stays as it is; other posts have
 * only a body.
 */
export type NewText = {
  body: string
  title?: string
  tags?: string[]
  categoryId?: number
  /** As typed: which answers are needed depends on the category. */
  fields?: FieldAnswers
  /** Chosen, or to be recognised; left out, a chosen language stays and a recognised one follows the text. */
  language?: Language | 'auto'
}

export type EditFacts = {
  /** The author of the new text: the actor, or the person whose suggestion the actor approves. */
  editorId: number
  reason: string
  rolledBackTo?: number
  /** Replaces the text as if it had been posted like that: no revision, and no mark of an edit. */
  inGracePeriod?: boolean
  at: Date
}

type AroundText = { title: string; tags: string[]; categoryId: number }

type Edited = {
  changed: boolean
  /** The number of the revision, unless the text was replaced without one. */
  number?: number
  /** What changed beside the text, for the event; empty when only the text did. */
  change: { before?: Partial<AroundText>; after?: Partial<AroundText> }
}

/** What of the title, tags and category differs, with both values. */
function changeOf(before: AroundText, after: AroundText): Edited['change'] {
  const names = (['title', 'tags', 'categoryId'] as const).filter(
    (name) => String(before[name]) !== String(after[name]),
  )
  if (names.length === 0) return {}
  const pick = (values: AroundText): Partial<AroundText> =>
    Object.fromEntries(names.map((name) => [name, values[name]]))
  return { before: pick(before), after: pick(after) }
}

/**
 * Changes the text of a post and everything that depends on it: revision; title, tags and category of a question;
 * counts, search, clocks, and an article made from it. Every change of a text uses it. The caller has locked the post,
 * checked the permission and the text, and records the event with what it returns.
 */
export async function applyEdit(
  trx: Trx,
  actor: Actor,
  { post, thread }: Awaited<ReturnType<typeof lockPost>>,
  text: NewText,
  { editorId, reason, rolledBackTo, inGracePeriod = false, at }: EditFacts,
): Promise<Edited> {
  const isQuestion = post.kind === 'question'
  const tagsBefore = isQuestion ? await listTagNames(trx, thread.id) : []
  const title = (isQuestion && text.title) || thread.title
  const tags = (isQuestion && text.tags) || tagsBefore
  const categoryId = (isQuestion && text.categoryId) || thread.categoryId
  const fields =
    isQuestion && (text.fields || categoryId !== thread.categoryId)
      ? await answersFor(trx, thread, categoryId, text.fields)
      : thread.fields
  const answered = !isSame(fields, thread.fields)

  const newTags = tags.join(' ') === tagsBefore.join(' ') ? undefined : await retag(trx, actor, thread.id, tags)
  const retagged = newTags !== undefined
  const rewritten = !isUnchanged(post, text.body)
  // A post that was imported as HTML stays HTML until its text changes: then nothing of it is converted for a tag.
  const body = rewritten
    ? { body: text.body, bodyFormat: 'markdown' as const }
    : { body: post.body, bodyFormat: post.bodyFormat }
  const textChanged = rewritten || title !== thread.title || retagged
  const { locale, otherLanguage, localeChosen } = isQuestion
    ? await languageOf(thread, { ...text, title }, { isNew: rewritten || title !== thread.title })
    : thread
  const spokenOtherwise =
    locale !== thread.locale || otherLanguage !== thread.otherLanguage || localeChosen !== thread.localeChosen
  if (!textChanged && !answered && !spokenOtherwise && categoryId === thread.categoryId)
    return { changed: false, change: {} }

  if (title !== thread.title || categoryId !== thread.categoryId || answered || spokenOtherwise) {
    const values = { title, categoryId, fields: JSON.stringify(fields), locale, otherLanguage, localeChosen }
    await trx.updateTable('threads').set(values).where('id', '=', thread.id).execute()
  }
  const rendered = await renderBody(trx, editorId, text.body)
  await checkReferences(trx, actor.id, rendered, { before: editableSource(post), at })
  await trx
    .updateTable('posts')
    .set((eb) => ({
      ...body,
      ...(body.bodyFormat === 'markdown' ? { html: rendered.html } : {}),
      ...(inGracePeriod ? { graceEdits: eb('graceEdits', '+', 1) } : { editedAt: at, editedBy: editorId }),
    }))
    .where('id', '=', post.id)
    .execute()
  await saveReferences(trx, post, rendered, { at })

  const asked = (names: string[], heading: string) => (isQuestion ? { title: heading, tags: names } : {})
  const number = inGracePeriod
    ? undefined
    : await addRevision(
        trx,
        post,
        { body: post.body, bodyFormat: post.bodyFormat, ...asked(tagsBefore, thread.title) },
        {
          ...body,
          editorId,
          reason,
          at,
          ...(rolledBackTo === undefined ? {} : { rolledBackTo }),
          ...asked(retagged ? await listTagNames(trx, thread.id) : tags, title),
        },
      )
  if (title !== thread.title || retagged) enqueue(trx, 'threads.relate', { threadId: thread.id })
  if (isQuestion) await reconsiderReplies(trx, { threadId: thread.id })
  if (inGracePeriod) await unlinkAttachments(trx, post.id)
  await giveInfo(trx, actor, thread)
  if (thread.counted) {
    await moveCount(
      trx,
      { categoryId: thread.categoryId, tagIds: newTags?.before ?? [] },
      { categoryId, tagIds: newTags?.after ?? [] },
    )
  }
  const { hasTicket } = await refreshThread(trx, thread.id)
  // What the requester added to their question may be what staff wait for.
  if (hasTicket && actor.id === thread.authorId) enqueue(trx, 'tickets.sync', { threadId: thread.id })
  if (editorId !== post.authorId) enqueue(trx, 'badges.evaluate', { userId: editorId })
  await recheckArticleOf(trx, post.id)
  const tagsNow = retagged ? await listTagNames(trx, thread.id) : tagsBefore
  return {
    changed: true,
    change: changeOf(
      { title: thread.title, tags: tagsBefore, categoryId: thread.categoryId },
      { title, tags: tagsNow, categoryId },
    ),
    ...(number === undefined ? {} : { number }),
  }
}

/**
 * The answers to the fields of the category that a question will have: those that were typed, or else its present
 * answers to fields of that category. So a person who corrects a word need not answer fields that the asker never saw.
 * Throws not-found `category`; invalid with the field.
 */
async function answersFor(
  trx: Trx,
  thread: { categoryId: number; fields: FieldAnswers },
  categoryId: number,
  typed: FieldAnswers | undefined,
): Promise<FieldAnswers> {
  const category = await trx
    .selectFrom('categories')
    .where('id', '=', categoryId)
    .select(['id', 'fields'])
    .executeTakeFirstOrThrow(() => notFound('category'))
  const mayBeEmpty =
    typed === undefined || (categoryId === thread.categoryId && Object.keys(thread.fields).length === 0)
  return checkAnswers(category, typed ?? thread.fields, { mayBeEmpty })
}

/**
 * The language of a question after an edit, which may translate it. In doubt it stays as it is, and so it does when
 * neither the text nor the choice is new: a question that is saved unchanged is not judged again.
 */
async function languageOf(
  thread: Spoken,
  { title, body, language = thread.localeChosen ? thread.locale : 'auto' }: NewText,
  { isNew }: { isNew: boolean },
): Promise<Spoken> {
  if (!isNew && language === (thread.localeChosen ? thread.locale : 'auto')) return thread
  if (language !== 'auto') return { locale: language, otherLanguage: null, localeChosen: true }
  return { ...(await languageToKeep({ title, text: body }, thread.locale)), localeChosen: false }
}
type Spoken = { locale: Language; otherLanguage: string | null; localeChosen: boolean }

async function recheckArticleOf(trx: Trx, answerId: number): Promise<void> {
  const article = await trx
    .selectFrom('articles')
    .where('sourceAnswerId', '=', answerId)
    .select('id')
    .executeTakeFirst()
  if (article) enqueue(trx, 'articles.recheck', { articleId: article.id })
}

export async function listTagNames(trx: Trx, threadId: number): Promise<string[]> {
  const tags = await trx
    .selectFrom('threadTags')
    .innerJoin('tags', 'tags.id', 'threadTags.tagId')
    .where('threadTags.threadId', '=', threadId)
    .orderBy('threadTags.position')
    .select('tags.name')
    .execute()
  return tags.map((tag) => tag.name)
}

/** The ids of the tags before and after, or undefined when the names mean the tags that the thread already has. */
async function retag(
  trx: Trx,
  actor: Actor,
  threadId: number,
  names: string[],
): Promise<{ before: number[]; after: number[] } | undefined> {
  const after = await resolveTags(trx, actor, names)
  // Read after the lock on tag names is held: a merge of tags may just have given the thread another tag.
  const rows = await trx
    .selectFrom('threadTags')
    .where('threadId', '=', threadId)
    .orderBy('position')
    .select('tagId')
    .execute()
  const before = rows.map((row) => row.tagId)
  if (after.join() === before.join()) return undefined

  await trx.deleteFrom('threadTags').where('threadId', '=', threadId).execute()
  await saveTags(trx, threadId, after)
  return { before, after }
}
