import { createArticle as draftArticle } from '#app/domain/articles/create-article.ts'
import { publishArticle } from '#app/domain/articles/publish-article.ts'
import { submitArticle } from '#app/domain/articles/submit-article.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { Article, Audience, Locale } from '#db/schema.ts'
import { db } from '#tests/support/database.ts'
import { createCategory } from './create-category.ts'
import { createUser } from './create-user.ts'
import { sequence } from './sequence.ts'

type Options = {
  state?: 'draft' | 'in_review' | 'published'
  draftedBy?: number
  validatedBy?: number
  categoryId?: number
  locale?: Locale
  title?: string
  body?: string
  audience?: Audience
  at?: Date
}

/** An article made by its commands, published unless another state is given. */
export async function createArticle(options: Options = {}): Promise<Article> {
  const state = options.state ?? 'published'
  const at = options.at ? { at: options.at } : {}
  const drafter = options.draftedBy ? await getActor(db, options.draftedBy) : await createUser({ roles: ['staff'] })
  const { articleId } = await draftArticle(db, drafter, {
    categoryId: options.categoryId ?? (await createCategory()).id,
    locale: options.locale ?? 'en',
    title: options.title ?? `How to do a thing, number ${sequence()}`,
    body: options.body ?? 'First do the one thing, and then do the other thing.',
    audience: options.audience ?? 'public',
    ...at,
  })
  if (state !== 'draft') await submitArticle(db, drafter, { articleId, ...at })
  if (state === 'published') {
    const validator = options.validatedBy
      ? await getActor(db, options.validatedBy)
      : await createUser({ roles: ['staff'] })
    await publishArticle(db, validator, { articleId, ...at })
  }
  return db.selectFrom('articles').selectAll().where('id', '=', articleId).executeTakeFirstOrThrow()
}
