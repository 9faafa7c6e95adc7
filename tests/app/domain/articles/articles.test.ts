import { describe, expect, test } from 'vitest'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { archiveArticle } from '#app/domain/articles/archive-article.ts'
import { confirmArticle } from '#app/domain/articles/confirm-article.ts'
import { createArticle as draftArticle } from '#app/domain/articles/create-article.ts'
import { editArticle } from '#app/domain/articles/edit-article.ts'
import { obsoleteArticle } from '#app/domain/articles/obsolete-article.ts'
import { pinArticle, unpinArticle } from '#app/domain/articles/pin-article.ts'
import { promoteAnswer } from '#app/domain/articles/promote-answer.ts'
import { publishArticle } from '#app/domain/articles/publish-article.ts'
import {
  findArticleOfThread,
  getArticle,
  listArticles,
  listArticlesInWork,
  listDoubtfulArticles,
  listKnowledgeBase,
  listThreadsOfArticle,
} from '#app/domain/articles/queries.ts'
import { RATINGS_TO_JUDGE, rateArticle } from '#app/domain/articles/rate-article.ts'
import { recheckArticle } from '#app/domain/articles/recheck-article.ts'
import { requestDueReviews } from '#app/domain/articles/request-due-reviews.ts'
import { returnArticle } from '#app/domain/articles/return-article.ts'
import { submitArticle } from '#app/domain/articles/submit-article.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'

const staffMember = () => createUser({ roles: ['staff'] })

const get = (id: number) => db.selectFrom('articles').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

const eventsOf = async (articleId: number) =>
  (await db.selectFrom('events').where('articleId', '=', articleId).orderBy('id').select('verb').execute()).map(
    (event) => event.verb,
  )

const reputationOf = async (actor: Actor) => (await getActor(db, actor.id)).reputation

async function solvedThread({ body = 'Replace both batteries, then wait for a minute.', tags = ['probe'] } = {}) {
  const asker = await createUser()
  const helper = await createUser()
  const thread = await createThread({ authorId: asker.id, tags, title: 'The probe reports zero percent' })
  const answer = await createAnswer({ threadId: thread.id, authorId: helper.id, body })
  await acceptAnswer(db, asker, { answerId: answer.id })
  return { asker, helper, thread, answer }
}

async function publishedFromAnswer() {
  const solved = await solvedThread()
  const drafter = await staffMember()
  const validator = await staffMember()
  const { articleId } = await promoteAnswer(db, drafter, { answerId: solved.answer.id })
  await submitArticle(db, drafter, { articleId })
  await publishArticle(db, validator, { articleId })
  return { ...solved, drafter, validator, articleId }
}

type ArticleEdit = Parameters<typeof editArticle>[2]

const edit = (articleId: number, change: Partial<ArticleEdit> = {}): ArticleEdit => ({
  articleId,
  locale: 'en',
  title: 'A better title',
  body: 'A better body, of some length.',
  weight: 'change',
  ...change,
})

