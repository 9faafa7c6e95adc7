import { invalid } from '#app/domain/errors.ts'
import { keepReferences } from '#app/domain/posts/keep-references.ts'
import { checkReferences, renderBody } from '#app/domain/posts/render-body.ts'
import { isBlank, typedLine, typedText } from '#app/text/typed-text.ts'
import type { Locale } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

const ARTICLE_TITLE_LENGTH = [5, 150] as const
const ARTICLE_BODY_LENGTH = [20, 60_000] as const

/** Throws `title.too_short`, `title.too_long`, `body.too_short`, `body.too_long` with the limit. */
export function checkArticleText(text: { title: string; body: string }): { title: string; body: string } {
  const title = typedLine(text.title)
  const body = typedText(text.body)
  const [titleMin, titleMax] = ARTICLE_TITLE_LENGTH
  const [bodyMin, bodyMax] = ARTICLE_BODY_LENGTH
  if (title.length < titleMin || isBlank(title)) throw invalid('title', 'title.too_short', { min: titleMin })
  if (title.length > titleMax) throw invalid('title', 'title.too_long', { max: titleMax })
  if (body.length < bodyMin || isBlank(body)) throw invalid('body', 'body.too_short', { min: bodyMin })
  if (body.length > bodyMax) throw invalid('body', 'body.too_long', { max: bodyMax })
  return { title, body }
}

/** Throws invalid `category.missing` and `category.unknown`. */
export async function checkCategory(trx: Trx, categoryId: number): Promise<void> {
  if (!categoryId) throw invalid('categoryId', 'category.missing')
  const category = await trx.selectFrom('categories').where('id', '=', categoryId).select('id').executeTakeFirst()
  if (!category) throw invalid('categoryId', 'category.unknown')
}

/** Stores the text of an article in one language. The caller has checked the text and who may. */
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
  await keepReferences(trx, post, rendered, { isNew: true, at: translation.at })
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
