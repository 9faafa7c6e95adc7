import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import * as category from '#app/pages/categories/page.tsx'
import * as article from '#app/pages/kb/article.tsx'
import * as drafts from '#app/pages/kb/drafts.tsx'
import * as editing from '#app/pages/kb/edit.tsx'
import * as creation from '#app/pages/kb/new.tsx'
import * as home from '#app/pages/kb/page.tsx'
import * as publication from '#app/pages/kb/publication.ts'
import * as rating from '#app/pages/kb/rating.ts'
import * as returning from '#app/pages/kb/return.tsx'
import * as submission from '#app/pages/kb/submission.ts'
import * as promotion from '#app/pages/question/promotion.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { contextOf } from '#tests/support/context.ts'
import { db } from '#tests/support/database.ts'

type Options = { viewer?: Viewer; params?: Record<string, string>; form?: Record<string, string>; url?: string }

const args = ({ viewer = null, params = {}, form, url = '/kb' }: Options) =>
  ({
    request: new Request(
      new URL(url, 'http://localhost'),
      form ? { method: 'POST', body: new URLSearchParams(form) } : {},
    ),
    params,
    context: contextOf(viewer),
  }) as LoaderFunctionArgs & ActionFunctionArgs

/** The status of a refusal, however it is thrown. */
async function statusOf(work: Promise<unknown>): Promise<number | undefined> {
  const thrown = await work.then(
    () => undefined,
    (error) => error as Response & { init?: { status: number } },
  )
  return thrown?.status ?? thrown?.init?.status
}

const locationOf = (response: unknown) => (response as Response).headers.get('Location')

test('an accepted answer goes all the way to a published article', async () => {
  const asker = await createUser()
  const thread = await createThread({ authorId: asker.id })
  const answer = await createAnswer({ threadId: thread.id })
  await acceptAnswer(db, asker, { answerId: answer.id })
  const [drafter, validator] = [await createUser({ roles: ['staff'] }), await createUser({ roles: ['staff'] })]

  const promoted = await promotion.action(args({ viewer: drafter, params: { answerId: String(answer.id) }, form: {} }))
  const articleId = /\/kb\/articles\/(\d+)$/.exec(locationOf(promoted) ?? '')?.[1] ?? ''
  const params = { articleId }
  expect(await statusOf(article.loader(args({ params })))).toBe(404)

  await submission.action(args({ viewer: drafter, params, form: {} }))
  expect((await drafts.loader(args({ viewer: validator }))).inReview).toHaveLength(1)
  expect((await article.loader(args({ viewer: drafter, params }))).may).toMatchObject({
    publish: false,
    waitsForAnother: true,
  })
  expect(await statusOf(publication.action(args({ viewer: drafter, params, form: {} })))).toBe(403)
  await publication.action(args({ viewer: validator, params, form: {} }))

  const page = await article.loader(args({ params: { articleId: `${articleId}-some-words` } }))
  expect(page.article).toMatchObject({ state: 'published', validatorName: validator.name })
  expect(page.threads).toMatchObject([{ id: thread.id }])
  const { categories } = await home.loader(args({}))
  expect(categories.find((category) => category.id === thread.categoryId)?.articleCount).toBe(1)
})

test('writing an article keeps what was typed when it is refused', async () => {
  const staff = await createUser({ roles: ['staff'] })
  const category = await createCategory()
  const form = { title: 'Too', body: 'Some text that is long enough.', categoryId: String(category.id), locale: 'en' }
  const refused = (await creation.action(args({ viewer: staff, form }))) as {
    data: { errors: unknown; form: { body: string } }
    init: { status: number }
  }
  expect(refused.init.status).toBe(422)
  expect(refused.data.errors).toMatchObject([{ code: 'title.too_short', field: 'title' }])
  expect(refused.data.form.body).toBe(form.body)

  const created = await creation.action(args({ viewer: staff, form: { ...form, title: 'A title of its own' } }))
  expect(locationOf(created)).toMatch(/^\/kb\/articles\/\d+$/)
})

test('writing is not for members, nor for visitors', async () => {
  expect(await statusOf(creation.loader(args({ viewer: await createUser() })))).toBe(403)
  expect(await statusOf(drafts.loader(args({ viewer: await createUser() })))).toBe(403)
  expect(await statusOf(creation.loader(args({ url: '/kb/articles/new' })))).toBe(302)
})

