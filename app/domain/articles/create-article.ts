import { canDraftArticles } from '#app/domain/articles/permissions.ts'
import { checkArticleText, checkCategory, writeTranslation } from '#app/domain/articles/write-article.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isStaff } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Audience, Locale } from '#db/schema.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** Starts an article that no thread is the source of. Throws forbidden `article.draft` and `article.audience`. */
export function createArticle(
  db: Db,
  actor: Actor,
  article: { categoryId: number; locale: Locale; title: string; body: string; audience?: Audience; at?: Date },
): Promise<{ articleId: number }> {
  const { audience = 'public', at = new Date() } = article
  return inTransaction(db, async (trx) => {
    if (!canDraftArticles(actor)) throw forbidden('article.draft')
    if (audience === 'staff' && !isStaff(actor)) throw forbidden('article.audience')
    const text = checkArticleText(article)
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
    await writeTranslation(trx, { articleId, locale: article.locale, ...text, authorId: actor.id, at })
    await trx.insertInto('articleCredits').values({ articleId, userId: actor.id }).execute()

    await deleteDraft(trx, actor, { kind: 'article' })
    await recordEvent(trx, actor, 'article.drafted', { articleId })
    await enqueue(trx, 'search.index_article', { articleId })
    return { articleId }
  })
}
