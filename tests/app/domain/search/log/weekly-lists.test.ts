import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { logOpened, logSearch } from '#app/domain/search/log/log-search.ts'
import { listPopularSearches, updatePopularSearches } from '#app/domain/search/log/popular-searches.ts'
import { reportSearches } from '#app/domain/search/log/report-searches.ts'
import { resolveSearch } from '#app/domain/search/log/resolve-search.ts'
import { listWeeklySearches } from '#app/domain/search/log/weekly-lists.ts'
import type { SearchWeekList } from '#app/domain/search/query/query-terms.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'

const WEEK = DateTime.fromISO('2026-W46', { zone: 'utc' })
const staff = () => createUser({ roles: ['staff'] })

/** A search as it was made on a day of the week, from 1 on. */
async function made(
  text: string,
  { hits = 0, day = 1, surface = 'page' as 'page' | 'header', opens = [] as number[] } = {},
) {
  const id = await logSearch(db, { text, locale: 'en', surface, hits })
  for (const rank of opens) {
    const thread = await createThread()
    await searchEngine.index(db, { threadIds: [thread.id] })
    await logOpened(db, id!, { postId: thread.questionId!, rank })
  }
  const at = WEEK.plus({ days: day - 1, hours: 12 }).toJSDate()
  await db.updateTable('searches').set({ searchedAt: at }).where('id', '=', id!).execute()
}

const list = async (name: SearchWeekList, week = WEEK) =>
  (await listWeeklySearches(db, await staff(), { list: name, week })).map((search) => search.text)

test('the lists of a week: what found nothing, what was not opened, the most frequent', async () => {
  await made('drip line')
  await made('Drip line', { day: 2 })
  await made('drip  line', { day: 3 })
  await made('frost sensor')
  await made('hub', { hits: 5 })
  await made('hub', { hits: 5, day: 2 })
  await made('pump', { hits: 9, opens: [3] })
  await made('pump', { hits: 9, opens: [6, 2] })
  await made('wifi', { hits: 2 })
  await made('wifi', { hits: 2, surface: 'header', opens: [1] })
  await made('typed in the header only', { surface: 'header' })
  await made('next week', { day: 8 })
  await made('the week before', { day: 0 })

  expect(await list('nothing')).toEqual(['drip line', 'frost sensor'])
  expect(await list('unopened')).toEqual(['hub'])
  const frequent = await listWeeklySearches(db, await staff(), { list: 'frequent', week: WEEK })
  expect(
    frequent.map(({ text, searches, hits, opened, firstRank }) => [text, searches, hits, opened, firstRank]),
  ).toEqual([
    ['drip line', 3, 0, 0, null],
    ['hub', 2, 5, 0, null],
    ['pump', 2, 9, 2, 2.5],
    ['frost sensor', 1, 0, 0, null],
    ['wifi', 1, 2, 1, 1],
  ])
  expect(await list('nothing', WEEK.plus({ weeks: 1 }))).toEqual(['next week'])
})

test('what finds something by now has left the list', async () => {
  await made('drip line')
  await made('drip line', { day: 2, hits: 3 })
  expect(await list('nothing')).toEqual([])
  expect(await list('unopened')).toEqual(['drip line'])
})

test('what is ignored stays away, what is done until it is searched for again; both can be taken back', async () => {
  const actor = await staff()
  await made('drip line')
  await made('frost sensor')
  await resolveSearch(db, actor, { text: 'Drip  line?', resolution: 'ignored' })
  await resolveSearch(db, actor, { text: 'frost sensor', resolution: 'done' })
  expect(await list('nothing')).toEqual([])
  expect((await list('resolved')).sort()).toEqual(['drip line', 'frost sensor'])

  const now = DateTime.utc()
  await logSearch(db, { text: 'drip line', locale: 'en', surface: 'page', hits: 0 })
  await logSearch(db, { text: 'frost sensor', locale: 'en', surface: 'page', hits: 0 })
  expect(await list('nothing', now)).toEqual(['frost sensor'])

  await resolveSearch(db, actor, { text: 'drip line', resolution: null })
  expect((await list('nothing', now)).sort()).toEqual(['drip line', 'frost sensor'])
})

