import { describe, expect, test } from 'vitest'
import { confirmArticle } from '#app/domain/articles/confirm-article.ts'
import { editArticle } from '#app/domain/articles/edit-article.ts'
import { obsoleteArticle } from '#app/domain/articles/obsolete-article.ts'
import { publishArticle } from '#app/domain/articles/publish-article.ts'
import { countArticlesInReview, getArticle, listDoubtfulArticles } from '#app/domain/articles/queries.ts'
import { requestReview } from '#app/domain/articles/request-review.ts'
import { submitArticle } from '#app/domain/articles/submit-article.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Locale } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const staffMember = () => createUser({ roles: ['staff'] })
const FRENCH = { locale: 'fr', title: 'Un titre en français', body: 'Un texte assez long, en français.' } as const

let edits = 0
async function change(actor: Actor, articleId: number, how: Partial<Parameters<typeof editArticle>[2]> = {}) {
  edits += 1
  const body = `A text that was changed, for the ${edits}th time.`
  await editArticle(db, actor, { articleId, locale: 'en', title: 'How to do it', body, weight: 'change', ...how })
}

/** Under whose name each language stands; null for one that waits for a second person. */
async function standing(articleId: number): Promise<Partial<Record<Locale, number | null>>> {
  const texts = await db
    .selectFrom('articleTranslations')
    .where('articleId', '=', articleId)
    .select(['locale', 'validatedBy'])
    .execute()
  return Object.fromEntries(texts.map(({ locale, validatedBy }) => [locale, validatedBy]))
}
const reasonOf = async (id: number) =>
  (await db.selectFrom('articles').where('id', '=', id).select('reviewReason').executeTakeFirstOrThrow()).reviewReason

describe('whoever wrote does not validate', () => {
  test('be it in a draft of somebody else that waits for validation, and be it a comma', async () => {
    const [drafter, helper, reader] = [await staffMember(), await staffMember(), await staffMember()]
    const { id: articleId } = await createArticle({ state: 'in_review', draftedBy: drafter.id })
    await change(helper, articleId, { weight: 'typo' })
    await expect(publishArticle(db, helper, { articleId })).rejects.toThrow('article.own_text')
    await expect(publishArticle(db, drafter, { articleId })).rejects.toThrow('article.own_draft')
    await publishArticle(db, reader, { articleId })
    expect(await standing(articleId)).toEqual({ en: reader.id })
  })

  test('and is not set free by a comma of somebody else', async () => {
    const [writer, passer, reader] = [await staffMember(), await staffMember(), await staffMember()]
    const { id: articleId } = await createArticle()
    await change(writer, articleId, { weight: 'major' })
    await change(passer, articleId, { weight: 'typo' })
    for (const actor of [writer, passer]) {
      await expect(confirmArticle(db, actor, { articleId })).rejects.toThrow('article.own_text')
    }
    await confirmArticle(db, reader, { articleId })
    expect(await standing(articleId)).toEqual({ en: reader.id })
    expect(await reasonOf(articleId)).toBeNull()
  })

  test('nobody validates a text that was changed after they read it', async () => {
    const [writer, reader] = [await staffMember(), await staffMember()]
    const { id: articleId } = await createArticle({ state: 'in_review' })
    await change(writer, articleId)
    await expect(publishArticle(db, reader, { articleId, baseRevision: 0 })).rejects.toThrow('changed_meanwhile')
    await publishArticle(db, reader, { articleId, baseRevision: 2 })
    await change(writer, articleId)
    await expect(confirmArticle(db, reader, { articleId, baseRevision: 2 })).rejects.toThrow('changed_meanwhile')
  })
})

