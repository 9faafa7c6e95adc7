import { describe, expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { promoteAnswer } from '#app/domain/articles/promote-answer.ts'
import { deletePost } from '#app/domain/posts/delete-post.ts'
import { countRevisions, editPost } from '#app/domain/posts/edit-post.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { rollBack } from '#app/domain/revisions/roll-back.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { improveEdit } from '#app/domain/suggested-edits/approve-edit.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { editableSource } from '#app/text/editable-source.ts'
import { signatureOf } from '#app/text/html-signature.ts'
import { cleanHtml } from '#app/text/markdown.ts'
import type { Post, Thread } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { decideReview } from '#moderation/review/decide-review.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createSuggestedEdit } from '#tests/factories/create-suggested-edit.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { db, pendingJobs, settleAtOnce, withMediumFigures } from '#tests/support/database.ts'
import { expectNoDrift } from '../reputation/no-drift.ts'

withMediumFigures()

const HOUR_AGO = new Date(Date.now() - 3_600_000)
const body = 'It does not work at all, and I would like it to.'

async function createScene() {
  const thread = await createThread({ tags: ['wifi', 'battery'], title: 'Why does it not do anything?', at: HOUR_AGO })
  await createTag({ name: 'screen' })
  return { thread, questionId: thread.questionId!, asker: await getActor(db, thread.authorId!) }
}
const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })

test('changes the question with its title, tags and category, and keeps what it was', async () => {
  const { thread, questionId, asker } = await createScene()
  const before = await db.selectFrom('posts').where('id', '=', questionId).selectAll().executeTakeFirstOrThrow()
  const category = await createCategory()
  const editor = await createUser({ roles: ['moderator'] })
  await editPost(db, editor, {
    postId: questionId,
    body,
    title: 'Why does it do nothing at all?',
    tags: 'screen wifi',
    categoryId: category.id,
    reason: ' Said what it is. ',
    baseRevision: 0,
  })

  const post = await db.selectFrom('posts').where('id', '=', questionId).selectAll().executeTakeFirstOrThrow()
  expect(post).toMatchObject({ body, html: `<p>${body}</p>\n`, editedBy: editor.id, authorId: asker.id })
  const row = await db.selectFrom('threads').where('id', '=', thread.id).selectAll().executeTakeFirstOrThrow()
  expect(row).toMatchObject({ title: 'Why does it do nothing at all?', categoryId: category.id })
  const tags = await db.selectFrom('tags').select(['name', 'threadCount']).orderBy('name').execute()
  expect(tags).toEqual([
    { name: 'battery', threadCount: 0 },
    { name: 'screen', threadCount: 1 },
    { name: 'wifi', threadCount: 1 },
  ])
  const revisions = db.selectFrom('revisions').where('postId', '=', questionId).selectAll().orderBy('number', 'desc')
  expect(await revisions.execute()).toMatchObject([
    { number: 2, body, title: 'Why does it do nothing at all?', tags: ['screen', 'wifi'], reason: 'Said what it is.' },
    { number: 1, body: before.body, title: thread.title, tags: ['wifi', 'battery'], editorId: asker.id },
  ])
  expect(await eventsOf(thread)).toEqual(['thread.asked', 'post.edited'])
  await expectNoDrift()
})

test('saving without a change changes nothing, whatever the line ends of the form', async () => {
  const thread = await createThread({ body: 'It does not work.\n\nI would like it to.' })
  const asker = await getActor(db, thread.authorId!)
  const same = { body: ' It does not work.\r\n\r\nI would like it to.\r\n', title: thread.title, tags: 'general' }
  await editPost(db, asker, { postId: thread.questionId!, ...same, baseRevision: 0 })
  expect(await countRevisions(db, thread.questionId!)).toBe(0)
  expect(await eventsOf(thread)).toEqual(['thread.asked'])
})

