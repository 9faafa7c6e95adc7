import { beforeEach, describe, expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { addBookmark } from '#app/domain/bookmarks/add-bookmark.ts'
import { follow } from '#app/domain/follows/follow.ts'
import { addMeToo } from '#app/domain/me-toos/add-me-too.ts'
import { deletePost, restorePost } from '#app/domain/posts/delete-post.ts'
import { recordDeflection } from '#app/domain/suggestions/record-deflection.ts'
import { countView } from '#app/domain/threads/count-view.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import { addNote } from '#app/domain/tickets/add-note.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import type { Thread } from '#db/schema.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { mergeThreads } from '#moderation/curation/merge-threads.ts'
import { reopenThread } from '#moderation/curation/reopen-thread.ts'
import { syncTicket } from '#moderation/escalation/sync-ticket.ts'
import { expectNoDrift } from '#tests/app/domain/reputation/no-drift.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, pendingJobs, settleAtOnce } from '#tests/support/database.ts'

let actor: Actor
let source: Thread
let target: Thread
const row = (id: number) => db.selectFrom('threads').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
const post = (id: number) => db.selectFrom('posts').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
const reputationOf = async (id: number | null) => (await getActor(db, id ?? 0)).reputation
const merge = () => mergeThreads(db, actor, { threadId: source.id, into: target.id })
const askerOf = (thread: Thread) => getActor(db, thread.authorId!)
// Moderators may do everything and need no points that verify would find without a cause.
const member = () => createUser({ roles: ['moderator'] })

beforeEach(async () => {
  actor = await member()
  const category = await createCategory()
  source = await createThread({ categoryId: category.id, tags: ['lamp'] })
  target = await createThread({ categoryId: category.id, tags: ['light'] })
})

describe('merging', () => {
  test('counts once whom the two have helped without a question, and nobody whose own it becomes', async () => {
    for (const thread of [source, target]) {
      await createAnswer({ threadId: thread.id })
      for (const browserKey of ['one-browser', `browser-${thread.id}`]) {
        await recordDeflection(db, null, { postId: thread.questionId ?? 0, browserKey })
      }
    }
    await recordDeflection(db, await askerOf(target), { postId: source.questionId ?? 0, browserKey: '' })
    await merge()
    expect((await getThread(db, null, target.id)).helpedCount).toBe(3)
    expect((await getThread(db, actor, source.id)).helpedCount).toBe(0)
  })

  test('brings what was said and who reads it together, and leads on from the source', async () => {
    const answer = await createAnswer({ threadId: source.id })
    const comment = await createComment({ postId: source.questionId!, authorId: actor.id })
    const [reader, both] = [await createUser(), await createUser()]
    await follow(db, reader, { subject: 'threads', id: source.id })
    await addBookmark(db, reader, { postId: source.questionId!, note: 'mine' })
    await addMeToo(db, both, { threadId: source.id, browserKey: '' })
    await addMeToo(db, both, { threadId: target.id, browserKey: '' })
    await addMeToo(db, null, { threadId: source.id, browserKey: 'a-browser' })
    for (const thread of [source, target]) {
      await countView(db, reader, { threadId: thread.id, viewerKey: `user:${reader.id}` })
    }
    await countView(db, both, { threadId: source.id, viewerKey: `user:${both.id}` })
    // Of days whose readers are not known any more, all are counted.
    for (const { id } of [source, target]) {
      await db.updateTable('threads').set({ pastViews: 5, importedViews: 2 }).where('id', '=', id).execute()
    }

    expect(await merge()).toEqual({ threadId: target.id })

    expect(await post(answer.id)).toMatchObject({ threadId: target.id })
    expect(await post(comment.id)).toMatchObject({ threadId: target.id, parentId: target.questionId })
    expect(await post(target.questionId!)).toMatchObject({ commentCount: 1 })
    // The asker of the source has the same problem, and the visitor, and `both` once.
    expect(await row(target.id)).toMatchObject({ answerCount: 1, viewCount: 16, meTooCount: 3, state: 'answered' })
    expect(await row(source.id)).toMatchObject({
      answerCount: 0,
      viewCount: 0,
      meTooCount: 0,
      mergedInto: target.id,
      duplicateOf: target.id,
      closeReason: 'duplicate',
      closedBy: actor.id,
    })
    const bookmarks = await db.selectFrom('bookmarks').select(['postId', 'note']).execute()
    expect(bookmarks).toEqual([{ postId: target.questionId, note: 'mine' }])
    const followers = await db.selectFrom('follows').where('threadId', '=', target.id).select('userId').execute()
    expect(followers.map((each) => each.userId)).toEqual(expect.arrayContaining([reader.id, source.authorId]))
    const event = await db
      .selectFrom('events')
      .where('verb', '=', 'thread.merged')
      .selectAll()
      .executeTakeFirstOrThrow()
    expect(event).toMatchObject({ actorId: actor.id, threadId: source.id, after: { into: target.id, posts: 2 } })
    for (const threadId of [source.id, target.id]) {
      expect(await pendingJobs()).toContainEqual({ name: 'search.index_thread', payload: { threadId } })
      expect(await pendingJobs()).toContainEqual({ name: 'tickets.sync', payload: { threadId } })
    }
    await expectNoDrift()
  })

  test('moves no points: votes go along once a person, and earn for whom they were given to', async () => {
    const answer = await createAnswer({ threadId: source.id })
    const [one, two] = [await member(), await member()]
    await castVote(db, one, { postId: source.questionId!, value: 1 })
    await castVote(db, two, { postId: source.questionId!, value: 1 })
    await castVote(db, two, { postId: target.questionId!, value: 1 })
    await castVote(db, one, { postId: answer.id, value: -1 })
    const people = [source.authorId, target.authorId, answer.authorId, one.id, two.id]
    const before = await Promise.all(people.map(reputationOf))

    await merge()
    expect(await Promise.all(people.map(reputationOf))).toEqual(before)
    expect(await post(target.questionId!)).toMatchObject({ score: 2 })
    expect(await row(target.id)).toMatchObject({ score: 2 })
    expect(await post(source.questionId!)).toMatchObject({ score: 1 })
    await expectNoDrift()

    // The question that stands carries them: with it they go and come back.
    await deletePost(db, actor, { postId: target.questionId! })
    expect(await reputationOf(source.authorId)).toBe(11)
    await expectNoDrift()
    await restorePost(db, actor, { postId: target.questionId! })
    expect(await Promise.all(people.map(reputationOf))).toEqual(before)
    await expectNoDrift()

    // Who votes anew votes on the question that stands.
    await castVote(db, one, { postId: target.questionId!, value: -1 })
    expect([await reputationOf(source.authorId), await reputationOf(target.authorId)]).toEqual([11, 9])
    await expectNoDrift()
  })

  test('leaves a question to which nobody adds votes: theirs count on the one that stands', async () => {
    const [one, two] = [await member(), await member()]
    await castVote(db, one, { postId: source.questionId!, value: 1 })
    await merge()
    for (const voter of [one, two]) {
      await expect(castVote(db, voter, { postId: source.questionId!, value: 1 })).rejects.toMatchObject({
        code: 'thread.merged',
      })
    }
    expect(await reputationOf(source.authorId)).toBe(11)
    await expectNoDrift()
  })

  test('never lets somebody vote for their own question', async () => {
    await db.insertInto('grants').values({ userId: target.authorId!, role: 'moderator' }).execute()
    await castVote(db, await askerOf(target), { postId: source.questionId!, value: 1 })
    await merge()
    expect([(await post(source.questionId!)).score, (await post(target.questionId!)).score]).toEqual([1, 0])
    await expectNoDrift()
  })

  test.each(['none', 'its own', "of its asker's words"])(
    'keeps one accepted answer: the source’s when the target has %s',
    async (has) => {
      const answer = await createAnswer({
        threadId: source.id,
        ...(has === "of its asker's words" ? { authorId: target.authorId! } : {}),
      })
      await acceptAnswer(db, await askerOf(source), { answerId: answer.id })
      const own = await createAnswer({ threadId: target.id })
      if (has === 'its own') await acceptAnswer(db, await askerOf(target), { answerId: own.id })

      await merge()
      const accepted = { none: answer.id, 'its own': own.id, "of its asker's words": null }[has]
      expect(await row(target.id)).toMatchObject({ acceptedAnswerId: accepted })
      expect(await row(source.id)).toMatchObject({ acceptedAnswerId: null })
      await expectNoDrift()
    },
  )

  test('makes what pointed at the source point at the target, and stays for good', async () => {
    const [other, gone] = [await createThread(), await createThread()]
    await closeThread(db, actor, { threadId: other.id, reason: 'duplicate', note: '', duplicateOf: source.id })
    await mergeThreads(db, actor, { threadId: gone.id, into: source.id })
    await merge()
    expect(await row(other.id)).toMatchObject({ duplicateOf: target.id, mergedInto: null })
    expect(await row(gone.id)).toMatchObject({ duplicateOf: target.id, mergedInto: target.id })
    await expect(reopenThread(db, actor, { threadId: source.id })).rejects.toMatchObject({ code: 'thread.merged' })
    await expectNoDrift()
  })

  test('is found by search where it went', async () => {
    const answer = await createAnswer({ threadId: source.id, body: 'Scrub the terminals with baking soda.' })
    await searchEngine.index(db, { threadIds: [source.id, target.id] })
    await db.updateTable('threads').set({ title: source.title }).where('id', '=', target.id).execute()
    await merge()
    await searchEngine.index(db, { threadIds: [source.id, target.id] })
    const documents = await db.selectFrom('searchDocuments').select(['postId', 'threadId']).orderBy('postId').execute()
    expect(documents).toEqual([
      { postId: target.questionId, threadId: target.id },
      { postId: answer.id, threadId: target.id },
    ])
  })
})

describe('a ticket of the source', () => {
  test('goes along with its notes', async () => {
    const ticket = await createTicket({ threadId: source.id })
    const staff = await createUser({ roles: ['staff'] })
    const note = await addNote(db, staff, { ticketId: ticket.id, body: 'Seen before.' })
    await merge()
    const moved = await db.selectFrom('tickets').where('id', '=', ticket.id).selectAll().executeTakeFirstOrThrow()
    expect(moved).toMatchObject({ threadId: target.id, requesterId: target.authorId })
    expect(await post(note.id)).toMatchObject({ threadId: target.id })
  })

  test('stays behind when the target has one, or staff and another asker have talked in private', async () => {
    const ticket = await createTicket({ threadId: source.id })
    const staff = await createUser({ roles: ['staff'] })
    const reply = await replyPrivately(db, staff, { threadId: source.id, body: 'What is your address?' })
    await merge()
    expect(await post(reply.id)).toMatchObject({ threadId: source.id })
    await syncTicket(db, await getSystemActor(db), { threadId: source.id })
    const left = await db.selectFrom('tickets').where('id', '=', ticket.id).selectAll().executeTakeFirstOrThrow()
    // Their conversation goes on there.
    expect(left).toMatchObject({ threadId: source.id, solvedAt: null })

    const third = await createThread()
    const [one, two] = [await createTicket({ threadId: third.id }), await createTicket({ threadId: target.id })]
    await mergeThreads(db, actor, { threadId: third.id, into: target.id })
    const tickets = await db.selectFrom('tickets').where('id', 'in', [one.id, two.id]).select('threadId').execute()
    expect(tickets.map((each) => each.threadId).sort()).toEqual([third.id, target.id].sort())
  })
})

describe('refusals', () => {
  const refused = (into: number, code: string, by = actor) =>
    expect(mergeThreads(db, by, { threadId: source.id, into })).rejects.toMatchObject({ code })

  test('for who may not', async () => {
    await refused(target.id, 'thread.merge', await createUser({ reputation: 5000 }))
    await refused(
      target.id,
      'account.suspended',
      await createUser({ roles: ['admin'], suspendedUntil: new Date('2999-01-01') }),
    )
    const elsewhere = await createThread()
    const ofOne = await createUser({ roles: ['moderator'], categoryId: source.categoryId })
    await refused(elsewhere.id, 'thread.merge', ofOne)
  })

  test('for what cannot be', async () => {
    await refused(0, 'merge.missing')
    await refused(source.id, 'merge.itself')
    await refused(4_000_000, 'merge.unknown')
    const hidden = await createThread()
    await db.updateTable('threads').set({ audience: 'private' }).where('id', '=', hidden.id).execute()
    await refused(hidden.id, 'merge.unknown')
    const members = await createThread({ audience: 'members' })
    await refused(members.id, 'merge.audience')
    const deleted = await createThread()
    await deletePost(db, actor, { postId: deleted.questionId! })
    await refused(deleted.id, 'merge.not_visible')
    const duplicate = await createThread()
    await closeThread(db, actor, { threadId: duplicate.id, reason: 'duplicate', note: '', duplicateOf: source.id })
    await refused(duplicate.id, 'merge.duplicate')
    await merge()
    await refused(target.id, 'thread.merged')
  })
})

test('merging, answering, voting and accepting at one moment lose nothing', async () => {
  const answer = await createAnswer({ threadId: source.id })
  const asker = await askerOf(source)
  const people = await Promise.all([1, 2, 3, 4, 5].map(member))
  const outcomes = await settleAtOnce(10, async (index) => {
    const person = people[index % 5]!
    if (index === 4) return merge()
    if (index === 5) return mergeThreads(db, actor, { threadId: target.id, into: source.id })
    if (index === 6) return acceptAnswer(db, asker, { answerId: answer.id })
    if (index < 4)
      return postAnswer(db, person, { threadId: source.id, body: `Turn it off, and on again, ${index} times.` })
    return castVote(db, person, { postId: answer.id, value: 1 })
  })
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toHaveProperty('code')
  }
  const [one, other] = [await row(source.id), await row(target.id)]
  const record = one.mergedInto ? one : other
  expect([one.mergedInto, other.mergedInto].filter((id) => id !== null)).toHaveLength(1)
  expect(record.answerCount).toBe(0)
  await expectNoDrift()
})