describe('a published article stands under a name only while that person has seen it', () => {
  test.each(['typo', 'change', 'major'] as const)('not after a %s', async (weight) => {
    const { id: articleId } = await createArticle()
    await change(await staffMember(), articleId, { weight })
    expect(await getArticle(db, null, articleId, 'en')).toMatchObject({ validatedBy: null, validatorName: null })
    const reader = await staffMember()
    expect(await countArticlesInReview(db, reader)).toBe(1)
    const [waiting] = await listDoubtfulArticles(db, reader, { locale: 'en' })
    expect(waiting).toMatchObject({ id: articleId, unchecked: [{ locale: 'en' }] })
    await confirmArticle(db, reader, { articleId })
    expect(await getArticle(db, null, articleId, 'en')).toMatchObject({ validatorName: reader.name })
    expect(await countArticlesInReview(db, reader)).toBe(0)
  })

  test('a title is text too', async () => {
    const { id: articleId } = await createArticle({ body: 'A text that stays, of some length.' })
    await change(await staffMember(), articleId, { title: 'A new title', body: 'A text that stays, of some length.' })
    expect(await standing(articleId)).toEqual({ en: null })
  })

  test('other readers or another category are a change that its author does not confirm', async () => {
    const [author, reader] = [await staffMember(), await staffMember()]
    const { id: articleId } = await createArticle({ audience: 'staff', title: 'A title', body: 'Words for the staff.' })
    const same = { title: 'A title', body: 'Words for the staff.' }
    await change(author, articleId, { ...same, audience: 'public' })
    expect(await standing(articleId)).toEqual({ en: null })
    await expect(confirmArticle(db, author, { articleId })).rejects.toThrow('article.own_text')
    await confirmArticle(db, reader, { articleId })
    await change(author, articleId, { ...same, categoryId: (await createCategory()).id })
    expect(await standing(articleId)).toEqual({ en: null })
    expect(await reasonOf(articleId)).toBe('edited')
  })
})

describe('confirming one language does not confirm another', () => {
  test('a translation is added, and waits by itself', async () => {
    const [validator, translator, reader] = [await staffMember(), await staffMember(), await staffMember()]
    const { id: articleId } = await createArticle({ validatedBy: validator.id })
    await change(translator, articleId, FRENCH)
    expect(await standing(articleId)).toEqual({ en: validator.id, fr: null })
    // English has nothing to confirm, and confirming it does not help the French.
    await confirmArticle(db, reader, { articleId, locale: 'en' })
    expect(await standing(articleId)).toEqual({ en: validator.id, fr: null })
    expect(await reasonOf(articleId)).toBe('edited')
    await expect(confirmArticle(db, translator, { articleId, locale: 'fr' })).rejects.toThrow('article.own_text')
    await confirmArticle(db, reader, { articleId, locale: 'fr' })
    expect(await standing(articleId)).toEqual({ en: validator.id, fr: reader.id })
    expect(await reasonOf(articleId)).toBeNull()
  })

  test('both changed: each is confirmed, by whoever did not write it', async () => {
    const [one, other] = [await staffMember(), await staffMember()]
    const { id: articleId } = await createArticle()
    await change(one, articleId)
    await change(other, articleId, FRENCH)
    await confirmArticle(db, other, { articleId, locale: 'en' })
    expect(await reasonOf(articleId)).toBe('edited')
    await confirmArticle(db, one, { articleId, locale: 'fr' })
    expect(await reasonOf(articleId)).toBeNull()
    expect(await standing(articleId)).toEqual({ en: other.id, fr: one.id })
  })

  test('published from one language, the other still waits', async () => {
    const [drafter, reader] = [await staffMember(), await staffMember()]
    const { id: articleId } = await createArticle({ state: 'draft', draftedBy: drafter.id })
    await change(drafter, articleId, FRENCH)
    await submitArticle(db, drafter, { articleId })
    await publishArticle(db, reader, { articleId, locale: 'fr' })
    expect(await standing(articleId)).toEqual({ en: null, fr: reader.id })
    expect(await reasonOf(articleId)).toBe('edited')
    await expect(publishArticle(db, reader, { articleId: 999_999, locale: 'fr' })).rejects.toThrow('article.not_found')
  })

  test('a review of the whole article is one of each language', async () => {
    const [translator, reader] = [await staffMember(), await staffMember()]
    const article = await createArticle()
    const articleId = article.id
    await change(translator, articleId, FRENCH)
    await confirmArticle(db, reader, { articleId, locale: 'fr' })
    await inTransaction(db, (trx) => requestReview(trx, reader, { ...article, reviewReason: null }, 'review_date'))
    await confirmArticle(db, reader, { articleId, locale: 'en' })
    expect(await reasonOf(articleId)).toBe('review_date')
    await confirmArticle(db, reader, { articleId, locale: 'fr' })
    expect(await reasonOf(articleId)).toBeNull()
  })

  test('an article that comes back from obsolete is looked at in each language', async () => {
    const [translator, reader] = [await staffMember(), await staffMember()]
    const { id: articleId } = await createArticle()
    await change(translator, articleId, FRENCH)
    await confirmArticle(db, reader, { articleId, locale: 'fr' })
    await obsoleteArticle(db, reader, { articleId })
    await submitArticle(db, translator, { articleId })
    await publishArticle(db, reader, { articleId, locale: 'en' })
    expect(await reasonOf(articleId)).toBe('review_date')
    await confirmArticle(db, reader, { articleId, locale: 'fr' })
    expect(await reasonOf(articleId)).toBeNull()
  })
})

