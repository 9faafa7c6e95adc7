import { expect, test } from 'vitest'
import { deleteOldSearches, logOpened, logSearch, searchKey } from '#app/domain/search/log/log-search.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { atOnce, db } from '#tests/support/database.ts'

const log = (text: string, more: { hits?: number; typedFrom?: number; surface?: 'page' | 'header' } = {}) =>
  logSearch(db, { text, locale: 'en', surface: 'page', hits: 1, ...more })
const logged = async () =>
  (await db.selectFrom('searches').select('text').orderBy('id').execute()).map((one) => one.text)

async function indexedPost(): Promise<number> {
  const thread = await createThread()
  await searchEngine.index(db, { threadIds: [thread.id] })
  return thread.questionId!
}

test('a search is a row with its text, language, place and hits, and nothing of who searched', async () => {
  const id = await log('  Soil   probe\u0000? ', { hits: 3 })
  const [row, ...others] = await db.selectFrom('searches').selectAll().execute()
  expect(others).toEqual([])
  expect(row).toEqual({
    id,
    text: 'Soil probe\ufffd?',
    key: 'soil probe\ufffd',
    locale: 'en',
    surface: 'page',
    hits: 3,
    searchedAt: expect.any(Date),
  })
})

test('what identifies somebody is masked before it is written', async () => {
  await log('mail to jane.doe@example.org or +33 6 12 34 56 78 from 203.0.113.7')
  expect(await logged()).toEqual(['mail to [e-mail address] or [phone number] from [IP address]'])
})

test.each([[''], ['   '], ['\u202e']])('%j is nothing to write down', async (text) => {
  expect(await log(text)).toBeUndefined()
  expect(await logged()).toEqual([])
})

test('half a surrogate pair, even one that the cut makes, can be written down', async () => {
  await log(`\ud83d ${'x'.repeat(296)} 😀`)
  await log(`${'x'.repeat(299)}😀`)
  expect(await logged()).toHaveLength(2)
})

test.each<[string, string]>([
  ['  Étalonnage   PLUVIOMÈTRE ?', 'etalonnage pluviometre'],
  ['wifi!', 'wifi'],
  ['is:solved [wifi]', 'is:solved [wifi]'],
])('%j is counted as %j', (text, key) => expect(searchKey(text)).toBe(key))

test('of a search typed on, one row stays; another search has its own', async () => {
  const first = await log('cal')
  expect(await log('calibrate', { typedFrom: first! })).toBe(first)
  expect(await log('calib', { typedFrom: first! })).toBe(first)
  expect(await logged()).toEqual(['calib'])
  expect(await log('pump', { typedFrom: first! })).not.toBe(first)
  expect(await logged()).toEqual(['calib', 'pump'])
})

test('a search is not replaced from elsewhere, after a minute, or once a result was opened', async () => {
  const first = await log('cal')
  expect(await log('calibrate', { typedFrom: first!, surface: 'header' })).not.toBe(first)
  await db
    .updateTable('searches')
    .set({ searchedAt: new Date(Date.now() - 61_000) })
    .where('id', '=', first!)
    .execute()
  expect(await log('calibrate', { typedFrom: first! })).not.toBe(first)

  const opened = await log('pump')
  await logOpened(db, opened!, { postId: await indexedPost(), rank: 1 })
  expect(await log('pumps', { typedFrom: opened! })).not.toBe(opened)
})

test('what is opened is written down once, at its first rank', async () => {
  const id = await log('pump')
  const postId = await indexedPost()
  await atOnce(4, () => logOpened(db, id!, { postId, rank: 2 }))
  await logOpened(db, id!, { postId, rank: 7 })
  expect(await db.selectFrom('searchOpenings').select(['searchId', 'postId', 'rank']).execute()).toEqual([
    { searchId: id, postId, rank: 2 },
  ])
})

test('nothing is written down for a search that is unknown, old or without hits, another post, or no rank', async () => {
  const postId = await indexedPost()
  const id = await log('pump')
  const without = await log('nothing', { hits: 0 })
  const old = await log('old')
  await db
    .updateTable('searches')
    .set({ searchedAt: new Date(Date.now() - 25 * 3_600_000) })
    .where('id', '=', old!)
    .execute()

  await logOpened(db, 999, { postId, rank: 1 })
  await logOpened(db, without!, { postId, rank: 1 })
  await logOpened(db, old!, { postId, rank: 1 })
  await logOpened(db, id!, { postId: postId + 1000, rank: 1 })
  for (const rank of [0, -1, 1.5, 301, Number.NaN]) await logOpened(db, id!, { postId, rank })
  expect(await db.selectFrom('searchOpenings').selectAll().execute()).toEqual([])
})

test('a search has no more openings than hits', async () => {
  const id = await log('pump', { hits: 2 })
  for (let rank = 1; rank <= 3; rank++) await logOpened(db, id!, { postId: await indexedPost(), rank })
  expect(await db.selectFrom('searchOpenings').select('rank').orderBy('rank').execute()).toEqual([
    { rank: 1 },
    { rank: 2 },
  ])
})

test('searches are forgotten after 365 days, with what was opened', async () => {
  const id = await log('long ago')
  await logOpened(db, id!, { postId: await indexedPost(), rank: 1 })
  await log('today')
  const now = new Date()
  const days = (count: number) => new Date(now.getTime() - count * 86_400_000)
  await db
    .updateTable('searches')
    .set({ searchedAt: days(364) })
    .where('id', '=', id!)
    .execute()
  expect(await deleteOldSearches(db, { now })).toEqual({ done: 0, failed: 0 })
  await db
    .updateTable('searches')
    .set({ searchedAt: days(366) })
    .where('id', '=', id!)
    .execute()
  expect(await deleteOldSearches(db, { now })).toEqual({ done: 1, failed: 0 })
  expect(await logged()).toEqual(['today'])
  expect(await db.selectFrom('searchOpenings').selectAll().execute()).toEqual([])
})

test('what staff marked is forgotten with the last search of it', async () => {
  const now = new Date()
  const old = new Date(now.getTime() - 366 * 86_400_000)
  await log('still asked')
  await db
    .insertInto('searchResolutions')
    .values([
      { key: 'still asked', resolution: 'ignored', resolvedBy: null, resolvedAt: old },
      { key: 'long gone', resolution: 'ignored', resolvedBy: null, resolvedAt: old },
      { key: 'of today', resolution: 'done', resolvedBy: null, resolvedAt: now },
    ])
    .execute()
  await deleteOldSearches(db, { now })
  const marks = await db.selectFrom('searchResolutions').select('key').orderBy('key').execute()
  expect(marks.map((resolution) => resolution.key)).toEqual(['of today', 'still asked'])
})
