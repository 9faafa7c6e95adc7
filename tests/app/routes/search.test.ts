import type { LoaderFunctionArgs } from '@remix-run/node'
import { expect, test } from 'vitest'
import { searchEngine } from '#app/lib/search.ts'
import * as badges from '#app/routes/badges._index.tsx'
import * as search from '#app/routes/search.tsx'
import * as tags from '#app/routes/tags._index.tsx'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { contextOf } from '#tests/support/context.ts'
import { db } from '#tests/support/database.ts'

const args = (url: string) =>
  ({
    request: new Request(new URL(url, 'http://localhost')),
    params: {},
    context: contextOf(null),
  }) as unknown as LoaderFunctionArgs

const find = async (query: Record<string, string>) =>
  (await search.loader(args(`/search?${new URLSearchParams(query)}`))).data

test('finds, narrows to a kind, and goes from page to page', async () => {
  const author = await createUser()
  const ids: number[] = []
  for (let index = 0; index < 23; index++) {
    ids.push(
      (await createThread({ authorId: author.id, title: `The pump makes a noise, case ${index}`, tags: ['pump'] })).id,
    )
  }
  await searchEngine.index(db, { threadIds: ids })

  const first = await find({ q: 'pump noise' })
  expect(first).toMatchObject({ count: 23, more: true, page: 1, kind: 'all' })
  const second = await find({ q: 'pump noise', page: '2' })
  expect(second).toMatchObject({ more: false, page: 2 })
  expect(new Set([...first.results, ...second.results].map((result) => result.threadId))).toEqual(new Set(ids))
  expect((await find({ q: 'pump', kind: 'article' })).results).toEqual([])
})

test.each([
  [''],
  ['   '],
  ['"'],
  ['['],
  [':*&|!()'],
  ['\u0000x'],
  ['x\u0000y "z\u0000" user:"\u0000a"'],
  ['x'.repeat(5000)],
  ['%00'],
  ['-'],
  ['is:'],
  ['score:99999999999'],
])('any text is an answer, not an error: %j', async (q) => {
  expect((await find({ q, page: 'x' })).results).toEqual([])
})

test('tags are listed by use and found by a part of their name', async () => {
  await createThread({ tags: ['soil-probe', 'wifi'] })
  await createThread({ tags: ['wifi'] })
  const listed = await tags.loader(args('/tags'))
  expect(listed.tags.map((tag) => [tag.name, tag.threadCount])).toEqual([
    ['wifi', 2],
    ['soil-probe', 1],
  ])
  expect((await tags.loader(args('/tags?name=PROB'))).tags.map((tag) => tag.name)).toEqual(['soil-probe'])
  expect((await tags.loader(args('/tags?name=%25'))).tags).toEqual([])
})

test('badges are listed with how many people have them', async () => {
  const { badges: all, own } = await badges.loader(args('/badges'))
  expect(all.map((badge) => badge.class)).toContain('gold')
  expect(all.every((badge) => badge.people === 0)).toBe(true)
  expect(own).toEqual([])
})