describe('promoting an answer', () => {
  test('makes a draft with its source and its authors', async () => {
    const { asker, helper, thread, answer } = await solvedThread()
    const drafter = await staffMember()

    const { articleId } = await promoteAnswer(db, drafter, { answerId: answer.id })

    const article = await get(articleId)
    expect(article).toMatchObject({
      state: 'draft',
      sourceThreadId: thread.id,
      sourceAnswerId: answer.id,
      draftedBy: drafter.id,
      categoryId: thread.categoryId,
      defaultLocale: 'en',
    })
    const page = await getArticle(db, drafter, articleId, 'en')
    expect(page.title).toBe('The probe reports zero percent')
    expect(page.body).toContain('## Answer\n\nReplace both batteries')
    expect(page.credits.map((credit) => [credit.id, credit.kind])).toEqual([
      [helper.id, 'answer'],
      [asker.id, 'question'],
    ])
    expect(page.thread?.id).toBe(thread.id)
    expect((await findArticleOfThread(db, drafter, thread.id, 'en'))?.id).toBe(articleId)
    expect(await findArticleOfThread(db, null, thread.id, 'en')).toBeUndefined()
    expect(await eventsOf(articleId)).toEqual(['article.drafted'])
    expect(await pendingJobs()).toContainEqual({ name: 'search.index_article', payload: { articleId } })
  })

  test('many times at one moment makes one draft', async () => {
    const { answer } = await solvedThread()
    const drafter = await staffMember()
    const drafts = await atOnce(8, () => promoteAnswer(db, drafter, { answerId: answer.id }))
    expect(new Set(drafts.map((draft) => draft.articleId)).size).toBe(1)
  })

  test('can be done again after the draft was archived', async () => {
    const { answer } = await solvedThread()
    const drafter = await staffMember()
    const first = await promoteAnswer(db, drafter, { answerId: answer.id })
    await archiveArticle(db, drafter, first)
    const second = await promoteAnswer(db, drafter, { answerId: answer.id })
    expect(second.articleId).not.toBe(first.articleId)
  })

  test('archiving it is for its author until it is submitted, and for staff', async () => {
    const { answer } = await solvedThread()
    const moderator = await createUser({ roles: ['moderator'] })
    const author = await createUser({ roles: ['moderator'] })
    const { articleId } = await promoteAnswer(db, author, { answerId: answer.id })
    await expect(archiveArticle(db, moderator, { articleId })).rejects.toThrow('article.archive')
    await submitArticle(db, author, { articleId })
    await expect(archiveArticle(db, author, { articleId })).rejects.toThrow('article.archive')
    expect((await get(articleId)).state).toBe('in_review')

    const staff = await staffMember()
    await archiveArticle(db, staff, { articleId })
    await archiveArticle(db, staff, { articleId })
    expect(await eventsOf(articleId)).toEqual(['article.drafted', 'article.submitted', 'article.archived'])
  })

  test('is refused to members, and for answers that are not accepted', async () => {
    const { answer, thread } = await solvedThread()
    await expect(promoteAnswer(db, await createUser(), { answerId: answer.id })).rejects.toThrow('answer.promote')
    const other = await createAnswer({ threadId: thread.id })
    await expect(promoteAnswer(db, await staffMember(), { answerId: other.id })).rejects.toThrow('answer.not_accepted')
  })

  test('is open to an expert of one of the tags', async () => {
    const { answer } = await solvedThread({ tags: ['probe', 'battery'] })
    const tag = await db.selectFrom('tags').where('name', '=', 'battery').select('id').executeTakeFirstOrThrow()
    const expert = await createUser({ expertOf: [tag.id] })
    expect(await promoteAnswer(db, expert, { answerId: answer.id })).toHaveProperty('articleId')
  })
})

describe('the two gates', () => {
  test('publishing names the validator, counts in the category and rewards the answer once', async () => {
    const { helper, validator, articleId, answer } = await publishedFromAnswer()
    const article = await get(articleId)
    expect(article).toMatchObject({ state: 'published', validatedBy: validator.id, reviewReason: null })
    expect(article.reviewDueAt && article.validatedAt).toBeTruthy()
    const category = await db
      .selectFrom('categories')
      .where('id', '=', article.categoryId)
      .selectAll()
      .executeTakeFirstOrThrow()
    expect(category.articleCount).toBe(1)
    // Accepted +15, published +25.
    expect(await reputationOf(helper)).toBe(1 + 15 + 25)
    expect(await eventsOf(articleId)).toEqual(['article.drafted', 'article.submitted', 'article.published'])

    await obsoleteArticle(db, validator, { articleId })
    expect((await listArticles(db, null, { locale: 'en' })).items).toEqual([])
    await submitArticle(db, validator, { articleId })
    await publishArticle(db, validator, { articleId })
    expect(await reputationOf(helper)).toBe(1 + 15 + 25)
    expect((await promoteAnswer(db, validator, { answerId: answer.id })).articleId).toBe(articleId)
  })

  test('nobody validates their own draft, and only staff validate', async () => {
    const drafter = await staffMember()
    const { id: articleId } = await createArticle({ state: 'in_review', draftedBy: drafter.id })
    await expect(publishArticle(db, drafter, { articleId })).rejects.toThrow('forbidden: article.own_draft')
    const moderator = await createUser({ roles: ['moderator'] })
    await expect(publishArticle(db, moderator, { articleId })).rejects.toThrow('forbidden: article.validate')
  })

  test('the database refuses it as well', async () => {
    const drafter = await staffMember()
    const { id } = await createArticle({ state: 'in_review', draftedBy: drafter.id })
    await expect(
      db.updateTable('articles').set({ state: 'published', validatedBy: drafter.id }).where('id', '=', id).execute(),
    ).rejects.toThrow(/check/)
  })

  test('made obsolete again it keeps the note of the first time', async () => {
    const { id: articleId } = await createArticle()
    const staff = await staffMember()
    await obsoleteArticle(db, staff, { articleId, note: 'The probe is no longer sold.' })
    await obsoleteArticle(db, staff, { articleId })
    expect(await get(articleId)).toMatchObject({ state: 'obsolete', reviewNote: 'The probe is no longer sold.' })
    expect((await eventsOf(articleId)).filter((verb) => verb === 'article.obsoleted')).toHaveLength(1)
  })

  test('two validators at one moment publish once', async () => {
    const { id: articleId } = await createArticle({ state: 'in_review' })
    const staff = await Promise.all([staffMember(), staffMember(), staffMember(), staffMember()])
    await atOnce(4, (index) => publishArticle(db, staff[index]!, { articleId }))
    expect((await eventsOf(articleId)).filter((verb) => verb === 'article.published')).toHaveLength(1)
  })

  test('returning needs a note and goes back to the author', async () => {
    const author = await createUser({ roles: ['moderator'] })
    const { id: articleId } = await createArticle({ state: 'in_review', draftedBy: author.id })
    const staff = await staffMember()
    await expect(returnArticle(db, staff, { articleId, note: '  ' })).rejects.toThrow('invalid: note.missing')
    await returnArticle(db, staff, { articleId, note: 'Which battery?' })
    expect(await get(articleId)).toMatchObject({
      state: 'draft',
      reviewReason: 'returned',
      reviewNote: 'Which battery?',
    })
    await submitArticle(db, author, { articleId })
    expect(await get(articleId)).toMatchObject({ state: 'in_review', reviewReason: null, reviewNote: null })
  })
})

