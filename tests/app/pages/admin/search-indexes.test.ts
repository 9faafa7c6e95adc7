import { beforeEach, describe, expect, test } from 'vitest'
import { recordOutage } from '#app/domain/search/index/index-state.ts'
import { requestRebuild } from '#app/domain/search/index/request-rebuild.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { connectMeilisearch } from '#app/engines/meilisearch/connection.ts'
import { indexes } from '#app/engines/search-engine.ts'
import { loader } from '#app/pages/admin/search.tsx'
import { action } from '#app/pages/admin/search-rebuilds.ts'
import { readSearchStatus } from '#app/pages/admin/search-status.server.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

let admin: Actor
beforeEach(async () => {
  admin = await createUser({ roles: ['admin'] })
})

const rebuilds = async () => (await pendingJobs()).filter((job) => job.name === 'search.rebuild')
const verbs = async () => (await db.selectFrom('events').select('verb').execute()).map((event) => event.verb)

describe('the page of search indexes', () => {
  test('is for administrators', async () => {
    for (const role of ['staff', 'moderator'] as const) {
      const viewer = await createUser({ roles: [role] })
      expect(await get(loader, '/admin/search', { viewer })).toMatchObject({ status: 403 })
      expect(await post(action, { engine: 'postgres' }, { viewer })).toMatchObject({ status: 403 })
    }
    expect(await rebuilds()).toEqual([])
  })

  test('says that the embedded engine answers, and what its index lacks', async () => {
    await createThread({ title: 'The windmill turns the wrong way', tags: ['a'] })
    const status = (documents: number) => ({
      data: { status: { answering: 'postgres', outages: [], meilisearch: null, postgres: { documents, expected: 1 } } },
    })
    expect(await get(loader, '/admin/search', { viewer: admin })).toMatchObject(status(0))
    await indexes.check(db)
    expect(await get(loader, '/admin/search', { viewer: admin })).toMatchObject(status(1))
  })

  test('says that a server cannot be reached, and which processes do without it since when', async () => {
    const since = new Date(Date.now() - 60_000)
    await recordOutage(db, 'web 1', { since, reason: 'slow', detail: '' })
    await recordOutage(db, 'web 2', { since, reason: 'failing', detail: 'Out of memory' })
    await recordOutage(db, 'web 2', undefined)
    const nobody = connectMeilisearch({ url: 'http://127.0.0.1:2', uid: 'ours' })
    expect(await readSearchStatus(db, nobody)).toMatchObject({
      answering: 'postgres',
      outages: [{ process: 'web 1', since, reason: 'slow' }],
      meilisearch: { state: 'unreachable', reason: expect.stringContaining('127.0.0.1:2'), documents: null },
    })

    // A process that has not said so for minutes is gone, or has nobody who searches.
    await db
      .updateTable('searchOutages')
      .set({ seenAt: new Date(Date.now() - 600_000) })
      .execute()
    expect(await readSearchStatus(db, nobody)).toMatchObject({ outages: [] })
  })
})

describe('building an index anew', () => {
  test('is asked for by a button, once however often it is pressed', async () => {
    for (const _ of [1, 2]) {
      const answer = await post(action, { engine: 'postgres' }, { viewer: admin })
      expect(answer).toMatchObject({ status: 302, location: '/admin/search' })
    }
    expect(await rebuilds()).toEqual([{ name: 'search.rebuild', payload: { engine: 'postgres' } }])
    expect(await verbs()).toEqual(['search.rebuild_requested'])
    const page = { data: { status: { postgres: { wanted: true } } } }
    expect(await get(loader, '/admin/search', { viewer: admin })).toMatchObject(page)

    await indexes.rebuild(db, 'postgres')
    const built = { data: { status: { postgres: { wanted: false, builtAt: expect.any(Date), rebuilding: null } } } }
    expect(await get(loader, '/admin/search', { viewer: admin })).toMatchObject(built)
  })

  test('is asked for once by many at one moment', async () => {
    await atOnce(6, () => requestRebuild(db, admin, { engine: 'meilisearch' }))
    expect(await rebuilds()).toHaveLength(1)
    expect(await verbs()).toEqual(['search.rebuild_requested'])
  })

  test('is refused to others, to suspended administrators and for an engine that there is not', async () => {
    const staff = await createUser({ roles: ['staff'] })
    await expect(requestRebuild(db, staff, { engine: 'postgres' })).rejects.toMatchObject({ code: 'search.rebuild' })
    await db
      .updateTable('users')
      .set({ suspendedUntil: new Date(Date.now() + 60_000) })
      .where('id', '=', admin.id)
      .execute()
    const suspended = await getActor(db, admin.id)
    await expect(requestRebuild(db, suspended, { engine: 'postgres' })).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await post(action, { engine: 'another' }, { viewer: admin })).toMatchObject({ status: 422 })
    expect(await rebuilds()).toEqual([])
  })
})
