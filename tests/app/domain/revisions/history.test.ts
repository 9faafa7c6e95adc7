import { describe, expect, test } from 'vitest'
import { createArticle as draftArticle } from '#app/domain/articles/create-article.ts'
import { editArticle } from '#app/domain/articles/edit-article.ts'
import { publishArticle } from '#app/domain/articles/publish-article.ts'
import { submitArticle } from '#app/domain/articles/submit-article.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { getPostOfHistory, getRevision, listRevisions } from '#app/domain/revisions/history.ts'
import { redactRevision } from '#app/domain/revisions/redact-revision.ts'
import { rollBack } from '#app/domain/revisions/roll-back.ts'
import { approveEdit } from '#app/domain/suggested-edits/approve-edit.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { inTransaction } from '#db/transaction.ts'
import { expectNoDrift } from '#tests/app/domain/reputation/no-drift.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createSuggestedEdit } from '#tests/factories/create-suggested-edit.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { db, settleAtOnce } from '#tests/support/database.ts'

const HOUR_AGO = new Date(Date.now() - 3_600_000)
const SECRET = 'My password is Hunter2, and my address is here.'
const BODY = 'It does not work at all, and I would like it to.'

const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })
const postRow = (id: number) => db.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

async function edit(actor: Actor, postId: number, change: { body: string; title?: string; tags?: string }) {
  await editPost(db, actor, { postId, ...change, baseRevision: await getTextVersion(db, postId) })
}

/** A question that was changed once: revision 1 has the secret, revision 2 not. */
async function createScene() {
  await createTag({ name: 'screen' })
  const thread = await createThread({
    tags: ['wifi', 'battery'],
    body: SECRET,
    title: 'Why is it red all day?',
    at: HOUR_AGO,
  })
  const asker = await getActor(db, thread.authorId!)
  const postId = thread.questionId!
  await edit(asker, postId, { body: BODY, title: 'Why is it green all day?', tags: 'screen' })
  return { thread, asker, postId, moderator: await createUser({ roles: ['moderator'] }) }
}
const seen = async (viewer: Viewer, postId: number) =>
  (await listRevisions(db, await getPostOfHistory(db, viewer, postId))).revisions.map((revision) => revision.number)

describe('the history of a post', () => {
  test('pages by number, the newest first, with who let a suggestion through', async () => {
    const answer = await createAnswer({ at: HOUR_AGO })
    const suggestion = await createSuggestedEdit({ postId: answer.id })
    const reviewer = await createUser({ roles: ['moderator'], name: 'Rita' })
    await approveEdit(db, reviewer, { editId: suggestion.id, version: 1 })
    const author = await getActor(db, answer.authorId!)
    for (let round = 3; round <= 25; round++) await edit(author, answer.id, { body: `${BODY} Round ${round}.` })

    const post = await getPostOfHistory(db, null, answer.id)
    const first = await listRevisions(db, post)
    expect(first.revisions.map((revision) => revision.number)).toEqual(Array.from({ length: 20 }, (_, at) => 25 - at))
    expect(first.next).toBe(6)
    const second = await listRevisions(db, post, { before: first.next! })
    expect(second.next).toBeNull()
    expect(second.revisions.map((revision) => revision.number)).toEqual([5, 4, 3, 2, 1])
    expect(second.revisions[3]).toMatchObject({
      number: 2,
      reviewerName: 'Rita',
      improved: false,
      reason: 'Clearer words',
    })
  })

  test('is seen by whoever sees the post, and by nobody else', async () => {
    const { thread, asker, postId, moderator } = await createScene()
    expect(await seen(null, postId)).toEqual([2, 1])
    await inTransaction(db, (trx) => setPostState(trx, moderator, postId, 'hidden'))
    await refused(getPostOfHistory(db, null, postId), 'post.not_found')
    await refused(getPostOfHistory(db, await createUser(), postId), 'post.not_found')
    expect(await seen(asker, postId)).toEqual([2, 1])
    await inTransaction(db, (trx) => setPostState(trx, moderator, postId, 'visible'))
    await db.updateTable('threads').set({ audience: 'private' }).where('id', '=', thread.id).execute()
    await refused(getPostOfHistory(db, moderator, postId), 'post.not_found')
    await refused(getPostOfHistory(db, null, 999_999), 'post.not_found')
  })

  test('of an article begins for readers where it became theirs to read', async () => {
    const [drafter, validator] = [await createUser({ roles: ['staff'] }), await createUser({ roles: ['staff'] })]
    const { articleId } = await draftArticle(db, drafter, {
      categoryId: (await createCategory()).id,
      locale: 'en',
      title: 'How to do a thing',
      body: SECRET,
      audience: 'staff',
      at: HOUR_AGO,
    })
    const minute = (count: number) => new Date(HOUR_AGO.getTime() + count * 60_000)
    const change = (body: string, at: Date, more = {}) =>
      editArticle(db, drafter, {
        articleId,
        locale: 'en',
        title: 'How to do a thing',
        body,
        weight: 'typo',
        at,
        ...more,
      })
    await change(`${BODY} Draft.`, minute(1))
    await submitArticle(db, drafter, { articleId, at: minute(2) })
    await publishArticle(db, validator, { articleId, at: minute(3) })
    await change(`${BODY} For staff.`, minute(4))
    const { postId } = await db.selectFrom('articleTranslations').selectAll().executeTakeFirstOrThrow()
    expect(await seen(validator, postId)).toEqual([3, 2, 1])
    await refused(getPostOfHistory(db, null, postId), 'post.not_found')

    await change(`${BODY} For all.`, new Date(), { audience: 'public' })
    expect(await seen(validator, postId)).toEqual([4, 3, 2, 1])
    const [first] = await seen(null, postId)
    expect(first).toBe(4)
    await refused(getRevision(db, await getPostOfHistory(db, null, postId), 1), 'revision.not_found')
  })
})