test('marking is an event that does not say what was searched for, and harmless when repeated', async () => {
  const actor = await staff()
  await atOnce(4, () => resolveSearch(db, actor, { text: 'drip line', resolution: 'ignored' }))
  await resolveSearch(db, actor, { text: 'drip line', resolution: 'ignored' })
  await resolveSearch(db, actor, { text: 'drip line', resolution: null })
  await resolveSearch(db, actor, { text: 'drip line', resolution: null })
  const events = await db.selectFrom('events').where('verb', '=', 'search.resolved').selectAll().execute()
  expect(events.length).toBeGreaterThanOrEqual(2)
  expect(JSON.stringify(events)).not.toContain('drip')
  expect(await db.selectFrom('searchResolutions').selectAll().execute()).toEqual([])
})

test('only staff and administrators read the lists and mark searches', async () => {
  for (const viewer of [null, await createUser(), await createUser({ roles: ['moderator'] })]) {
    await expect(listWeeklySearches(db, viewer, { list: 'nothing', week: WEEK })).rejects.toMatchObject({
      code: 'searches.read',
    })
  }
  await expect(resolveSearch(db, await createUser(), { text: 'x', resolution: 'done' })).rejects.toMatchObject({
    code: 'searches.read',
  })
  await expect(resolveSearch(db, await staff(), { text: ' ?', resolution: 'done' })).rejects.toMatchObject({
    code: 'search.text',
  })
  await listWeeklySearches(db, await createUser({ roles: ['admin'] }), { list: 'nothing', week: WEEK })
})

test('on Monday staff are told once of the week before, when there is something to tell', async () => {
  const actor = await getSystemActor(db)
  const now = WEEK.plus({ weeks: 1, hours: 6 }).toJSDate()
  await reportSearches(db, actor, { now })
  expect(await pendingJobs()).toEqual([])

  await made('drip line')
  await made('hub', { hits: 2 })
  await atOnce(4, () => reportSearches(db, actor, { now }))
  await reportSearches(db, actor, { now })
  const events = await db.selectFrom('events').where('verb', '=', 'searches.listed').select(['id', 'after']).execute()
  expect(events.map((event) => event.after)).toEqual([{ week: '2026-W46', nothing: 1, unopened: 1 }])
  expect(await pendingJobs()).toContainEqual({ name: 'notifications.deliver', payload: { eventId: events[0]!.id } })
})

test('popular is what was searched for on several days, finds something for a visitor, and names nobody', async () => {
  const thread = await createThread({ title: 'How to calibrate the soil probe', body: 'It shows humidity of zero.' })
  const article = await createArticle({ title: 'The swordfish protocol', audience: 'staff' })
  await searchEngine.index(db, { threadIds: [thread.id], articleIds: [article.id] })
  const search = async (text: string, days: number, hits = 1) => {
    for (let day = 0; day < days; day++) {
      const id = await logSearch(db, { text, locale: 'en', surface: 'page', hits })
      const at = new Date(Date.now() - day * 86_400_000)
      await db.updateTable('searches').set({ searchedAt: at }).where('id', '=', id!).execute()
    }
  }
  await search('Soil probe', 3)
  await search('calibrate', 2)
  await search('swordfish', 5)
  await search('humidity swordfish', 5)
  await search('xylophone', 5)
  await search('user:ann soil', 5)
  await search('soil jane@example.org', 5)
  await search('humidity', 4, 0)
  await updatePopularSearches(db, searchEngine)
  expect(await listPopularSearches(db, 'en')).toEqual([{ text: 'soil probe' }])
  expect(await listPopularSearches(db, 'fr')).toEqual([])

  await db
    .insertInto('settings')
    .values({ name: 'searchLog', value: JSON.stringify({ popularDays: 2 }) })
    .execute()
  await updatePopularSearches(db, searchEngine)
  expect(await listPopularSearches(db, 'en')).toEqual([{ text: 'soil probe' }, { text: 'calibrate' }])
})
