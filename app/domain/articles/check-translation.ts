import { isUnchecked } from '#app/domain/articles/permissions.ts'
import { faster, notFound } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import { countRevisions } from '#app/domain/posts/edit-post.ts'
import type { Article, Locale } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * One language of an article, which somebody is about to validate. Throws not-found `article` when it does not exist,
 * conflict `article.changed_meanwhile` when it is not the text that they saw. The caller holds the lock on the article.
 */
export async function lockTranslation(
  trx: Trx,
  { articleId, locale, baseRevision }: { articleId: number; locale: Locale; baseRevision?: number | undefined },
) {
  const text = await trx
    .selectFrom('articleTranslations')
    .selectAll()
    .where('articleId', '=', articleId)
    .where('locale', '=', locale)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow(() => notFound('article'))
  if (baseRevision !== undefined && (await countRevisions(trx, text.postId)) !== baseRevision) {
    throw faster('article.changed_meanwhile', await findEditor(trx, articleId, locale))
  }
  return text
}

/** Who changed the text of an article last. */
export const findEditor = (trx: Trx, articleId: number, locale: Locale) =>
  findLastChange(trx, { verbs: ['article.edited'], about: { articleId }, after: [{ locale }] })

/** Writes who looked at this language and stands for it. The caller has asked the permission. */
export async function markValidated(
  trx: Trx,
  { articleId, locale }: { articleId: number; locale: Locale },
  { by, at }: { by: number; at: Date },
): Promise<void> {
  await trx
    .updateTable('articleTranslations')
    .set({ validatedBy: by, validatedAt: at, doubted: false })
    .where('articleId', '=', articleId)
    .where('locale', '=', locale)
    .execute()
}

/** Asks whether all languages still hold, or takes that back. Who validated them stays. */
export async function markDoubted(trx: Trx, articleId: number, doubted: boolean): Promise<void> {
  await trx.updateTable('articleTranslations').set({ doubted }).where('articleId', '=', articleId).execute()
}

/** A change of all languages at once, such as other readers: none of them is validated any more. */
export async function markMoved(trx: Trx, articleId: number, movedBy: number): Promise<void> {
  const texts = await trx
    .selectFrom('articleTranslations')
    .where('articleId', '=', articleId)
    .select(['locale', 'writtenBy', 'validatedBy'])
    .execute()
  for (const { locale, writtenBy, validatedBy } of texts) {
    const writers = new Set([...(validatedBy === null ? writtenBy : []), movedBy])
    await trx
      .updateTable('articleTranslations')
      .set({ writtenBy: [...writers], validatedBy: null, validatedAt: null })
      .where('articleId', '=', articleId)
      .where('locale', '=', locale)
      .execute()
  }
}

/**
 * Why a published article still waits for somebody, after one of its languages was looked at: the reason that it has,
 * while another language is unchecked, else none.
 */
export async function remainingDoubt(
  trx: Trx,
  article: Pick<Article, 'id' | 'reviewReason'>,
): Promise<Article['reviewReason']> {
  const texts = await trx
    .selectFrom('articleTranslations')
    .where('articleId', '=', article.id)
    .select(['validatedBy', 'doubted'])
    .execute()
  const unchecked = texts.filter(isUnchecked)
  if (unchecked.length === 0) return null
  if (unchecked.every((text) => !text.doubted)) return 'edited'
  return article.reviewReason ?? 'review_date'
}
