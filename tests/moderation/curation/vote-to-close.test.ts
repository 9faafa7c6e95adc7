import { describe, expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { settings } from '#app/domain/settings/settings.ts'
import type { Thread } from '#db/schema.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { protectThread } from '#moderation/curation/protect-thread.ts'
import { findVoting } from '#moderation/curation/queries.ts'
import { removeCloseVote, voteToClose, voteToReopen } from '#moderation/curation/vote-to-close.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'

const voter = () => createUser({ reputation: 1000 })
const row = (id: number) => db.selectFrom('threads').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
const offTopic = (thread: Thread) => ({ threadId: thread.id, reason: 'off_topic' as const, note: '' })
const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })

describe('votes to close', () => {
  test('close with the third, for the reason that most gave', async () => {
    const [thread, original] = [await createThread(), await createThread()]
    const duplicate = { threadId: thread.id, reason: 'duplicate' as const, note: '', duplicateOf: original.id }
    const last = await voter()
    expect(await voteToClose(db, await voter(), duplicate)).toEqual({ closed: false })
    expect(await voteToClose(db, await voter(), duplicate)).toEqual({ closed: false })
    expect(await voteToClose(db, last, { ...offTopic(thread), note: 'Not here.' })).toEqual({ closed: true })
    expect(await row(thread.id)).toMatchObject({
      closeReason: 'duplicate',
      duplicateOf: original.id,
      closeNote: null,
      closedBy: last.id,
    })
    expect(await eventsOf(thread)).toEqual([
      'thread.asked',
      'thread.close_voted',
      'thread.close_voted',
      'thread.close_voted',
      'thread.closed',
    ])
    expect(await pendingJobs()).toContainEqual({ name: 'tickets.sync', payload: { threadId: thread.id } })
  })

  test('close for an original that is one still, whatever was named before', async () => {
    const [thread, named, other, third] = [
      await createThread(),
      await createThread(),
      await createThread(),
      await createThread(),
    ]
    const duplicate = (duplicateOf: number) => ({
      threadId: thread.id,
      reason: 'duplicate' as const,
      note: '',
      duplicateOf,
    })
    await voteToClose(db, await voter(), duplicate(named.id))
    const moderator = await createUser({ roles: ['moderator'] })
    await closeThread(db, moderator, { threadId: named.id, reason: 'duplicate', note: '', duplicateOf: thread.id })
    await voteToClose(db, await voter(), duplicate(other.id))
    expect(await voteToClose(db, await voter(), duplicate(third.id))).toEqual({ closed: true })
    expect(await row(thread.id)).toMatchObject({ closeReason: 'duplicate', duplicateOf: other.id })
    expect((await row(named.id)).duplicateOf).toBe(other.id)
  })

  test('count once a person, and not for ever', async () => {
    const thread = await createThread()
    const [one, two, three] = [await voter(), await voter(), await voter()]
    const start = new Date('2026-02-01')
    const days = (count: number) => new Date(start.getTime() + count * 86_400_000)
    await voteToClose(db, one, { ...offTopic(thread), at: days(0) })
    await voteToClose(db, one, { ...offTopic(thread), at: days(0) })
    await voteToClose(db, two, { ...offTopic(thread), at: days(1) })
    expect(await findVoting(db, three, thread, { now: days(1) })).toMatchObject({ count: 2, needed: 3, mine: false })
    expect(await voteToClose(db, three, { ...offTopic(thread), at: days(14.5) })).toEqual({ closed: false })
    expect(await voteToClose(db, one, { ...offTopic(thread), at: days(14.6) })).toEqual({ closed: true })
  })

  test('are taken back, and spent by whoever decides', async () => {
    const thread = await createThread()
    const [one, two] = [await voter(), await voter()]
    await voteToClose(db, one, offTopic(thread))
    await voteToClose(db, two, offTopic(thread))
    await removeCloseVote(db, one, { threadId: thread.id })
    expect(await findVoting(db, two, thread)).toMatchObject({ count: 1, mine: true, reason: 'off_topic' })
    const moderator = await createUser({ roles: ['moderator'] })
    await voteToClose(db, moderator, offTopic(thread))
    await voteToReopen(db, moderator, { threadId: thread.id })
    expect(await findVoting(db, two, await row(thread.id))).toMatchObject({ direction: 'close', count: 0 })
  })

  test('are for members who have earned it, on what is open', async () => {
    const thread = await createThread()
    const [little, enough] = [await createUser({ reputation: 999 }), await voter()]
    await refused(voteToClose(db, little, offTopic(thread)), 'thread.close_vote')
    await refused(removeCloseVote(db, little, { threadId: thread.id }), 'thread.close_vote')
    const suspended = await createUser({ reputation: 5000, suspendedUntil: new Date('2999-01-01') })
    await refused(voteToClose(db, suspended, offTopic(thread)), 'account.suspended')
    await refused(voteToClose(db, enough, { ...offTopic(thread), reason: 'other' }), 'note.missing')
    expect(await findVoting(db, little, thread)).toBeUndefined()
    await closeThread(db, await createUser({ roles: ['moderator'] }), offTopic(thread))
    await refused(voteToClose(db, enough, offTopic(thread)), 'thread.closed')
    await refused(voteToReopen(db, little, { threadId: thread.id }), 'thread.reopen_vote')
  })

  test('reopen the same way, as many as the setting says', async () => {
    const admin = await createUser({ roles: ['admin'] })
    await changeSetting(db, admin, { name: 'closing', value: { ...settings.closing.parse({}), votesNeeded: 2 } })
    const thread = await createThread()
    await closeThread(db, admin, offTopic(thread))
    expect(await voteToReopen(db, await voter(), { threadId: thread.id })).toEqual({ reopened: false })
    expect(await voteToReopen(db, await voter(), { threadId: thread.id })).toEqual({ reopened: true })
    expect(await row(thread.id)).toMatchObject({ closedAt: null })
  })

  test('at one moment close once', async () => {
    const thread = await createThread()
    const voters = await Promise.all([1, 2, 3].map(voter))
    const outcomes = await atOnce(3, (index) => voteToClose(db, voters[index]!, offTopic(thread)))
    expect(outcomes.filter((outcome) => outcome.closed)).toHaveLength(1)
    expect((await eventsOf(thread)).filter((verb) => verb === 'thread.closed')).toHaveLength(1)
  })
})

