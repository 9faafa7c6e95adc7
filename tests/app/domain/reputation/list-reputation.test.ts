import { beforeEach, expect, test } from 'vitest'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { deletePost } from '#app/domain/posts/delete-post.ts'
import { type LedgerEntry, listReputation } from '#app/domain/reputation/queries.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

let author: Actor
let voter: Actor
let stranger: Actor
beforeEach(async () => {
  author = await createUser()
  voter = await createUser({ reputation: 500 })
  stranger = await createUser()
})

const answerOf = async (audience: 'public' | 'members' | 'private' = 'public') => {
  const thread = await createThread({ audience })
  return { thread, answer: await createAnswer({ threadId: thread.id, authorId: author.id }) }
}
const ledger = async (viewer: Actor | null, person: Actor) =>
  (await listReputation(db, viewer, person.id, { locale: 'en' })).items
const told = (entries: LedgerEntry[]) => entries.map((entry) => [entry.kind, entry.points, entry.title])

test('every row says what it was for, as far as the viewer may see that', async () => {
  const [open, members] = [await answerOf(), await answerOf('members')]
  for (const { answer } of [open, members]) await castVote(db, voter, { postId: answer.id, value: 1 })
  const row = (thread: { title: string }) => ['answer_upvoted', 10, thread.title]
  expect(told(await ledger(null, author))).toEqual([row(open.thread)])
  expect(told(await ledger(stranger, author))).toEqual([row(members.thread), row(open.thread)])
})

test('rows of private cases and of posts that were taken down are for oneself alone', async () => {
  const { answer, thread } = await answerOf()
  await castVote(db, voter, { postId: answer.id, value: 1 })
  await db.updateTable('threads').set({ audience: 'private' }).where('id', '=', thread.id).execute()
  expect(await ledger(stranger, author)).toEqual([])
  await db.updateTable('threads').set({ audience: 'public' }).where('id', '=', thread.id).execute()
  expect(await ledger(stranger, author)).toHaveLength(1)

  await deletePost(db, author, { postId: answer.id })
  expect(await ledger(stranger, author)).toEqual([])
  expect(await ledger(author, author)).toMatchObject([{ kind: 'answer_upvoted', reversal: 'post_withdrawn' }])
})

test('nobody learns who voted: the price of a downvote is on the voter’s own page alone', async () => {
  const { answer } = await answerOf()
  await castVote(db, voter, { postId: answer.id, value: -1 })
  const moderator = await createUser({ roles: ['moderator'] })
  for (const viewer of [null, stranger, author, moderator]) expect(await ledger(viewer, voter)).toEqual([])
  expect(await ledger(voter, voter)).toMatchObject([{ kind: 'downvote_cast', points: -1 }])
  const seen = JSON.stringify(await ledger(author, author))
  expect(seen).toContain('answer_downvoted')
  expect(Object.keys((await ledger(author, author))[0] ?? {})).not.toContain('causeUserId')
})

test('a reversed row stays and says why', async () => {
  const { answer, thread } = await answerOf()
  const asker = await getActor(db, thread.authorId ?? 0)
  await acceptAnswer(db, asker, { answerId: answer.id })
  await unacceptAnswer(db, asker, { answerId: answer.id })
  await castVote(db, voter, { postId: answer.id, value: 1 })
  await castVote(db, voter, { postId: answer.id, value: 0 })
  const reversals = (await ledger(stranger, author)).map((entry) => [entry.kind, entry.reversal])
  expect(reversals).toEqual([
    ['answer_upvoted', 'vote_changed'],
    ['answer_accepted', 'unaccepted'],
  ])
})

test('pages by key, stable while new points arrive', async () => {
  const answers = []
  for (let index = 0; index < 5; index++) answers.push((await answerOf()).answer)
  for (const [index, answer] of answers.entries()) {
    await castVote(db, voter, { postId: answer.id, value: 1, at: new Date(Date.UTC(2026, 0, 1 + index)) })
  }
  const first = await listReputation(db, null, author.id, { locale: 'en', limit: 3 })
  await castVote(db, voter, { postId: (await answerOf()).answer.id, value: 1 })
  const second = await listReputation(db, null, author.id, { locale: 'en', limit: 3, after: first.next ?? undefined })
  expect([...first.items, ...second.items].map((entry) => entry.postId)).toEqual(
    answers.map((answer) => answer.id).reverse(),
  )
  expect(second.next).toBeNull()
})