describe('around the commands, in the database', () => {
  const validate = (articleId: number, validatedBy: number) =>
    db
      .updateTable('articleTranslations')
      .set({ validatedBy, validatedAt: new Date() })
      .where('articleId', '=', articleId)
      .execute()

  test('whoever wrote, and whoever is not staff of the place, does not validate', async () => {
    const drafter = await staffMember()
    const { id: articleId } = await createArticle({ state: 'in_review', draftedBy: drafter.id })
    await expect(validate(articleId, drafter.id)).rejects.toThrow(/second_person/)
    const elsewhere = await createUser({ roles: ['staff'], categoryId: (await createCategory()).id })
    for (const actor of [await createUser(), await createUser({ roles: ['moderator'] }), elsewhere]) {
      await expect(validate(articleId, actor.id)).rejects.toThrow(/only staff validate/)
    }
    await validate(articleId, (await staffMember()).id)
  })

  test('nothing is published of which no language was validated', async () => {
    const reader = await staffMember()
    const { id } = await createArticle({ state: 'in_review' })
    const publish = () =>
      db.updateTable('articles').set({ state: 'published', validatedBy: reader.id }).where('id', '=', id).execute()
    await expect(publish()).rejects.toThrow(/second person validates/)
    await validate(id, reader.id)
    await publish()
  })

  test('a text, a title, readers or a category that change take the name away', async () => {
    const changes: Array<(id: number) => Promise<unknown>> = [
      (id) =>
        db.updateTable('posts').set({ body: 'Altogether different words.' }).where('articleId', '=', id).execute(),
      (id) => db.updateTable('articleTranslations').set({ title: 'Another' }).where('articleId', '=', id).execute(),
      (id) => db.updateTable('articles').set({ audience: 'members' }).where('id', '=', id).execute(),
      async (id) => {
        const { id: categoryId } = await createCategory()
        await db.updateTable('articles').set({ categoryId }).where('id', '=', id).execute()
      },
    ]
    for (const change of changes) {
      const { id } = await createArticle()
      await change(id)
      expect(await standing(id)).toEqual({ en: null })
    }
  })

  test('the writer of a change is known, and does not validate it', async () => {
    const { id } = await createArticle()
    const writer = await staffMember()
    await db
      .updateTable('posts')
      .set({ body: 'Altogether different words.', editedBy: writer.id, editedAt: new Date() })
      .where('articleId', '=', id)
      .execute()
    await expect(validate(id, writer.id)).rejects.toThrow(/second_person/)
  })
})
