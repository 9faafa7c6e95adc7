import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { getActor } from '#app/domain/users/find-actor.ts'
import { isSilenced, isSuspended } from '#app/domain/users/roles.ts'
import { appealSanction } from '#moderation/sanctions/appeal-sanction.ts'
import { liftSanction, liftSuspension } from '#moderation/sanctions/lift-sanction.ts'
import type { SanctionDays } from '#moderation/sanctions/permissions.ts'
import { listSanctions } from '#moderation/sanctions/queries.ts'
import { sanctionUser } from '#moderation/sanctions/sanction-user.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'

const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })
const moderator = () => createUser({ roles: ['moderator'] })
const suspend = { kind: 'suspension' as const, days: 7 as SanctionDays, reason: 'Insults in three threads' }

describe('a sanction', () => {
  test('is given by moderators of the whole forum only', async () => {
    const { id: userId } = await createUser()
    const { id: categoryId } = await createCategory()
    await refused(sanctionUser(db, await createUser({ reputation: 5000 }), { ...suspend, userId }), 'user.sanction')
    const ofSome = await createUser({ roles: ['moderator'], categoryId })
    await refused(sanctionUser(db, ofSome, { ...suspend, userId }), 'user.sanction')
    const suspended = await createUser({ roles: ['admin'], suspendedUntil: new Date('2999-01-01') })
    await refused(sanctionUser(db, suspended, { ...suspend, userId }), 'account.suspended')
  })

  test('is not for oneself, nor for who moderates unless an administrator gives it, and never for these', async () => {
    const giver = await moderator()
    const colleague = await moderator()
    const admin = await createUser({ roles: ['admin'] })
    await refused(sanctionUser(db, giver, { ...suspend, userId: giver.id }), 'user.sanction_this')
    await refused(sanctionUser(db, giver, { ...suspend, userId: colleague.id }), 'user.sanction_this')
    await refused(sanctionUser(db, giver, { ...suspend, userId: admin.id }), 'user.sanction_this')
    const other = await createUser({ roles: ['admin'] })
    await refused(sanctionUser(db, other, { ...suspend, userId: admin.id }), 'user.sanction_this')
    await sanctionUser(db, admin, { ...suspend, userId: colleague.id })
  })

  test('needs a reason, a length and somebody', async () => {
    const giver = await moderator()
    const { id: userId } = await createUser()
    await refused(sanctionUser(db, giver, { ...suspend, userId, reason: '  ' }), 'reason.missing')
    await refused(sanctionUser(db, giver, { ...suspend, userId, reason: 'x'.repeat(1001) }), 'reason.too_long')
    await refused(sanctionUser(db, giver, { userId, kind: 'silence', reason: 'Calm down' }), 'sanction.days')
    await refused(sanctionUser(db, giver, { ...suspend, userId, days: 2 as SanctionDays }), 'sanction.days')
    await refused(sanctionUser(db, giver, { ...suspend, userId: 4_000_000 }), 'user.not_found')
  })

  test.each([1, 3, 7, 30] as const)('of %i days ends after them', async (days) => {
    const person = await createUser()
    const now = new Date()
    await sanctionUser(db, await moderator(), { ...suspend, userId: person.id, days, at: now })
    const suspended = await getActor(db, person.id)
    const end = now.getTime() + days * 86_400_000
    expect(isSuspended(suspended, new Date(end - 1))).toBe(true)
    expect(isSuspended(suspended, new Date(end))).toBe(false)
  })

  test('for ever has no end, and leaves points, one event and the clocks of what waits', async () => {
    const person = await createUser({ reputation: 321 })
    const thread = await createThread({ authorId: person.id })
    await sql`delete from graphile_worker._private_jobs`.execute(db)
    const giver = await moderator()
    const { id } = await sanctionUser(db, giver, { ...suspend, userId: person.id, days: null })

    const suspended = await getActor(db, person.id)
    expect(isSuspended(suspended, new Date('2999-01-01'))).toBe(true)
    expect(suspended.reputation).toBe(321)
    expect(await listSanctions(db, suspended, person.id)).toMatchObject([{ id, kind: 'suspension', endsAt: null }])
    const events = await db.selectFrom('events').where('userId', '=', person.id).select(['verb', 'actorId']).execute()
    expect(events).toEqual([{ verb: 'user.sanctioned', actorId: giver.id }])
    expect(await pendingJobs()).toEqual([
      { name: 'escalation.schedule', payload: { threadId: thread.id } },
      // The person is told.
      { name: 'notifications.deliver', payload: { eventId: expect.any(Number) } },
    ])
  })

  test('of silence stops writing and nothing else; a warning stops nothing', async () => {
    const giver = await moderator()
    const person = await createUser({ reputation: 100 })
    await sanctionUser(db, giver, { userId: person.id, kind: 'warning', reason: 'Be kind' })
    await createThread({ authorId: person.id })
    await sanctionUser(db, giver, { userId: person.id, kind: 'silence', days: 3, reason: 'Be kind' })
    const silenced = await getActor(db, person.id)
    expect([isSilenced(silenced), isSuspended(silenced)]).toEqual([true, false])
    await refused(createThread({ authorId: person.id }), 'account.silenced')
  })

  test('replaces the one that runs, however many are given at one moment', async () => {
    const giver = await moderator()
    const person = await createUser()
    await atOnce(4, () => sanctionUser(db, giver, { ...suspend, userId: person.id }))
    const running = await db.selectFrom('sanctions').where('liftedAt', 'is', null).selectAll().execute()
    expect(running).toHaveLength(1)
  })
})

describe('lifting', () => {
  test('gives back what the sanction took, once', async () => {
    const giver = await moderator()
    const person = await createUser()
    const { id } = await sanctionUser(db, giver, { ...suspend, userId: person.id, days: null })
    await refused(liftSanction(db, await createUser({ reputation: 9000 }), { sanctionId: id }), 'user.sanction')
    await refused(liftSanction(db, giver, { sanctionId: 4_000_000 }), 'sanction.not_found')
    await atOnce(3, () => liftSanction(db, giver, { sanctionId: id }))
    const free = await getActor(db, person.id)
    expect(isSuspended(free)).toBe(false)
    await createThread({ authorId: free.id })
    const lifted = await db.selectFrom('events').where('verb', '=', 'user.sanction_lifted').selectAll().execute()
    expect(lifted).toHaveLength(1)
  })

  test('of a suspension goes by the person as well', async () => {
    const giver = await moderator()
    const person = await createUser()
    await sanctionUser(db, giver, { ...suspend, userId: person.id })
    await liftSuspension(db, giver, { userId: person.id })
    await liftSuspension(db, giver, { userId: person.id })
    expect(isSuspended(await getActor(db, person.id))).toBe(false)
  })
})

describe('an appeal', () => {
  test('is one message of the person concerned, suspended or not', async () => {
    const giver = await moderator()
    const person = await createUser()
    const { id } = await sanctionUser(db, giver, { ...suspend, userId: person.id })
    const suspended = await getActor(db, person.id)
    await refused(appealSanction(db, giver, { sanctionId: id, message: 'Me' }), 'sanction.appeal')
    await refused(appealSanction(db, suspended, { sanctionId: id, message: ' ' }), 'reason.missing')
    await appealSanction(db, suspended, { sanctionId: id, message: 'It was my brother.' })
    await refused(appealSanction(db, suspended, { sanctionId: id, message: 'Again' }), 'sanction.appealed')
    expect(await listSanctions(db, giver, person.id)).toMatchObject([{ appeal: 'It was my brother.' }])
    await refused(listSanctions(db, await createUser(), person.id), 'sanction.read')
  })
})
