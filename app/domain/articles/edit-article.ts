import { z } from 'zod'
import { findEditor, markMoved } from '#app/domain/articles/check-translation.ts'
import { countArticle } from '#app/domain/articles/count-article.ts'
import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { canEditArticle } from '#app/domain/articles/permissions.ts'
import {
  articleText,
  audience,
  checkCategory,
  findTranslation,
  writeTranslation,
} from '#app/domain/articles/write-article.ts'
import { command } from '#app/domain/command.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { faster, forbidden } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { chosen, id, locale, moment, text } from '#app/domain/input.ts'
import { addRevision } from '#app/domain/posts/add-revision.ts'
import { checkReferences } from '#app/domain/posts/check-references.ts'
import { countRevisions } from '#app/domain/posts/edit-post.ts'
import { reconsiderReplies } from '#app/domain/posts/reconsider-replies.ts'
import { renderBody } from '#app/domain/posts/render-body.ts'
import { saveReferences } from '#app/domain/posts/save-references.ts'
import { isStaff } from '#app/domain/users/roles.ts'
import { refuseIfFaster, version, versionOf } from '#app/domain/version.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Article } from '#db/schema.ts'

type Place = Pick<Article, 'categoryId' | 'audience'>
const shown = ({ categoryId, audience }: Place) => ({ categoryId, audience })

/** The version of where an article stands and who reads it, for the form that changes it. */
export const versionOfArticle = (article: Place): string => versionOf(shown(article))

/** The number of revisions of a language that an article does not have yet. */
export const NOT_WRITTEN = -1

/**
 * Changes one language of an article and keeps the revision. A published article stays readable, but this language is not
 * validated until somebody else confirms it; unless only a typo was corrected, the article shows a banner until then.
 * Other readers or another category are a change of all languages. Throws forbidden `article.edit`,
 * `article.audience` and `article.category`, conflict `article.changed_meanwhile` and `form.faster`, invalid with the
 * field: title, body, reason, category.
 */
export const editArticle = command(
  {
    name: 'article.edit',
    input: z.object({
      articleId: id,
      /** A language that the article does not have yet is added. */
      locale,
      ...articleText,
      weight: z.enum(['typo', 'change', 'major']),
      reason: text({ min: 0, max: 300, code: 'reason' }).default(''),
      /**
       * The number of revisions that the editor saw, or `NOT_WRITTEN`. When there is a newer one, the edit is refused as
       * a conflict, so no text is lost.
       */
      baseRevision: z.number().int().optional(),
      /** The same for category and audience. */
      version,
      categoryId: chosen('category.missing').optional(),
      audience: audience.optional(),
      /** The number of the revision whose text comes back. */
      rolledBackTo: z.number().int().optional(),
      at: moment,
    }),
    callers: 'writers',
    texts: async ({ articleId, locale, body }, db) => {
      const before = await db
        .selectFrom('articleTranslations')
        .innerJoin('posts', 'posts.id', 'articleTranslations.postId')
        .where('articleTranslations.articleId', '=', articleId)
        .where('articleTranslations.locale', '=', locale)
        .select('posts.body')
        .executeTakeFirst()
      return { body, before: before?.body }
    },
  },
  async (trx, actor, { articleId, locale, title, body, weight, reason, at, ...edit }) => {
    const article = await lockArticle(trx, actor, articleId)
    if (!canEditArticle(actor, article)) throw forbidden('article.edit')

    const movedBy = { verbs: ['article.edited'] as const, about: { articleId }, has: 'categoryId' }
    const categoryId = edit.categoryId ?? article.categoryId
    const audience = edit.audience ?? article.audience
    await refuseIfFaster(edit.version, { now: shown(article), wanted: { categoryId, audience } }, () =>
      findLastChange(trx, movedBy),
    )
    const elsewhere = categoryId !== article.categoryId
    const changesReaders = audience !== article.audience || (elsewhere && audience === 'staff')
    if (changesReaders && !(isStaff(actor, article.categoryId) && isStaff(actor, categoryId))) {
      throw forbidden('article.audience')
    }
    if (elsewhere) {
      await checkCategory(trx, categoryId)
      // Who could not edit it there may not bring it there either.
      if (!canEditArticle(actor, { ...article, categoryId })) throw forbidden('article.category')
    }

    const translation = await findTranslation(trx, articleId, locale)
    const moved = elsewhere || audience !== article.audience
    const rewritten = !translation || translation.title !== title || translation.body !== body
    if (translation && rewritten && edit.baseRevision !== undefined) {
      const written = await countRevisions(trx, translation.id)
      if (edit.baseRevision !== written) {
        throw faster('article.changed_meanwhile', await findEditor(trx, articleId, locale))
      }
    }
    await deleteDraft(trx, actor, { kind: 'article_edit', subjectId: articleId, locale })
    if (!moved && !rewritten) return

    if (!translation) {
      await writeTranslation(trx, { articleId, locale, title, body, authorId: actor.id, at })
    } else if (rewritten) {
      const rendered = await renderBody(trx, actor.id, body)
      await checkReferences(trx, actor.id, rendered, { before: translation.body, at })
      await trx
        .updateTable('posts')
        .set({
          body,
          bodyFormat: 'markdown',
          html: rendered.html,
          editedAt: at,
          editedBy: actor.id,
        })
        .where('id', '=', translation.id)
        .execute()
      // After the post, whose change makes its editor the writer of a text that nobody has validated.
      await trx
        .updateTable('articleTranslations')
        .set({ title })
        .where('articleId', '=', articleId)
        .where('locale', '=', locale)
        .execute()
      await saveReferences(trx, { ...translation, articleId, threadId: null }, rendered, { at })
      await addRevision(trx, translation, translation, {
        title,
        body,
        bodyFormat: 'markdown',
        editorId: actor.id,
        reason,
        weight,
        at,
        ...(edit.rolledBackTo === undefined ? {} : { rolledBackTo: edit.rolledBackTo }),
      })
    }

    // A typo puts no banner over the article, but it is not validated any more either.
    const unchecked =
      article.state === 'published' && (moved || (rewritten && (weight !== 'typo' || translation === undefined)))
    if (moved && article.state === 'published') await markMoved(trx, articleId, actor.id)
    await trx
      .updateTable('articles')
      .set({
        categoryId,
        audience,
        updatedAt: at,
        ...(unchecked ? { reviewReason: 'edited' as const, reviewNote: reason || null } : {}),
      })
      .where('id', '=', articleId)
      .execute()
    await countArticle(trx, article, { ...article, categoryId, audience })

    recordEvent(
      trx,
      actor,
      'article.edited',
      { articleId, postId: translation?.id ?? null },
      {
        ...(moved ? { before: { categoryId: article.categoryId, audience: article.audience } } : {}),
        after: { locale, weight, reason, ...(moved ? { categoryId, audience } : {}) },
      },
    )
    await reconsiderReplies(trx, { articleId })
    enqueue(trx, 'search.index_article', { articleId })
  },
)
