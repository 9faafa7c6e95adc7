import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { countView } from '#app/domain/threads/count-view.ts'
import { foldViews } from '#app/domain/threads/fold-views.ts'
import type { Thread } from '#db/schema.ts'
import { mergeThreads } from '#moderation/curation/merge-threads.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'
import { expectNoDrift } from '../reputation/no-drift.ts'

const now = new Date('2026-03-10T02:15:00Z')
const DAYS = ['2026-03-07', '2026-03-08', '2026-03-09', '2026-03-10']
const read = (thread: Thread, viewerKey: string, day: string) =>
  countView(db, null, { threadId: thread.id, viewerKey, at: new Date(`${day}T01:00:00Z`) })
const viewsOf = async ({ id }: Thread) =>
  db.selectFrom('threads').where('id', '=', id).select(['viewCount', 'pastViews']).executeTakeFirstOrThrow()
const daysKept = async () => {
  const rows = await db.selectFrom('threadViews').select('day').distinct().orderBy('day').execute()
  return rows.map((row) => row.day)
}

/** Two threads, each read by two people on each of the days. */
async function createReadThreads(): Promise<Thread[]> {
  const threads = [await createThread(), await createThread()]
  for (const thread of threads) {
    for (const day of DAYS) for (const key of ['a', 'b']) await read(thread, key, day)
  }
  return threads
}

test('readers of days that are over become a number; those of today and yesterday are still known', async () => {
  const threads = await createReadThreads()
  for (const _again of [1, 2]) {
    await foldViews(db, { now })
    for (const thread of threads) expect(await viewsOf(thread)).toEqual({ viewCount: 8, pastViews: 4 })
    expect(await daysKept()).toEqual(['2026-03-09', '2026-03-10'])
    await expectNoDrift()
  }
  for (const day of ['2026-03-09', '2026-03-10']) await read(threads[0]!, 'a', day)
  expect(await viewsOf(threads[0]!)).toEqual({ viewCount: 8, pastViews: 4 })
})

test('two workers at one moment count nobody twice, readers and a merge among them', async () => {
  const [one, other] = await createReadThreads()
  const moderator = await createUser({ roles: ['moderator'] })
  await atOnce(8, async (index) => {
    if (index === 0) await mergeThreads(db, moderator, { threadId: other!.id, into: one!.id })
    else if (index < 4) await read(one!, `reader-${index}`, '2026-03-10')
    else await foldViews(db, { now })
  })
  await foldViews(db, { now })
  expect((await viewsOf(other!)).viewCount).toBe(0)
  expect(await daysKept()).toEqual(['2026-03-09', '2026-03-10'])
  await expectNoDrift()
})

test('what is stopped halfway has folded whole threads or none, and goes on', async () => {
  const [one, other] = await createReadThreads()
  await db.transaction().execute(async (trx) => {
    await trx.selectFrom('threads').where('id', '=', other!.id).select('id').forUpdate().execute()
    let over = false
    const folding = foldViews(db, { now }).finally(() => {
      over = true
    })
    const cancel = sql`
      select pg_cancel_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
    // Together, then the thread alone. Asked outside of the transaction, in which the answer would stay what it was.
    while (!over) await cancel.execute(db)
    expect(await folding).toEqual({ done: 1, failed: 1 })
  })
  expect(await viewsOf(one!)).toEqual({ viewCount: 8, pastViews: 4 })
  expect(await viewsOf(other!)).toEqual({ viewCount: 8, pastViews: 0 })
  await expectNoDrift()

  await foldViews(db, { now })
  for (const thread of [one!, other!]) expect(await viewsOf(thread)).toEqual({ viewCount: 8, pastViews: 4 })
  await expectNoDrift()
})