test('title and tags of an answer’s form are not the question’s', async () => {
  const { thread } = await createScene()
  const answer = await createAnswer({ threadId: thread.id })
  const author = await getActor(db, answer.authorId!)
  await editPost(db, author, {
    postId: answer.id,
    body,
    title: 'A title of another length',
    tags: 'screen',
    baseRevision: 0,
  })
  const row = await db.selectFrom('threads').where('id', '=', thread.id).select('title').executeTakeFirst()
  expect(row?.title).toBe(thread.title)
})

test('the article made from an answer is looked at again', async () => {
  const { thread, asker } = await createScene()
  const answer = await createAnswer({ threadId: thread.id, at: HOUR_AGO })
  await acceptAnswer(db, asker, { answerId: answer.id })
  const { articleId } = await promoteAnswer(db, await createUser({ roles: ['staff'] }), { answerId: answer.id })
  await editPost(db, await getActor(db, answer.authorId!), { postId: answer.id, body, baseRevision: 0 })
  expect(await pendingJobs()).toContainEqual({ name: 'articles.recheck', payload: { articleId } })
})

describe('a post that was imported with lengths that nobody may type', () => {
  const LONG_TITLE = `Why ${'so '.repeat(70)}long?`
  /** As imports store them. */
  async function createImported(stored: { title: string; body: string; bodyFormat: 'html' | 'markdown' }) {
    const { thread, questionId, asker } = await createScene()
    const { title, ...text } = stored
    await db.updateTable('threads').set({ title }).where('id', '=', thread.id).execute()
    await db.updateTable('posts').set(text).where('id', '=', questionId).execute()
    return { questionId, asker, thread }
  }
  const stateOf = (thread: { id: number }) =>
    db
      .selectFrom('threads')
      .innerJoin('posts', 'posts.id', 'threads.questionId')
      .where('threads.id', '=', thread.id)
      .select(['title', 'body', 'bodyFormat'])
      .executeTakeFirstOrThrow()

  test.each([
    ['short', { title: 'Why?', body: '<p>Why?</p>', bodyFormat: 'html' as const }],
    ['long', { title: LONG_TITLE, body: `<p>${'Why so? '.repeat(4000)}</p>`, bodyFormat: 'html' as const }],
    ['short, as Markdown', { title: 'Why?', body: 'Why?', bodyFormat: 'markdown' as const }],
  ])('%s: what is not changed stays, and what is changed follows the rules of here', async (_, stored) => {
    const { questionId: postId, asker, thread } = await createImported(stored)
    const opened = editableSource(stored).trim()
    await editPost(db, asker, { postId, body: opened, title: stored.title, tags: 'wifi', baseRevision: 0 })
    expect(await stateOf(thread)).toEqual(stored)
    const title = 'Why does it do nothing at all?'
    await editPost(db, asker, { postId, body: opened, title, baseRevision: await getTextVersion(db, postId) })
    expect(await stateOf(thread)).toEqual({ ...stored, title })

    const baseRevision = await getTextVersion(db, postId)
    await refused(editPost(db, asker, { postId, body: opened, title: 'No?', baseRevision }), 'title.too_short')
    const longer = { postId, body: opened, title: `${LONG_TITLE}?`, baseRevision }
    await refused(editPost(db, asker, longer), 'title.too_long')
    await refused(editPost(db, asker, { postId, body: 'No.', baseRevision }), 'body.too_short')
    await refused(editPost(db, asker, { postId, body: 'Why so? '.repeat(4001), baseRevision }), 'body.too_long')
    await editPost(db, asker, { postId, body, baseRevision })
    expect(await stateOf(thread)).toEqual({ title, body, bodyFormat: 'markdown' })
  })

  test('a suggested edit and its improvement leave the rest as it is too', async () => {
    const stored = { title: 'Why?', body: '<p>Why?</p>', bodyFormat: 'html' as const }
    const { questionId: postId, thread } = await createImported(stored)
    const text = { body: 'Why?', title: 'Why?' }
    const { id: editId, version } = await createSuggestedEdit({ postId, ...text, tags: 'wifi' })
    const moderator = await createUser({ roles: ['moderator'] })
    await improveEdit(db, moderator, { editId, version, ...text, tags: 'screen', baseRevision: 0 })
    expect(await stateOf(thread)).toEqual(stored)
  })
})