test('an edit opens with the text and saves it; one over another is a conflict that loses nothing', async () => {
  const staff = await createUser({ roles: ['staff'] })
  const { id, categoryId } = await createArticle({
    state: 'draft',
    draftedBy: staff.id,
    body: 'The first text of this article.',
  })
  const params = { articleId: String(id) }
  const open = await editing.loader(args({ viewer: staff, params }))
  expect(open).toMatchObject({ isNew: false, baseRevision: 0, article: { body: 'The first text of this article.' } })
  expect(await editing.loader(args({ viewer: staff, params, url: '/x?locale=fr' }))).toMatchObject({
    isNew: true,
    locale: 'fr',
  })

  const form = {
    title: 'A title of its own',
    body: 'The second text of this article.',
    categoryId: String(categoryId),
    locale: 'en',
    weight: 'change',
    baseRevision: '0',
  }
  expect(locationOf(await editing.action(args({ viewer: staff, params, form })))).toBe(`/kb/articles/${id}?locale=en`)
  const late = (await editing.action(
    args({ viewer: staff, params, form: { ...form, body: 'A text that comes too late.' } }),
  )) as {
    data: { form: { body: string } }
    init: { status: number }
  }
  expect(late.init.status).toBe(409)
  expect(late.data.form.body).toBe('A text that comes too late.')
})

test('returning without a word is refused beside the field', async () => {
  const { id } = await createArticle({ state: 'in_review' })
  const staff = await createUser({ roles: ['staff'] })
  const params = { articleId: String(id) }
  const refused = (await returning.action(args({ viewer: staff, params, form: { note: ' ' } }))) as {
    data: { errors: unknown }
  }
  expect(refused.data.errors).toMatchObject([{ code: 'note.missing', field: 'note' }])
  await returning.action(args({ viewer: staff, params, form: { note: 'Which model?' } }))
  expect((await article.loader(args({ viewer: staff, params }))).article).toMatchObject({
    state: 'draft',
    reviewNote: 'Which model?',
  })
})

test('a visitor says whether it helped, once for a browser', async () => {
  const { id } = await createArticle()
  const params = { articleId: String(id) }
  const rate = (helpful: string) => rating.action(args({ params, form: { helpful, reason: '' } }))
  expect(locationOf(await rate('yes'))).toBe(`/kb/articles/${id}#rating`)
  await rate('no')
  expect((await article.loader(args({ params }))).article).toMatchObject({ helpfulCount: 0, unhelpfulCount: 1 })
  expect(await statusOf(rating.action(args({ params, form: { helpful: 'perhaps' } })))).toBe(422)
})

test('cookies thrown away make no crowd of visitors', async () => {
  const { id } = await createArticle()
  const params = { articleId: String(id) }
  const rate = (browserKey: string) => {
    const form = { helpful: 'no', reason: '' }
    return rating.action({ ...args({ params, form }), context: contextOf(null, { browserKey }) })
  }
  for (let visitor = 0; visitor < 30; visitor++) await rate(`visitor ${visitor}`)
  expect(await statusOf(rate('one more'))).toBe(429)
  expect((await article.loader(args({ params }))).article.unhelpfulCount).toBe(30)
  const member = args({ viewer: await createUser(), params, form: { helpful: 'yes', reason: '' } })
  expect(locationOf(await rating.action(member))).toBe(`/kb/articles/${id}#rating`)
})

test('what is not an article is not found', async () => {
  for (const articleId of ['0', '999999', 'x', '12abc', '9'.repeat(30)]) {
    expect(await statusOf(Promise.resolve().then(() => article.loader(args({ params: { articleId } }))))).toBe(404)
  }
})

test('the number of articles of a category is that of those its reader finds', async () => {
  const { id: categoryId, slug } = await createCategory()
  await createArticle({ categoryId })
  await createArticle({ categoryId, audience: 'members' })
  await createArticle({ categoryId, audience: 'staff' })
  await createArticle({ categoryId, state: 'draft' })
  const counts = async (viewer: Viewer) => {
    const { categories } = await home.loader(args({ viewer }))
    const page = await category.loader(args({ viewer, params: { slug } }))
    return [categories.find(({ id }) => id === categoryId)?.articleCount, page.category.articleCount]
  }
  expect(await counts(null)).toEqual([1, 1])
  expect(await counts(await createUser())).toEqual([2, 2])
  expect(await counts(await createUser({ roles: ['staff'] }))).toEqual([2, 2])
})
