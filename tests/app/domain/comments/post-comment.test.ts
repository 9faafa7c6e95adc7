import { expect, test } from 'vitest'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { deletePost } from '#app/domain/posts/delete-post.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db, withMediumFigures } from '#tests/support/database.ts'
import { expectNoDrift } from '../reputation/no-drift.ts'

withMediumFigures()

const body = 'Which lamp is on?'
const post = (id: number) => db.selectFrom('posts').where('id', '=', id).selectAll().executeTakeFirstOrThrow()

test('stands under its post, counts there, and is the last word in the thread', async () => {
  const thread = await createThread()
  const answer = await createAnswer({ threadId: thread.id })
  const { id } = await postComment(db, await getActor(db, thread.authorId!), { postId: answer.id, body })

  expect(await post(id)).toMatchObject({ kind: 'comment', parentId: answer.id, threadId: thread.id, body })
  expect((await post(answer.id)).commentCount).toBe(1)
  const row = await db.selectFrom('threads').where('id', '=', thread.id).selectAll().executeTakeFirstOrThrow()
  expect(row).toMatchObject({ state: 'needs_attention', answerCount: 1, lastActivityBy: thread.authorId })
  expect(await eventsOf(thread)).toEqual(['thread.asked', 'answer.posted', 'comment.posted'])
  await expectNoDrift()
})

test('refusals', async () => {
  const thread = await createThread()
  const asker = await getActor(db, thread.authorId!)
  const answer = await createAnswer({ threadId: thread.id })
  const comment = await createComment({ postId: answer.id, authorId: asker.id })
  const author = await getActor(db, answer.authorId!)
  const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })
  const on = (postId: number, text = body) => ({ postId, body: text })

  await refused(postComment(db, await createUser({ reputation: 49 }), on(answer.id)), 'comment.post')
  await refused(postComment(db, asker, on(comment.id)), 'comment.wrong_place')
  await refused(postComment(db, asker, on(answer.id, ' x ')), 'body.too_short')
  await refused(postComment(db, asker, on(answer.id, 'x'.repeat(1001))), 'body.too_long')
  await refused(postComment(db, asker, on(999_999)), 'post.not_found')
  await deletePost(db, author, { postId: answer.id })
  await refused(postComment(db, author, on(answer.id)), 'comment.post')
  await closeThread(db, await createUser({ roles: ['moderator'] }), {
    threadId: thread.id,
    reason: 'off_topic',
    note: '',
  })
  await refused(postComment(db, asker, on(thread.questionId!)), 'thread.closed')
})

test('twelve comments at one moment are all counted', async () => {
  const thread = await createThread()
  const asker = await getActor(db, thread.authorId!)
  await atOnce(12, (index) => postComment(db, asker, { postId: thread.questionId!, body: `${body} ${index}` }))
  expect((await post(thread.questionId!)).commentCount).toBe(12)
  await expectNoDrift()
})

test('a comment sent twice at one moment is one comment; below another post it is another', async () => {
  const thread = await createThread()
  const answer = await createAnswer({ threadId: thread.id })
  const asker = await getActor(db, thread.authorId!)
  await atOnce(6, () => postComment(db, asker, { postId: thread.questionId!, body }))
  await postComment(db, asker, { postId: answer.id, body })
  expect((await post(thread.questionId!)).commentCount).toBe(1)
  expect((await post(answer.id)).commentCount).toBe(1)
  await expectNoDrift()
})
