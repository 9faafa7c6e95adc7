import { expect, test } from 'vitest'
import { logSearch } from '#app/domain/search/log/log-search.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import * as searches from '#app/pages/admin/searches.tsx'
import * as exported from '#app/pages/admin/searches-export.ts'
import * as marks from '#app/pages/admin/searches-resolutions.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { contextOf } from '#tests/support/context.ts'
import { db } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

const staff = () => createUser({ roles: ['staff'] })
const inVain = (text: string) => logSearch(db, { text, locale: 'en', surface: 'page', hits: 0 })

type Page = Awaited<ReturnType<typeof searches.loader>>
const page = async (path: string, viewer?: Viewer) =>
  (await get(searches.loader as never, path, { viewer: viewer ?? (await staff()) })).data as Page

test('staff read the lists of this week and of those before, as far as they are kept', async () => {
  await inVain('drip line')
  const now = await page('/admin/searches')
  expect(now).toMatchObject({ list: 'nothing', isThisWeek: true, later: null, isAdmin: false, mayWrite: true })
  expect(now.searches.map((search) => search.text)).toEqual(['drip line'])

  const before = await page(`/admin/searches?week=${now.earlier}&list=frequent`)
  expect(before).toMatchObject({ list: 'frequent', isThisWeek: false, later: now.week, searches: [] })
  expect((await page('/admin/searches?week=last')).week).toBe(now.earlier)
  for (const week of ['2999-W01', '1999-W01', 'x', '2026-W99', '']) {
    expect((await page(`/admin/searches?week=${week}&list=x`)).week).toBe(now.week)
  }
})

test('nobody else does', async () => {
  const member = await createUser()
  for (const loader of [searches.loader, exported.loader]) {
    expect((await get(loader as never, '/admin/searches', { viewer: member })).status).toBe(403)
    expect((await get(loader as never, '/admin/searches')).location).toMatch(/^\/sign-in/)
  }
  expect((await post(marks.action as never, { text: 'x', resolution: 'done' }, { viewer: member })).status).toBe(403)
})

test('a search is marked, and the page offers to undo it', async () => {
  const viewer = await staff()
  await inVain('drip line')
  const { week } = await page('/admin/searches', viewer)
  const resolved = await post(
    marks.action as never,
    { text: 'drip line', resolution: 'ignored', week, list: 'nothing' },
    { viewer },
  )
  expect(resolved.location).toBe(`/admin/searches?week=${week}&list=nothing&resolved=drip+line&as=ignored`)
  expect(await page(resolved.location!, viewer)).toMatchObject({
    resolved: 'ignored',
    resolvedText: 'drip line',
    searches: [],
  })

  const undone = await post(
    marks.action as never,
    { text: 'drip line', resolution: '', week, list: 'nothing' },
    { viewer },
  )
  expect(undone.location).toBe(`/admin/searches?week=${week}&list=nothing`)
  expect((await page(undone.location!, viewer)).searches).toHaveLength(1)
  expect((await post(marks.action as never, { text: 'x', resolution: 'other' }, { viewer })).status).toBe(422)
})

test('a list as a file: quoted as the format wants it, and nothing in it is a formula', async () => {
  for (const text of ['=1+1', 'a, "b"', 'plain']) await inVain(text)
  const request = new Request('http://localhost/admin/searches/export.csv?list=nothing')
  const response = await exported.loader({ request, params: {}, context: contextOf(await staff()) })
  expect(response.headers.get('Content-Disposition')).toMatch(
    /^attachment; filename="searches-\d{4}-W\d\d-nothing.csv"$/,
  )
  const lines = Buffer.from(await response.arrayBuffer())
    .toString('utf8')
    .split('\r\n')
  expect(lines[0]).toBe('\ufefftext,locale,searches,hits,opened,firstRank,lastAt,resolution')
  expect(
    lines
      .slice(1, -1)
      .map((line) => line.replace(/,en,.*/, ''))
      .sort(),
  ).toEqual(['"\'=1+1"', '"a, ""b"""', 'plain'])
})