describe('a post that was imported as HTML', () => {
  const html =
    '<p>Type <kbd>&lt;table&gt;</kbd>, H<sub>2</sub>O:</p><dl><dt>a</dt><dd>b</dd></dl><p>and it does not work at all.</p>'

  async function createImported() {
    const scene = await createScene()
    const imported = { body: html, bodyFormat: 'html' as const, html: cleanHtml(html) }
    await db.updateTable('posts').set(imported).where('id', '=', scene.questionId).execute()
    const opened = editableSource(imported)
    const row = () =>
      db
        .selectFrom('posts')
        .where('id', '=', scene.questionId)
        .select(['body', 'bodyFormat', 'html', 'editedAt'])
        .executeTakeFirstOrThrow()
    return { ...scene, imported, opened, row }
  }

  test('is the same after it was opened and saved unchanged, without a version', async () => {
    const { questionId, asker, imported, opened, row } = await createImported()
    await editPost(db, asker, { postId: questionId, body: opened, baseRevision: 0 })
    expect(await row()).toEqual({ ...imported, editedAt: null })
    expect(await countRevisions(db, questionId)).toBe(0)
  })

  test('keeps its HTML when only its title changes', async () => {
    const { questionId, asker, imported, opened, row } = await createImported()
    const title = 'Why does it not do what it should?'
    await editPost(db, asker, { postId: questionId, body: opened, title, baseRevision: 0 })
    expect(await row()).toMatchObject(imported)
    expect(await countRevisions(db, questionId)).toBe(2)
  })

  test('loses nothing when a word of it changes, nor when that is rolled back', async () => {
    const { questionId, asker, imported, opened, row } = await createImported()
    await editPost(db, asker, { postId: questionId, body: opened.replace('at all', 'today'), baseRevision: 0 })
    const edited = await row()
    expect(edited.bodyFormat).toBe('markdown')
    expect(signatureOf(edited.html)).toBe(signatureOf(imported.html).replace('at all', 'today'))
    await rollBack(db, asker, { postId: questionId, number: 1, baseRevision: 2 })
    expect(signatureOf((await row()).html)).toBe(signatureOf(imported.html))
  })
})

test('refusals leave everything as it was', async () => {
  const { thread, questionId, asker } = await createScene()
  const edit = { body, baseRevision: 0 }
  await refused(editPost(db, await createUser({ reputation: 499 }), { postId: questionId, ...edit }), 'post.edit')
  await refused(editPost(db, asker, { postId: questionId, ...edit, body: 'Short.' }), 'body.too_short')
  await refused(editPost(db, asker, { postId: questionId, ...edit, body: 'x'.repeat(30_001) }), 'body.too_long')
  await refused(editPost(db, asker, { postId: questionId, ...edit, title: 'Short' }), 'title.too_short')
  await refused(editPost(db, asker, { postId: questionId, ...edit, title: 'x'.repeat(151) }), 'title.too_long')
  await refused(editPost(db, asker, { postId: questionId, ...edit, tags: '' }), 'tags.missing')
  await refused(editPost(db, asker, { postId: questionId, ...edit, tags: 'unheard-of' }), 'tags.unknown')
  await refused(editPost(db, asker, { postId: questionId, ...edit, categoryId: 999_999 }), 'category.not_found')
  await refused(editPost(db, asker, { postId: questionId, ...edit, reason: 'x'.repeat(301) }), 'reason.too_long')
  await refused(editPost(db, asker, { postId: questionId, ...edit, baseRevision: 1 }), 'post.changed_meanwhile')
  await refused(editPost(db, asker, { postId: 999_999, ...edit }), 'post.not_found')
  const comment = await createComment({ postId: questionId })
  await refused(editPost(db, await createUser({ reputation: 5000 }), { postId: comment.id, ...edit }), 'post.edit')
  expect(await countRevisions(db, questionId)).toBe(0)

  await deletePost(db, asker, { postId: questionId })
  await refused(editPost(db, asker, { postId: questionId, ...edit }), 'post.edit')
  expect(await eventsOf(thread)).toEqual(['thread.asked', 'comment.posted', 'post.deleted'])
})