describe('writing and editing', () => {
  test.each([
    [{ title: 'abc' }, 'title.too_short'],
    [{ title: 'x'.repeat(151) }, 'title.too_long'],
    [{ title: '\u200b'.repeat(10) }, 'title.too_short'],
    [{ categoryId: 0 }, 'category.missing'],
    [{ body: 'short' }, 'body.too_short'],
    [{ body: 'x'.repeat(60_001) }, 'body.too_long'],
    [{ categoryId: 999_999 }, 'category.unknown'],
  ])('%o is refused', async (wrong, code) => {
    const article = {
      categoryId: (await createCategory()).id,
      locale: 'en' as const,
      title: 'A good title',
      body: 'x'.repeat(30),
    }
    await expect(draftArticle(db, await staffMember(), { ...article, ...wrong })).rejects.toThrow(code)
    expect(await db.selectFrom('articles').selectAll().execute()).toEqual([])
  })

  test('members may not write articles, nor others than staff those for the staff', async () => {
    const article = {
      categoryId: (await createCategory()).id,
      locale: 'en' as const,
      title: 'A good title',
      body: 'x'.repeat(30),
    }
    await expect(draftArticle(db, await createUser(), article)).rejects.toThrow('article.draft')
    const moderator = await createUser({ roles: ['moderator'] })
    await expect(draftArticle(db, moderator, { ...article, audience: 'staff' })).rejects.toThrow('article.audience')
  })

  test('a change keeps both texts as revisions; saving the same keeps none', async () => {
    const author = await staffMember()
    const { id: articleId } = await createArticle({ state: 'draft', draftedBy: author.id, title: 'The first title' })
    await editArticle(db, author, edit(articleId, { weight: 'major', reason: 'Rewritten', baseRevision: 0 }))
    await editArticle(db, author, edit(articleId))
    const revisions = await db
      .selectFrom('revisions')
      .select(['number', 'title', 'weight', 'reason'])
      .orderBy('number')
      .execute()
    expect(revisions).toEqual([
      { number: 1, title: 'The first title', weight: 'change', reason: '' },
      { number: 2, title: 'A better title', weight: 'major', reason: 'Rewritten' },
    ])
    expect((await getArticle(db, author, articleId, 'en')).html).toContain('A better body')
  })

  test('a reason of more than 300 characters is refused', async () => {
    const author = await staffMember()
    const { id: articleId } = await createArticle({ state: 'draft', draftedBy: author.id })
    const reasonOf = (length: number) => editArticle(db, author, edit(articleId, { reason: 'x'.repeat(length) }))
    await expect(reasonOf(301)).rejects.toThrow('reason.too_long')
    await reasonOf(300)
  })

  test('an edit over another one is a conflict', async () => {
    const author = await staffMember()
    const { id: articleId } = await createArticle({ state: 'draft', draftedBy: author.id })
    await editArticle(db, author, edit(articleId, { baseRevision: 0 }))
    await expect(editArticle(db, author, edit(articleId, { title: 'Another title', baseRevision: 0 }))).rejects.toThrow(
      'article.changed_meanwhile',
    )
  })

  test('a change of a published article asks for a review by somebody else, a typo does not', async () => {
    const { id: articleId } = await createArticle()
    const editor = await staffMember()
    await editArticle(db, editor, edit(articleId, { weight: 'typo' }))
    expect(await get(articleId)).toMatchObject({ state: 'published', reviewReason: null })

    await editArticle(db, editor, edit(articleId, { body: 'Another body, of some length.' }))
    expect(await get(articleId)).toMatchObject({ state: 'published', reviewReason: 'edited' })
    await expect(confirmArticle(db, editor, { articleId })).rejects.toThrow('article.own_text')

    const other = await staffMember()
    await confirmArticle(db, other, { articleId })
    expect(await get(articleId)).toMatchObject({ reviewReason: null, validatedBy: other.id })
  })

  test('a drafter may confirm what another changed, without becoming its validator', async () => {
    const drafter = await staffMember()
    const validator = await staffMember()
    const { id: articleId } = await createArticle({ draftedBy: drafter.id, validatedBy: validator.id })
    await editArticle(db, validator, edit(articleId))
    await confirmArticle(db, drafter, { articleId })
    expect(await get(articleId)).toMatchObject({ reviewReason: null, validatedBy: validator.id })
  })

  test('a language is added, and who reads another one gets the article’s own', async () => {
    const author = await staffMember()
    const { id: articleId } = await createArticle({ title: 'In English', draftedBy: author.id })
    expect(await getArticle(db, null, articleId, 'fr')).toMatchObject({ locale: 'en', title: 'In English' })
    await editArticle(
      db,
      author,
      edit(articleId, { locale: 'fr', title: 'En français', body: 'Un texte assez long ici.' }),
    )
    expect(await getArticle(db, null, articleId, 'fr')).toMatchObject({ locale: 'fr', title: 'En français' })
    expect(await getArticle(db, null, articleId, 'en')).toMatchObject({ locale: 'en', title: 'In English' })
  })

  test('moving to another category moves the counts', async () => {
    const author = await staffMember()
    const { id: articleId, categoryId } = await createArticle()
    const other = await createCategory()
    await editArticle(db, author, edit(articleId, { categoryId: other.id }))
    const counts = await db.selectFrom('categories').select(['id', 'articleCount']).execute()
    expect(counts.find((row) => row.id === categoryId)?.articleCount).toBe(0)
    expect(counts.find((row) => row.id === other.id)?.articleCount).toBe(1)
  })
})

