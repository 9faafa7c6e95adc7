import { z } from 'zod'
import { canDraftArticles } from '#app/domain/articles/permissions.ts'
import { articleText, audience, checkCategory, writeTranslation } from '#app/domain/articles/write-article.ts'
import { command } from '#app/domain/command.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { chosen, locale, moment } from '#app/domain/input.ts'
import { isStaff } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'

/**
 * Starts an article that has no source thread. Throws forbidden `article.draft` and `article.audience`, invalid with
 * the field: title, body, category.
 */
export const createArticle = command(
  {
    name: 'article.create',
    input: z.object({
      ...articleText,
      categoryId: chosen('category.missing'),
      locale,
      audience: audience.default('public'),
      at: moment,
    }),
    callers: 'writers',
    texts: ({ body }) => ({ body }),
  },
  async (trx, actor, { title, body, audience, at, ...article }): Promise<{ articleId: number }> => {
    if (!canDraftArticles(actor, article)) throw forbidden('article.draft')
    if (audience === 'staff' && !isStaff(actor, article.categoryId)) throw forbidden('article.audience')
    await checkCategory(trx, article.categoryId)

    const { id: articleId } = await trx
      .insertInto('articles')
      .values({
        categoryId: article.categoryId,
        audience,
        defaultLocale: article.locale,
        draftedBy: actor.id,
        ownerId: actor.id,
        createdAt: at,
        updatedAt: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await writeTranslation(trx, { articleId, locale: article.locale, title, body, authorId: actor.id, at })
    await trx.insertInto('articleCredits').values({ articleId, userId: actor.id }).execute()

    await deleteDraft(trx, actor, { kind: 'article' })
    recordEvent(trx, actor, 'article.drafted', { articleId })
    enqueue(trx, 'search.index_article', { articleId })
    return { articleId }
  },
)