test('of eight edits of the same text at one moment, one is kept and nobody’s is lost in silence', async () => {
  const { questionId, asker } = await createScene()
  const outcomes = await settleAtOnce(8, (index) =>
    editPost(db, asker, { postId: questionId, body: `${body} Number ${index}.`, baseRevision: 0 }),
  )
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
  expect(refusals).toEqual(Array(7).fill('post.changed_meanwhile'))
  expect(await countRevisions(db, questionId)).toBe(2)
})

describe('right after posting', () => {
  const postRow = (id: number) => db.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const later = (post: { createdAt: Date }, minutes: number) => new Date(post.createdAt.getTime() + minutes * 60_000)

  test('authors correct what they posted without a mark; whoever had the old text in an editor learns of it', async () => {
    const thread = await createThread({ tags: ['wifi'] })
    await createTag({ name: 'screen' })
    const asker = await getActor(db, thread.authorId!)
    const question = await postRow(thread.questionId!)
    await editPost(db, asker, {
      postId: question.id,
      body,
      title: 'Why does it do nothing at all?',
      tags: 'screen',
      baseRevision: 0,
      at: later(question, 4.9),
    })
    expect(await postRow(question.id)).toMatchObject({ body, html: `<p>${body}</p>\n`, editedAt: null, editedBy: null })
    expect(await countRevisions(db, question.id)).toBe(0)
    expect(await eventsOf(thread)).toEqual(['thread.asked', 'post.corrected'])
    expect(await pendingJobs()).toContainEqual({ name: 'search.index_thread', payload: { threadId: thread.id } })
    await refused(editPost(db, asker, { postId: question.id, body, baseRevision: 0 }), 'post.changed_meanwhile')
    expect(await getTextVersion(db, question.id)).toBe(1)

    await editPost(db, asker, { postId: question.id, body: `${body} Still.`, baseRevision: 1, at: later(question, 5) })
    const revisions = await db.selectFrom('revisions').selectAll().orderBy('number').execute()
    expect(revisions.map((revision) => revision.body)).toEqual([body, `${body} Still.`])
    expect(await getTextVersion(db, question.id)).toBe(3)
    await expectNoDrift()
  })

  type Scene = { answer: Post; thread: Thread; other: Actor }
  const reactions: [string, (scene: Scene) => Promise<unknown>][] = [
    ['a comment', ({ answer }) => createComment({ postId: answer.id })],
    ['a vote', ({ answer, other }) => castVote(db, other, { postId: answer.id, value: 1 })],
    ['a flag', ({ answer, other }) => raiseFlag(db, other, { postId: answer.id, reason: 'spam', note: '' })],
    ['a suggested edit', ({ answer }) => createSuggestedEdit({ postId: answer.id })],
    [
      'an acceptance',
      async ({ answer, thread }) => acceptAnswer(db, await getActor(db, thread.authorId!), { answerId: answer.id }),
    ],
    [
      'an edit',
      ({ answer, other }) => editPost(db, other, { postId: answer.id, body: `${body} Other.`, baseRevision: 0 }),
    ],
  ]
  test.each(reactions)('%s of somebody else ends it', async (_name, react) => {
    const thread = await createThread()
    const answer = await createAnswer({ threadId: thread.id })
    await react({ answer, thread, other: await createUser({ roles: ['moderator'] }) })
    const baseRevision = await getTextVersion(db, answer.id)
    await editPost(db, await getActor(db, answer.authorId!), { postId: answer.id, body, baseRevision })
    expect((await postRow(answer.id)).editedAt).not.toBeNull()
    expect(await countRevisions(db, answer.id)).toBeGreaterThan(1)
  })

  test('a question ends it with its first answer; an answer not with another answer, nor with a word of one’s own', async () => {
    const thread = await createThread()
    const answer = await createAnswer({ threadId: thread.id })
    await createAnswer({ threadId: thread.id })
    await createComment({ postId: answer.id, authorId: answer.authorId! })
    await editPost(db, await getActor(db, answer.authorId!), { postId: answer.id, body, baseRevision: 0 })
    expect(await countRevisions(db, answer.id)).toBe(0)
    await editPost(db, await getActor(db, thread.authorId!), { postId: thread.questionId!, body, baseRevision: 0 })
    expect(await countRevisions(db, thread.questionId!)).toBe(2)
  })

  test('others never do, and for how long is a setting', async () => {
    const answer = await createAnswer()
    await editPost(db, await createUser({ roles: ['moderator'] }), { postId: answer.id, body, baseRevision: 0 })
    expect(await countRevisions(db, answer.id)).toBe(2)
    const admin = await createUser({ roles: ['admin'] })
    await changeSetting(db, admin, {
      name: 'editing',
      value: { graceMinutes: 0, hiddenMinutes: 10, suggestionsADay: 20 },
    })
    const other = await createAnswer()
    await editPost(db, await getActor(db, other.authorId!), { postId: other.id, body, baseRevision: 0 })
    expect(await countRevisions(db, other.id)).toBe(2)
  })

  test('of eight corrections at one moment, one is kept and nobody’s is lost in silence', async () => {
    const answer = await createAnswer()
    const author = await getActor(db, answer.authorId!)
    const outcomes = await settleAtOnce(8, (index) =>
      editPost(db, author, { postId: answer.id, body: `${body} Number ${index}.`, baseRevision: 0 }),
    )
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    expect(await getTextVersion(db, answer.id)).toBe(1)
  })
})