describe('was it helpful', () => {
  test('counts once each, can be changed, and is worth a point from a member', async () => {
    const { helper, articleId } = await publishedFromAnswer()
    const before = await reputationOf(helper)
    const reader = await createUser()
    await rateArticle(db, reader, { articleId, helpful: true })
    await rateArticle(db, reader, { articleId, helpful: true })
    expect(await reputationOf(helper)).toBe(before + 1)
    expect(await get(articleId)).toMatchObject({ helpfulCount: 1, unhelpfulCount: 0 })

    await rateArticle(db, reader, { articleId, helpful: false, reason: 'It is about another model' })
    expect(await reputationOf(helper)).toBe(before)
    expect(await get(articleId)).toMatchObject({ helpfulCount: 0, unhelpfulCount: 1 })
    await rateArticle(db, reader, { articleId, helpful: true })
    expect(await reputationOf(helper)).toBe(before + 1)
  })

  test('a visitor counts by cookie and earns nobody anything', async () => {
    const { helper, articleId } = await publishedFromAnswer()
    const before = await reputationOf(helper)
    await rateArticle(db, null, { browserKey: 'one', articleId, helpful: true })
    await rateArticle(db, null, { browserKey: 'one', articleId, helpful: true })
    await rateArticle(db, null, { browserKey: 'two', articleId, helpful: false })
    expect(await get(articleId)).toMatchObject({ helpfulCount: 1, unhelpfulCount: 1 })
    expect(await reputationOf(helper)).toBe(before)
  })

  test('many times at one moment counts once', async () => {
    const { articleId } = await publishedFromAnswer()
    const actor = await createUser()
    await atOnce(6, () => rateArticle(db, actor, { articleId, helpful: true }))
    expect(await get(articleId)).toMatchObject({ helpfulCount: 1 })
  })

  test('its own people and unpublished articles are refused', async () => {
    const { helper, drafter, articleId } = await publishedFromAnswer()
    for (const actor of [helper, drafter]) {
      await expect(rateArticle(db, actor, { articleId, helpful: true })).rejects.toThrow('article.rate')
    }
    const draft = await createArticle({ state: 'draft', draftedBy: drafter.id })
    await expect(rateArticle(db, drafter, { articleId: draft.id, helpful: true })).rejects.toThrow(
      'article.wrong_state',
    )
    await expect(rateArticle(db, null, { browserKey: 'one', articleId: draft.id, helpful: true })).rejects.toThrow(
      'article.not_found',
    )
  })

  test('ten readers of whom more than half were not helped send it to review', async () => {
    const { id: articleId } = await createArticle()
    const rate = (browserKey: string, helpful: boolean) => rateArticle(db, null, { articleId, helpful, browserKey })
    for (let reader = 0; reader < 4; reader++) await rate(`yes ${reader}`, true)
    for (let reader = 0; reader < RATINGS_TO_JUDGE - 5; reader++) await rate(`no ${reader}`, false)
    expect((await get(articleId)).reviewReason).toBeNull()
    await rate('the tenth', false)
    expect(await get(articleId)).toMatchObject({ state: 'published', reviewReason: 'unhelpful' })

    await confirmArticle(db, await staffMember(), { articleId })
    await rate('the eleventh', false)
    expect((await get(articleId)).reviewReason).toBeNull()
  })
})