describe('rolling back', () => {
  const back = async (actor: Actor, postId: number, number: number) =>
    rollBack(db, actor, { postId, number, baseRevision: await getTextVersion(db, postId) })

  test('makes a post say again what it said, as a new revision that can be undone the same way', async () => {
    const { thread, asker, postId, moderator } = await createScene()
    await back(moderator, postId, 1)
    expect(await postRow(postId)).toMatchObject({ body: SECRET, html: `<p>${SECRET}</p>\n`, editedBy: moderator.id })
    const row = await db.selectFrom('threads').selectAll().where('id', '=', thread.id).executeTakeFirstOrThrow()
    expect(row.title).toBe('Why is it red all day?')
    const { revisions } = await listRevisions(db, await getPostOfHistory(db, null, postId))
    expect(revisions[0]).toMatchObject({ number: 3, rolledBackTo: 1, editorId: moderator.id })
    expect(await eventsOf(thread)).toEqual(['thread.asked', 'post.edited', 'post.edited'])

    await back(asker, postId, 2)
    expect(await getRevision(db, { id: postId, firstRevision: 1 }, 4)).toMatchObject({
      body: BODY,
      title: 'Why is it green all day?',
      tags: ['screen'],
    })
    await expectNoDrift()
  })

  test('leaves out tags that are gone, and changes nothing where nothing differs', async () => {
    const { thread, asker, postId } = await createScene()
    await db.deleteFrom('tags').where('name', '=', 'wifi').execute()
    await back(asker, postId, 1)
    const tags = db.selectFrom('threadTags').innerJoin('tags', 'tags.id', 'threadTags.tagId').select('tags.name')
    expect(await tags.where('threadId', '=', thread.id).execute()).toEqual([{ name: 'battery' }])
    await back(asker, postId, 3)
    expect(await seen(null, postId)).toEqual([3, 2, 1])
  })

  test('an article goes through its own rules', async () => {
    const drafter = await createUser({ roles: ['staff'] })
    const { articleId } = await draftArticle(db, drafter, {
      categoryId: (await createCategory()).id,
      locale: 'en',
      title: 'How to do a thing',
      body: SECRET,
      audience: 'public',
    })
    await editArticle(db, drafter, {
      articleId,
      locale: 'en',
      title: 'How to do it well',
      body: BODY,
      weight: 'change',
    })
    const { postId } = await db.selectFrom('articleTranslations').selectAll().executeTakeFirstOrThrow()
    await back(drafter, postId, 1)
    expect(await db.selectFrom('articleTranslations').select('title').execute()).toEqual([
      { title: 'How to do a thing' },
    ])
    expect((await postRow(postId)).body).toBe(SECRET)
    await refused(back(await createUser(), postId, 2), 'post.not_found')
  })

  test('refusals', async () => {
    const { asker, postId, moderator } = await createScene()
    await refused(back(await createUser({ reputation: 499 }), postId, 1), 'post.edit')
    await refused(back(asker, postId, 9), 'revision.not_found')
    await refused(rollBack(db, asker, { postId, number: 1, baseRevision: 1 }), 'post.changed_meanwhile')
    await refused(back(asker, 999_999, 1), 'post.not_found')
    await redactRevision(db, moderator, { postId, number: 1, reason: 'A password' })
    await refused(back(asker, postId, 1), 'revision.redacted')
    expect((await postRow(postId)).body).toBe(BODY)
  })

  test('to what it says now is no change', async () => {
    const { thread, asker, postId } = await createScene()
    await back(asker, postId, 2)
    expect(await seen(null, postId)).toEqual([2, 1])
    expect(await eventsOf(thread)).toEqual(['thread.asked', 'post.edited'])
  })

  test('eight at one moment make one revision', async () => {
    const { asker, postId } = await createScene()
    const outcomes = await settleAtOnce(8, () => rollBack(db, asker, { postId, number: 1, baseRevision: 2 }))
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    expect(await seen(null, postId)).toEqual([3, 2, 1])
  })
})

