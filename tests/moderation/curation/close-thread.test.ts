import { describe, expect, test } from 'vitest'
import { getActor } from '#app/domain/users/find-actor.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { reopenThread } from '#moderation/curation/reopen-thread.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { db, pendingJobs, settleAtOnce } from '#tests/support/database.ts'

const moderator = () => createUser({ roles: ['moderator'] })
const row = (id: number) => db.selectFrom('threads').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
const asDuplicate = (threadId: number, duplicateOf: number | null) =>
  ({ threadId, reason: 'duplicate', note: '', duplicateOf }) as const

describe('closing', () => {
  test('shows who, why and a note', async () => {
    const actor = await moderator()
    const thread = await createThread()
    await closeThread(db, actor, { threadId: thread.id, reason: 'other', note: 'Answered by phone.' })
    expect(await row(thread.id)).toMatchObject({
      closedBy: actor.id,
      closeReason: 'other',
      closeNote: 'Answered by phone.',
      duplicateOf: null,
    })
    expect(await eventsOf(thread)).toEqual(['thread.asked', 'thread.closed'])
    expect(await pendingJobs()).toContainEqual({
      name: 'tickets.sync',
      payload: { threadId: thread.id },
    })
  })

  test('refusals', async () => {
    const thread = await createThread()
    const asker = await getActor(db, thread.authorId!)
    const elsewhere = await createUser({ roles: ['moderator'], categoryId: (await createCategory()).id })
    const closure = { threadId: thread.id, reason: 'off_topic', note: '' } as const
    await expect(closeThread(db, asker, closure)).rejects.toMatchObject({ code: 'thread.close' })
    await expect(closeThread(db, elsewhere, closure)).rejects.toMatchObject({ code: 'thread.close' })

    const actor = await moderator()
    await expect(closeThread(db, actor, { ...closure, reason: 'other' })).rejects.toMatchObject({
      code: 'note.missing',
    })
    await expect(closeThread(db, actor, { ...closure, note: 'x'.repeat(501) })).rejects.toMatchObject({
      code: 'note.too_long',
    })
    await expect(closeThread(db, actor, { ...closure, threadId: 999_999 })).rejects.toMatchObject({
      code: 'thread.not_found',
    })
    await closeThread(db, actor, closure)
    await expect(closeThread(db, actor, closure)).rejects.toMatchObject({ code: 'thread.closed' })
  })
})

describe('duplicates', () => {
  test('point at the end of the chain, and those that pointed here follow', async () => {
    const actor = await moderator()
    const [a, b, c, d] = [await createThread(), await createThread(), await createThread(), await createThread()]
    await closeThread(db, actor, asDuplicate(b.id, c.id))
    await closeThread(db, actor, asDuplicate(a.id, b.id))
    expect((await row(a.id)).duplicateOf).toBe(c.id)

    await closeThread(db, actor, asDuplicate(c.id, d.id))
    const targets = await db.selectFrom('threads').select(['id', 'duplicateOf']).orderBy('id').execute()
    expect(targets.map((thread) => thread.duplicateOf)).toEqual([d.id, d.id, d.id, null])
  })

  test('refusals', async () => {
    const actor = await moderator()
    const [a, b] = [await createThread(), await createThread()]
    await expect(closeThread(db, actor, asDuplicate(a.id, null))).rejects.toMatchObject({ code: 'duplicate.missing' })
    await expect(closeThread(db, actor, asDuplicate(a.id, 999_999))).rejects.toMatchObject({
      code: 'duplicate.unknown',
    })
    await expect(closeThread(db, actor, asDuplicate(a.id, a.id))).rejects.toMatchObject({ code: 'duplicate.circle' })
    await closeThread(db, actor, asDuplicate(a.id, b.id))
    await expect(closeThread(db, actor, asDuplicate(b.id, a.id))).rejects.toMatchObject({ code: 'duplicate.circle' })
  })

  test('marked in a ring at one moment, one stays open', async () => {
    const actor = await moderator()
    const threads: { id: number }[] = []
    for (let index = 0; index < 8; index++) threads.push(await createThread())
    const outcomes = await settleAtOnce(8, (index) =>
      closeThread(db, actor, asDuplicate(threads[index]!.id, threads[(index + 1) % 8]!.id)),
    )
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason.code)
    expect(refused).toEqual(['duplicate.circle'])
    const open = await db.selectFrom('threads').where('closedAt', 'is', null).select('id').execute()
    expect(open).toHaveLength(1)
    const targets = await db.selectFrom('threads').where('closedAt', 'is not', null).select('duplicateOf').execute()
    expect(new Set(targets.map((thread) => thread.duplicateOf))).toEqual(new Set([open[0]!.id]))
  })
})

describe('reopening', () => {
  test('takes reason and target away; repeating it changes nothing', async () => {
    const actor = await moderator()
    const [a, b] = [await createThread(), await createThread()]
    await closeThread(db, actor, asDuplicate(a.id, b.id))
    await reopenThread(db, actor, { threadId: a.id })
    await reopenThread(db, actor, { threadId: a.id })
    expect(await row(a.id)).toMatchObject({ closedAt: null, closeReason: null, duplicateOf: null })
    expect(await db.selectFrom('threadLinks').selectAll().execute()).toEqual([])
    expect(await eventsOf(a)).toEqual(['thread.asked', 'thread.closed', 'thread.reopened'])
  })

  test('the asker may, for 14 days, when it only closed because it was solved', async () => {
    const thread = await createThread()
    const asker = await getActor(db, thread.authorId!)
    const closedAt = new Date('2026-06-01T10:00:00Z')
    const close = (closeReason: 'solved' | 'off_topic') =>
      db.updateTable('threads').set({ closedAt, closeReason }).where('id', '=', thread.id).execute()
    const reopen = (day: number) =>
      reopenThread(db, asker, { threadId: thread.id, at: new Date(Date.UTC(2026, 5, day, 10)) })

    await close('off_topic')
    await expect(reopen(2)).rejects.toMatchObject({ kind: 'forbidden', code: 'thread.reopen' })
    await close('solved')
    await expect(reopen(16)).rejects.toMatchObject({ code: 'thread.reopen' })
    await reopen(15)
    expect(await row(thread.id)).toMatchObject({ closedAt: null })
  })
})