describe('the source of an article', () => {
  test('losing the acceptance asks for a review, getting it back takes that back', async () => {
    const { asker, answer, articleId } = await publishedFromAnswer()
    const system = await getSystemActor(db)
    await unacceptAnswer(db, asker, { answerId: answer.id })
    expect(await pendingJobs()).toContainEqual({ name: 'articles.recheck', payload: { articleId } })
    await recheckArticle(db, system, { articleId })
    await recheckArticle(db, system, { articleId })
    expect((await get(articleId)).reviewReason).toBe('source_unaccepted')
    await acceptAnswer(db, asker, { answerId: answer.id })
    await recheckArticle(db, system, { articleId })
    expect((await get(articleId)).reviewReason).toBeNull()
  })

  test('an edited answer asks for a review; it stays readable until then', async () => {
    const { helper, answer, articleId, drafter } = await publishedFromAnswer()
    await editPost(db, helper, { postId: answer.id, body: 'Replace all the batteries, in fact.', baseRevision: 0 })
    await recheckArticle(db, await getSystemActor(db), { articleId })
    expect(await getArticle(db, null, articleId, 'en')).toMatchObject({
      state: 'published',
      reviewReason: 'source_edited',
    })
    expect((await listDoubtfulArticles(db, drafter, { locale: 'en' })).map((row) => row.id)).toEqual([articleId])
  })
})

test('an article is looked at again when its review date has come', async () => {
  const system = await getSystemActor(db)
  const { id } = await createArticle({ at: new Date('2026-01-01T00:00:00Z') })
  expect(await requestDueReviews(db, system, { now: new Date('2026-06-29T00:00:00Z') })).toEqual({ done: 0, failed: 0 })
  expect(await requestDueReviews(db, system, { now: new Date('2026-06-30T00:00:00Z') })).toEqual({ done: 1, failed: 0 })
  expect(await requestDueReviews(db, system, { now: new Date('2026-06-30T00:00:00Z') })).toEqual({ done: 0, failed: 0 })
  expect(await get(id)).toMatchObject({ state: 'published', reviewReason: 'review_date' })
})