describe('removing the text of a revision', () => {
  test('takes the words and leaves who and when, in the history and in the suggestion it was', async () => {
    const { thread, asker, postId, moderator } = await createScene()
    const suggestion = await createSuggestedEdit({ postId, body: SECRET })
    await approveEdit(db, moderator, { editId: suggestion.id, version: 1 })
    await edit(asker, postId, { body: BODY })
    for (const number of [1, 3]) await redactRevision(db, moderator, { postId, number, reason: 'A password' })

    const rows = await db.selectFrom('revisions').selectAll().orderBy('number').execute()
    expect(rows[0]).toMatchObject({ body: '', title: '', tags: null, editorId: asker.id, redactedBy: moderator.id })
    expect(rows[2]).toMatchObject({ body: '', reason: '', editorId: suggestion.authorId })
    expect(rows[3]).toMatchObject({ body: BODY, redactedAt: null })
    for (const table of ['revisions', 'suggestedEdits', 'posts'] as const) {
      expect(JSON.stringify(await db.selectFrom(table).selectAll().execute())).not.toContain('Hunter2')
    }
    expect((await eventsOf(thread)).filter((verb) => verb === 'revision.redacted')).toHaveLength(2)
    // Again changes nothing.
    await redactRevision(db, moderator, { postId, number: 1, reason: 'A password' })
    expect((await eventsOf(thread)).filter((verb) => verb === 'revision.redacted')).toHaveLength(2)
  })

  test('refusals', async () => {
    const { asker, postId, moderator } = await createScene()
    const redaction = { postId, number: 1, reason: 'A password' }
    await refused(redactRevision(db, asker, redaction), 'revision.redact')
    await refused(redactRevision(db, await createUser({ reputation: 5000 }), redaction), 'revision.redact')
    await refused(redactRevision(db, moderator, { ...redaction, number: 2 }), 'revision.current')
    await refused(redactRevision(db, moderator, { ...redaction, number: 9 }), 'revision.not_found')
    await refused(redactRevision(db, moderator, { ...redaction, reason: ' ' }), 'reason.missing')
    await refused(redactRevision(db, moderator, { ...redaction, reason: 'x'.repeat(301) }), 'reason.too_long')
    expect((await getRevision(db, { id: postId, firstRevision: 1 }, 1)).body).toBe(SECRET)
  })
})
