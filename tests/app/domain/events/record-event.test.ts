import { expect, test } from 'vitest'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { inTransaction } from '#db/transaction.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

async function createEvent(after: Record<string, unknown> = {}) {
  const actor = await createUser()
  await inTransaction(db, (trx) => recordEvent(trx, actor, 'user.joined', { userId: actor.id }, { after }))
  return db.selectFrom('events').selectAll().executeTakeFirstOrThrow()
}

test('who did what to whom, with what it was and became', async () => {
  const event = await createEvent({ role: 'staff' })
  expect(event).toMatchObject({
    verb: 'user.joined',
    actorId: event.userId,
    before: null,
    after: { role: 'staff' },
    createdAt: expect.any(Date),
  })
})

test('nothing is changed or taken away afterwards, by the database itself', async () => {
  await createEvent()
  await expect(db.updateTable('events').set({ verb: 'user.granted' }).execute()).rejects.toThrow(
    'events is append-only',
  )
  await expect(db.deleteFrom('events').execute()).rejects.toThrow('events is append-only')
  expect(await db.selectFrom('events').select('verb').execute()).toEqual([{ verb: 'user.joined' }])
})

test('an act that is not completed leaves none', async () => {
  const actor = await createUser()
  const failing = inTransaction(db, async (trx) => {
    await recordEvent(trx, actor, 'user.joined', { userId: actor.id })
    throw new Error('Something came in between')
  })
  await expect(failing).rejects.toThrow('in between')
  expect(await db.selectFrom('events').select('id').execute()).toEqual([])
})

test('text that jsonb refuses is kept as near as it takes it', async () => {
  const { after } = await createEvent({ reason: 'a\0b', notes: [{ text: 'c\ud800' }] })
  expect(after).toEqual({ reason: 'a\ufffdb', notes: [{ text: 'c\ufffd' }] })
})
