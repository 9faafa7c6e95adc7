import { expect, test } from 'vitest'
import { forgetAddresses } from '#app/domain/events/forget-addresses.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { readFacts } from '#app/domain/events/verbs.ts'
import { inTransaction, type Trx } from '#db/transaction.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

async function createEvent(reason = 'Spam', days: number | null = null) {
  const actor = await createUser()
  const after = { sanctionId: 1, kind: 'warning', days, until: null, reason } as const
  await inTransaction(db, (trx) => recordEvent(trx, actor, 'user.sanctioned', { userId: actor.id }, { after }))
  return db.selectFrom('events').selectAll().executeTakeFirstOrThrow()
}

test('who did what to whom, with what it was and became', async () => {
  const event = await createEvent()
  expect(event).toMatchObject({
    verb: 'user.sanctioned',
    actorId: event.userId,
    before: null,
    after: { sanctionId: 1, kind: 'warning', days: null, until: null, reason: 'Spam' },
    createdAt: expect.any(Date),
  })
})

test('nothing is changed or taken away afterwards, by the database itself', async () => {
  await createEvent()
  await expect(db.updateTable('events').set({ verb: 'user.granted' }).execute()).rejects.toThrow(
    'events is append-only',
  )
  await expect(db.deleteFrom('events').execute()).rejects.toThrow('events is append-only')
  expect(await db.selectFrom('events').select('verb').execute()).toEqual([{ verb: 'user.sanctioned' }])
})

test('from where somebody acted is noted, and forgotten after 90 days; nothing else of an event is', async () => {
  const person = await createUser()
  const at = async (ip: string | undefined) => {
    await inTransaction(db, (trx) => recordEvent(trx, { ...person, ip }, 'user.joined', { userId: person.id }))
    return db.selectFrom('events').select(['id', 'ip']).orderBy('id', 'desc').executeTakeFirstOrThrow()
  }
  const { id } = await at('2001:db8::1')
  expect((await at('203.0.113.9')).ip).toBe('203.0.113.9')
  // What jobs do comes from nowhere; what is no address is not kept.
  expect((await at(undefined)).ip).toBeNull()
  expect((await at('unknown')).ip).toBeNull()

  const addresses = async () =>
    (await db.selectFrom('events').select('ip').orderBy('id').execute()).map((row) => row.ip)
  const inDays = (days: number) => ({ now: new Date(Date.now() + days * 86_400_000) })
  await forgetAddresses(db, inDays(89))
  expect(await addresses()).toEqual(['2001:db8::1', '203.0.113.9', null, null])
  await forgetAddresses(db, inDays(91))
  expect(await addresses()).toEqual([null, null, null, null])
  const forged = db.updateTable('events').set({ ip: '198.51.100.1' }).where('id', '=', id)
  await expect(forged.execute()).rejects.toThrow('events is append-only')
  const hidden = db.updateTable('events').set({ ip: null, verb: 'user.left' }).where('id', '=', id)
  await expect(hidden.execute()).rejects.toThrow('events is append-only')
})

test('an act that is not completed leaves none', async () => {
  const actor = await createUser()
  const failing = inTransaction(db, async (trx) => {
    recordEvent(trx, actor, 'user.joined', { userId: actor.id })
    throw new Error('Something came in between')
  })
  await expect(failing).rejects.toThrow('in between')
  expect(await db.selectFrom('events').select('id').execute()).toEqual([])
})

test('text that jsonb refuses is kept as near as it takes it', async () => {
  const { after } = await createEvent('a\0b and c\ud800')
  expect(after?.reason).toBe('a\ufffdb and c\ufffd')
})

test('a fact that is not what its verb says is no fact, to the compiler nor when it is recorded', async () => {
  await expect(createEvent('Spam', 'three' as never)).rejects.toThrow('user.sanctioned says something else after')
  expect(await db.selectFrom('events').select('id').execute()).toEqual([])
  const actor = await createUser()
  const calls = (trx: Trx) => {
    // @ts-expect-error: an unknown verb
    recordEvent(trx, actor, 'user.left', { userId: 1 })
    // @ts-expect-error: nothing of what happened
    recordEvent(trx, actor, 'user.sanctioned', { userId: 1 })
    // @ts-expect-error: a fact is missing
    recordEvent(trx, actor, 'user.sanctioned', { userId: 1 }, { after: { sanctionId: 1 } })
    // @ts-expect-error: it has nothing to say
    recordEvent(trx, actor, 'user.joined', { userId: 1 }, { after: { role: 'staff' } })
    // @ts-expect-error: of which thread
    recordEvent(trx, actor, 'thread.protected', {})
  }
  expect(calls).toBeTypeOf('function')
})

test('rows older than the shape of their verb are read as far as they fit', () => {
  const event = { verb: 'thread.escalated', after: { ticketId: 5, cause: 'timeout', expectedAt: 'soon' } }
  expect(readFacts(event, 'thread.escalated', 'after')).toEqual({ ticketId: 5, expectedAt: 'soon' })
  expect(readFacts({ ...event, after: null }, 'thread.escalated', 'after')).toEqual({})
  expect(readFacts(event, 'thread.merged', 'after')).toEqual({})
})
