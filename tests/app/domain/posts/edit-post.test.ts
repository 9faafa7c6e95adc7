import { expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { promoteAnswer } from '#app/domain/articles/promote-answer.ts'
import { deletePost } from '#app/domain/posts/delete-post.ts'
import { countRevisions, editPost } from '#app/domain/posts/edit-post.ts'
import { getActor } from '#app/domain/users/actor.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { db, pendingJobs, settleAtOnce } from '#tests/support/database.ts'
import { expectNoDrift } from '../reputation/no-drift.ts'

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
  await editPost(db, editor, questionId, {
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
  await editPost(db, asker, thread.questionId!, { ...same, baseRevision: 0 })
  expect(await countRevisions(db, thread.questionId!)).toBe(0)
  expect(await eventsOf(thread)).toEqual(['thread.asked'])
})

test('title and tags of an answer’s form are not the question’s', async () => {
  const { thread } = await createScene()
  const answer = await createAnswer({ threadId: thread.id })
  const author = await getActor(db, answer.authorId!)
  await editPost(db, author, answer.id, { body, title: 'A title of another length', tags: 'screen', baseRevision: 0 })
  const row = await db.selectFrom('threads').where('id', '=', thread.id).select('title').executeTakeFirst()
  expect(row?.title).toBe(thread.title)
})

test('the article made from an answer is looked at again', async () => {
  const { thread, asker } = await createScene()
  const answer = await createAnswer({ threadId: thread.id, at: HOUR_AGO })
  await acceptAnswer(db, asker, answer.id)
  const { articleId } = await promoteAnswer(db, await createUser({ roles: ['staff'] }), { answerId: answer.id })
  await editPost(db, await getActor(db, answer.authorId!), answer.id, { body, baseRevision: 0 })
  expect(await pendingJobs()).toContainEqual({ name: 'articles.recheck', payload: { articleId } })
})

test('refusals leave everything as it was', async () => {
  const { thread, questionId, asker } = await createScene()
  const edit = { body, baseRevision: 0 }
  await refused(editPost(db, await createUser({ reputation: 499 }), questionId, edit), 'post.edit')
  await refused(editPost(db, asker, questionId, { ...edit, body: 'Short.' }), 'body.too_short')
  await refused(editPost(db, asker, questionId, { ...edit, body: 'x'.repeat(30_001) }), 'body.too_long')
  await refused(editPost(db, asker, questionId, { ...edit, title: 'Short' }), 'title.too_short')
  await refused(editPost(db, asker, questionId, { ...edit, title: 'x'.repeat(151) }), 'title.too_long')
  await refused(editPost(db, asker, questionId, { ...edit, tags: '' }), 'tags.missing')
  await refused(editPost(db, asker, questionId, { ...edit, tags: 'unheard-of' }), 'tags.unknown')
  await refused(editPost(db, asker, questionId, { ...edit, categoryId: 999_999 }), 'category.not_found')
  await refused(editPost(db, asker, questionId, { ...edit, reason: 'x'.repeat(301) }), 'reason.too_long')
  await refused(editPost(db, asker, questionId, { ...edit, baseRevision: 1 }), 'post.changed_meanwhile')
  await refused(editPost(db, asker, 999_999, edit), 'post.not_found')
  const comment = await createComment({ postId: questionId })
  await refused(editPost(db, await createUser({ reputation: 5000 }), comment.id, edit), 'post.edit')
  expect(await countRevisions(db, questionId)).toBe(0)

  await deletePost(db, asker, questionId)
  await refused(editPost(db, asker, questionId, edit), 'post.edit')
  expect(await eventsOf(thread)).toEqual(['thread.asked', 'comment.posted', 'post.deleted'])
})

test('of eight edits of the same text at one moment, one is kept and nobody’s is lost in silence', async () => {
  const { questionId, asker } = await createScene()
  const outcomes = await settleAtOnce(8, (index) =>
    editPost(db, asker, questionId, { body: `${body} Number ${index}.`, baseRevision: 0 }),
  )
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
  expect(refusals).toEqual(Array(7).fill('post.changed_meanwhile'))
  expect(await countRevisions(db, questionId)).toBe(2)
})
