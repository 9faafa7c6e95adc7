import { expect, test } from 'vitest'
import { addBookmark } from '#app/domain/bookmarks/add-bookmark.ts'
import { listBookmarks } from '#app/domain/bookmarks/queries.ts'
import { removeBookmark } from '#app/domain/bookmarks/remove-bookmark.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'

const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })

test('keeps a question or an answer once, with a note that changes, and lets it go', async () => {
  const member = await createUser()
  const answer = await createAnswer()
  const { questionId } = await createThread({ title: 'Où poser le capteur au jardin' })
  await atOnce(4, () => addBookmark(db, member, { postId: answer.id }))
  await addBookmark(db, member, { postId: questionId!, note: '  for the greenhouse  ' })

  const { items } = await listBookmarks(db, member)
  expect(items.map(({ postId, kind, note }) => [postId, kind, note])).toEqual([
    [questionId, 'question', 'for the greenhouse'],
    [answer.id, 'answer', ''],
  ])
  // Pressing the button again says nothing of the note, and keeps it.
  await addBookmark(db, member, { postId: questionId! })
  expect((await listBookmarks(db, member, { search: 'GREENHOUSE' })).items).toHaveLength(1)
  expect((await listBookmarks(db, member, { search: 'ou poser' })).items).toHaveLength(1)
  expect((await listBookmarks(db, member, { search: '100%' })).items).toEqual([])
  await addBookmark(db, member, { postId: questionId!, note: '' })
  expect((await listBookmarks(db, member, { search: 'greenhouse' })).items).toEqual([])

  await removeBookmark(db, member, { postId: questionId! })
  await removeBookmark(db, member, { postId: questionId! })
  expect((await listBookmarks(db, member)).items).toHaveLength(1)
})

test('nobody else learns of it, and what one may not see any more is not listed', async () => {
  const member = await createUser()
  const answer = await createAnswer()
  await addBookmark(db, member, { postId: answer.id, note: 'mine' })
  expect((await listBookmarks(db, await createUser())).items).toEqual([])
  expect((await listBookmarks(db, await createUser({ roles: ['admin'] }))).items).toEqual([])
  expect(await db.selectFrom('events').where('actorId', '=', member.id).select('verb').execute()).toEqual([])

  await db.updateTable('posts').set({ state: 'hidden' }).where('id', '=', answer.id).execute()
  expect((await listBookmarks(db, member)).items).toEqual([])
  await removeBookmark(db, member, { postId: answer.id })
})

test('refusals', async () => {
  const member = await createUser()
  const secret = await createThread({ audience: 'private' })
  await refused(addBookmark(db, member, { postId: secret.questionId! }), 'post.not_found')
  await refused(addBookmark(db, member, { postId: (await createComment()).id }), 'bookmark.wrong_kind')
  await refused(addBookmark(db, member, { postId: (await createAnswer()).id, note: 'x'.repeat(501) }), 'note.too_long')
})