describe('who sees what', () => {
  test('drafts are for their author and moderators, staff articles for staff', async () => {
    const author = await createUser({
      expertOf: [(await db.insertInto('tags').values({ name: 'x' }).returning('id').executeTakeFirstOrThrow()).id],
    })
    const draft = await createArticle({ state: 'draft', draftedBy: author.id })
    const canned = await createArticle({ audience: 'staff' })
    const forMembers = await createArticle({ audience: 'members' })
    const seenBy = async (viewer: Actor | null) => {
      const seen = []
      for (const article of [draft, canned, forMembers]) {
        seen.push(
          await getArticle(db, viewer, article.id, 'en').then(
            () => true,
            () => false,
          ),
        )
      }
      return seen
    }
    expect(await seenBy(null)).toEqual([false, false, false])
    expect(await seenBy(await createUser())).toEqual([false, false, true])
    expect(await seenBy(author)).toEqual([true, false, true])
    expect(await seenBy(await createUser({ roles: ['moderator'] }))).toEqual([true, false, true])
    expect(await seenBy(await staffMember())).toEqual([true, true, true])
    // What becomes a canned reply is for staff alone, whoever drafted it.
    await db.updateTable('articles').set({ audience: 'staff' }).where('id', '=', draft.id).execute()
    expect(await seenBy(author)).toEqual([false, false, true])
  })

  test('the home has the FAQ of each category; pinning needs staff and a published article', async () => {
    const staff = await staffMember()
    const category = await createCategory()
    const article = await createArticle({ categoryId: category.id })
    const draft = await createArticle({ categoryId: category.id, state: 'draft' })
    await expect(pinArticle(db, await createUser(), { articleId: article.id })).rejects.toThrow('article.pin')
    await expect(pinArticle(db, staff, { articleId: draft.id })).rejects.toThrow('article.wrong_state')
    await pinArticle(db, staff, { articleId: article.id })
    const faq = async () =>
      (await listKnowledgeBase(db, null, 'en')).find((each) => each.id === category.id)?.faq.map((each) => each.id)
    expect(await faq()).toEqual([article.id])
    await unpinArticle(db, staff, { articleId: article.id })
    expect(await faq()).toEqual([])
  })

  test('a category lists its articles newest first, page by page', async () => {
    const category = await createCategory()
    const [drafter, validator] = [await staffMember(), await staffMember()]
    const ids: number[] = []
    for (let index = 0; index < 23; index++) {
      const { id } = await createArticle({
        categoryId: category.id,
        draftedBy: drafter.id,
        validatedBy: validator.id,
        at: new Date(Date.UTC(2026, 0, 1 + Math.floor(index / 2))),
      })
      ids.unshift(id)
    }
    const first = await listArticles(db, null, { categoryId: category.id, locale: 'fr' })
    expect(first.items).toHaveLength(20)
    const second = await listArticles(db, null, { categoryId: category.id, locale: 'fr', after: first.next! })
    expect([...first.items, ...second.items].map((item) => item.id)).toEqual(ids)
    expect(second.next).toBeNull()
  })

  test('staff see what waits, and the threads of an article', async () => {
    const { drafter, thread, articleId } = await publishedFromAnswer()
    const waiting = await createArticle({ state: 'in_review' })
    expect(
      (await listArticlesInWork(db, drafter, { locale: 'en', states: ['in_review'] })).map((row) => row.id),
    ).toEqual([waiting.id])
    expect((await listThreadsOfArticle(db, null, articleId)).map((row) => row.id)).toEqual([thread.id])
  })

  test('the threads of an article are for who may see it, and them', async () => {
    const { thread, answer } = await solvedThread()
    const drafter = await staffMember()
    const { articleId } = await promoteAnswer(db, drafter, { answerId: answer.id })
    const duplicate = await createThread({ audience: 'private' })
    await db.updateTable('threads').set({ duplicateOf: thread.id }).where('id', '=', duplicate.id).execute()
    const seenBy = async (viewer: Actor | null) =>
      (await listThreadsOfArticle(db, viewer, articleId)).map((row) => row.id)
    expect(await seenBy(drafter)).toEqual([thread.id, duplicate.id])
    expect(await seenBy(null)).toEqual([])

    await submitArticle(db, drafter, { articleId })
    await publishArticle(db, await staffMember(), { articleId })
    expect(await seenBy(null)).toEqual([thread.id])
  })
})