describe('a hidden post', () => {
  async function createHidden() {
    const answer = await createAnswer({ at: HOUR_AGO })
    const moderator = await createUser({ roles: ['moderator'] })
    await inTransaction(db, (trx) => setPostState(trx, moderator, answer.id, 'hidden'))
    return { answer, moderator, author: await getActor(db, answer.authorId!) }
  }
  const minutes = (count: number) => new Date(Date.now() + count * 60_000)

  test('can be edited by its author after ten minutes, which sends it to review', async () => {
    const { answer, author, moderator } = await createHidden()
    const edit = { body, baseRevision: 0 }
    await refused(editPost(db, author, { postId: answer.id, ...edit, at: minutes(9.9) }), 'post.hidden_wait')
    await editPost(db, author, { postId: answer.id, ...edit, at: minutes(10) })
    const reviews = await db.selectFrom('reviews').where('postId', '=', answer.id).selectAll().execute()
    expect(reviews).toMatchObject([{ cause: 'edited', state: 'open', version: 1 }])
    expect((await eventsOf({ id: answer.threadId! })).slice(-2)).toEqual(['review.opened', 'post.edited'])

    await editPost(db, author, { postId: answer.id, body: `${body} More.`, baseRevision: 2, at: minutes(11) })
    expect(await db.selectFrom('reviews').select('version').execute()).toEqual([{ version: 2 }])
    const decision = { reviewId: reviews[0]!.id, decision: 'keep' as const, note: '' }
    await refused(decideReview(db, moderator, { ...decision, version: 1 }), 'review.changed')
    await decideReview(db, moderator, { ...decision, version: 2 })
    const row = await db.selectFrom('posts').where('id', '=', answer.id).select('state').executeTakeFirst()
    expect(row?.state).toBe('visible')
  })

  test('a moderator edits it at once, and nobody has to look at that', async () => {
    const { answer, moderator } = await createHidden()
    await editPost(db, moderator, { postId: answer.id, body, baseRevision: 0 })
    expect(await db.selectFrom('reviews').select('id').execute()).toEqual([])
  })
})
