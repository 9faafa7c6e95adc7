import { z } from 'zod'
import { invalid } from '#app/domain/errors.ts'
import { line, text } from '#app/domain/input.ts'
import { checkReferences } from '#app/domain/posts/check-references.ts'
import { renderBody } from '#app/domain/posts/render-body.ts'
import { saveReferences } from '#app/domain/posts/save-references.ts'
import type { Locale } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

export const ARTICLE_TITLE_LENGTH = [5, 150] as const

/** The text of an article, as commands take it; refused as `title.…` or `body.…` with the limit. */
export const articleText = {
  title: line({ min: ARTICLE_TITLE_LENGTH[0], max: ARTICLE_TITLE_LENGTH[1], code: 'title' }),
  body: text({ min: 20, max: 60_000, code: 'body' }),
}

export const audience = z.enum(['public', 'members', 'staff'])

/** Throws invalid `category.unknown`. */
export async function checkCategory(trx: Trx, categoryId: number): Promise<void> {
  const category = await trx.selectFrom('categories').where('id', '=', categoryId).select('id').executeTakeFirst()
  if (!category) throw invalid('categoryId', 'category.unknown')
}

/** Stores the text of an article in one language. The caller has checked the text and the permission. */
export async function writeTranslation(
  trx: Trx,
  translation: { articleId: number; locale: Locale; title: string; body: string; authorId: number; at: Date },
): Promise<{ postId: number }> {
  const rendered = await renderBody(trx, translation.authorId, translation.body)
  await checkReferences(trx, translation.authorId, rendered, { at: translation.at })
  const post = await trx
    .insertInto('posts')
    .values({
      articleId: translation.articleId,
      kind: 'article',
      authorId: translation.authorId,
      body: translation.body,
      html: rendered.html,
      createdAt: translation.at,
    })
    .returning(['id', 'threadId', 'articleId', 'authorId'])
    .executeTakeFirstOrThrow()
  await saveReferences(trx, post, rendered, { isNew: true, at: translation.at })
  await trx
    .insertInto('articleTranslations')
    .values({ articleId: translation.articleId, locale: translation.locale, title: translation.title, postId: post.id })
    .execute()
  return { postId: post.id }
}

/** One language of an article with its post locked. */
export async function findTranslation(trx: Trx, articleId: number, locale: Locale) {
  return trx
    .selectFrom('articleTranslations')
    .innerJoin('posts', 'posts.id', 'articleTranslations.postId')
    .where('articleTranslations.articleId', '=', articleId)
    .where('articleTranslations.locale', '=', locale)
    .select([
      'articleTranslations.title',
      'articleTranslations.locale',
      'posts.id',
      'posts.authorId',
      'posts.body',
      'posts.bodyFormat',
      'posts.createdAt',
    ])
    .forUpdate('posts')
    .executeTakeFirst()
}