describe('a protected thread', () => {
  const body = 'Turn it off, wait a moment, and turn it on again.'

  test('is answered by who has earned ten points here', async () => {
    const thread = await createThread()
    const actor = await createUser({ reputation: 1750 })
    await protectThread(db, actor, { threadId: thread.id })
    await protectThread(db, actor, { threadId: thread.id })
    const answer = { threadId: thread.id, body }
    await refused(postAnswer(db, await createUser({ reputation: 10 }), answer), 'thread.protected')
    await postAnswer(db, await createUser({ reputation: 11 }), answer)
    await postAnswer(db, await createUser({ roles: ['moderator'] }), answer)

    const imported = await createUser({ reputation: 500 })
    await db
      .insertInto('reputationEntries')
      .values({ userId: imported.id, kind: 'imported', points: 495, day: '2020-01-01' })
      .execute()
    await refused(postAnswer(db, imported, answer), 'thread.protected')

    await protectThread(db, actor, { threadId: thread.id, undo: true })
    await postAnswer(db, await createUser(), answer)
    const verbs = (await eventsOf(thread)).filter((verb) => verb.includes('protected'))
    expect(verbs).toEqual(['thread.protected', 'thread.unprotected'])
  })

  test('is protected by who may, and the points are those of the setting', async () => {
    const thread = await createThread()
    await refused(protectThread(db, await createUser({ reputation: 1749 }), { threadId: thread.id }), 'thread.protect')
    const admin = await createUser({ roles: ['admin'] })
    await changeSetting(db, admin, { name: 'closing', value: { ...settings.closing.parse({}), protectedPoints: 1 } })
    await protectThread(db, admin, { threadId: thread.id })
    await refused(postAnswer(db, await createUser(), { threadId: thread.id, body }), 'thread.protected')
    await postAnswer(db, await createUser({ reputation: 2 }), { threadId: thread.id, body })
  })
})
