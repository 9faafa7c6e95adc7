import { expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { deletePost } from '#app/domain/posts/delete-post.ts'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { Thread } from '#db/schema.ts'
import { requestInfo } from '#moderation/curation/request-info.ts'
import { scheduleAllEscalations } from '#moderation/escalation/schedule-all-escalations.ts'
import { scheduleEscalation } from '#moderation/escalation/schedule-escalation.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const at = (time: string) => new Date(`2026-06-01T${time}:00Z`)
const inCategory = async () => (await createCategory({ policyId: (await createPolicy()).id })).id

async function dueOf(threadId: number): Promise<Date | null> {
  await scheduleEscalation(db, threadId)
  const thread = await db
    .selectFrom('threads')
    .where('id', '=', threadId)
    .select('escalationDueAt')
    .executeTakeFirstOrThrow()
  return thread.escalationDueAt
}

const moderator = () => createUser({ roles: ['moderator'] })
const idOf = (thread: Thread) => ({ threadId: thread.id })
const solve = async (thread: Thread) =>
  solveThread(db, await getActor(db, thread.authorId!), { ...idOf(thread), reason: 'It works again.' })

test('the policy of the category decides', async () => {
  const thread = await createThread({ categoryId: await inCategory(), at: at('10:00') })
  expect(await dueOf(thread.id)).toEqual(at('11:00'))
})

test('without a policy of its own the default one does', async () => {
  await createPolicy({ isDefault: true, unansweredMinutes: 120 })
  const thread = await createThread({ at: at('10:00') })
  expect(await dueOf(thread.id)).toEqual(at('12:00'))
})

test('an answer by the asker, or one that does not try to solve, does not stop the first clock', async () => {
  const thread = await createThread({ categoryId: await inCategory(), at: at('10:00') })
  await createAnswer({ threadId: thread.id, authorId: thread.authorId!, at: at('10:20') })
  await createAnswer({ threadId: thread.id, solves: false, at: at('10:30') })
  expect(await dueOf(thread.id)).toEqual(at('11:00'))
})

test('an answer hands over to the second clock, which begins with each word of the asker', async () => {
  const thread = await createThread({ categoryId: await inCategory(), at: at('10:00') })
  const answer = await createAnswer({ threadId: thread.id, at: at('10:20') })
  expect(await dueOf(thread.id)).toEqual(at('13:00'))
  await createComment({ postId: answer.id, authorId: thread.authorId!, at: at('10:40') })
  expect(await dueOf(thread.id)).toEqual(at('13:40'))
})

test.each<[string, (thread: Thread) => Promise<unknown>]>([
  ['deleted', async (thread) => deletePost(db, await getActor(db, thread.authorId!), { postId: thread.questionId! })],
  ['solved', async (thread) => solve(thread)],
  [
    'asked for details',
    async (thread) => requestInfo(db, await moderator(), { ...idOf(thread), details: 'Which one?' }),
  ],
])('a question that is %s is about to go nowhere, even before the job has looked', async (_what, act) => {
  const thread = await createThread({ categoryId: await inCategory(), at: at('10:00') })
  expect(await dueOf(thread.id)).not.toBeNull()
  await act(thread)
  const { escalationDueAt } = await db
    .selectFrom('threads')
    .where('id', '=', thread.id)
    .select('escalationDueAt')
    .executeTakeFirstOrThrow()
  expect(escalationDueAt).toBeNull()
})

test('nothing is due while details are waited for, nor once it is solved', async () => {
  const thread = await createThread({ categoryId: await inCategory(), at: at('10:00') })
  await requestInfo(db, await createUser({ roles: ['moderator'] }), { threadId: thread.id, details: 'Which version?' })
  expect(await dueOf(thread.id)).toBeNull()

  await createComment({ postId: thread.questionId!, authorId: thread.authorId! })
  expect(await dueOf(thread.id)).not.toBeNull()

  const answer = await createAnswer({ threadId: thread.id })
  await acceptAnswer(db, await getActor(db, thread.authorId!), { answerId: answer.id })
  expect(await dueOf(thread.id)).toBeNull()
})

test('a thread that is gone is no error', async () => {
  await expect(scheduleEscalation(db, 999_999)).resolves.toBeUndefined()
})

test('planning all finds what no job spoke of', async () => {
  const categoryId = await inCategory()
  const thread = await createThread({ categoryId, at: at('10:00') })
  await scheduleAllEscalations(db)
  expect(await db.selectFrom('threads').select('escalationDueAt').execute()).toEqual([{ escalationDueAt: at('11:00') }])

  await db.updateTable('categories').set({ escalates: false }).where('id', '=', categoryId).execute()
  await scheduleAllEscalations(db)
  expect(await dueOf(thread.id)).toBeNull()
})
