import { expect, test } from 'vitest'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { comparisonReport } from '#app/import/comparison-report.ts'
import { compareReputation } from '#app/import/stack-exchange/compare-reputation.ts'
import { importDump } from '#app/import/stack-exchange/import-dump.ts'
import { env } from '#app/platform/env.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { answer, question, user, vote, writeDump } from './write-dump.ts'

const UP = 2
const DAYS = Array.from({ length: 28 }, (_, at) => `2021-03-${String(at + 1).padStart(2, '0')}T00:00:00.000`)

/** As many upvotes of a post, one a day. */
const upvotes = (from: number, postId: number, number: number) =>
  DAYS.slice(0, number).map((CreationDate, at) => vote(from + at, postId, UP, { CreationDate }))

const dump = () => ({
  Users: [
    user(1, { Reputation: 251 }),
    user(2, { Reputation: 351 }),
    user(3, { Reputation: 431 }),
    user(4, { Reputation: 900, CreationDate: '2020-01-01T00:00:00.000' }),
    user(5, { Reputation: 600 }),
    user(6, { Reputation: 150 }),
  ],
  Posts: [
    question(1),
    answer(2, 1, { OwnerUserId: 2 }),
    answer(3, 1, { OwnerUserId: 3 }),
    answer(5, 99, { OwnerUserId: 5 }),
  ],
  Votes: [
    ...upvotes(100, 1, 25),
    ...upvotes(200, 2, 25),
    ...upvotes(300, 3, 28),
    vote(400, 3, 9, { BountyAmount: 150, CreationDate: DAYS[3] ?? '' }),
  ],
})

test('sets what the votes come to beside the figures of the dump, with the bonus where it fits', async () => {
  const folder = await writeDump(dump())
  const { source } = await importDump(env.DATABASE_URL ?? '', { folder })
  // What is done here since does not count.
  const { id } = await db.selectFrom('posts').where('importId', '=', 2).select('id').executeTakeFirstOrThrow()
  await castVote(db, await createUser({ roles: ['moderator'] }), { postId: id, value: 1 })

  const comparison = await compareReputation(db, { folder, source })
  if (!comparison.comparable) throw new Error(comparison.because)
  expect(comparison.leftOut).toEqual({
    'came before the first vote in the dump': 1,
    'wrote posts that were left out': 1,
  })
  expect(comparison.people).toMatchObject([
    { importId: 3, inDump: 431, recomputed: 281, withBonus: true, difference: 50, bounties: 150 },
    { importId: 1, inDump: 251, recomputed: 251, withBonus: false, difference: 0 },
    { importId: 2, inDump: 351, recomputed: 251, withBonus: true, difference: 0 },
  ])
  const report = comparisonReport(comparison)
  expect(report).toContain('within 5.0 %: 2 (66.7 %)')
  expect(report).toMatch(/user 3 .* 11\.6 % {2}bounties \(\+150\)/)
})

test.each([
  ['no people', 'community', { Posts: [question(1)], Votes: [vote(1, 1, UP)] }],
  ['no votes', 'community', { Users: [user(1)], Posts: [question(1)] }],
  ['meta', 'french-meta', dump()],
])('says why it cannot: %s', async (because, name, files) => {
  const folder = await writeDump(files)
  const named = folder.replace(/community$/, name)
  if (named !== folder) await writeDump(files, named)
  const comparison = await compareReputation(db, { folder: named, source: 'stackexchange:x' })
  expect(comparison).toEqual({ comparable: false, because })
  expect(comparisonReport(comparison)).toMatch(/^Reputation is not compared: /)
})

test('a meta site is known by its questions when neither its folder nor its name says so', async () => {
  const about = ['<discussion>', '<support><votes>', '|bug|', '<feature-request>']
  const asked = (number: number, tags: (at: number) => string) =>
    Array.from({ length: number }, (_, at) => question(at + 1, { Tags: tags(at) }))
  const isMeta = async (posts: ReturnType<typeof asked>, names: Partial<{ name: string; source: string }> = {}) => {
    const folder = await writeDump({ Users: [user(1)], Posts: posts, Votes: [] })
    const comparison = await compareReputation(db, { folder, source: names.source ?? 'stackexchange:community' })
    return !comparison.comparable && comparison.because === 'meta'
  }

  expect(await isMeta(asked(12, (at) => about[at % 4] ?? ''))).toBe(true)
  expect(await isMeta(asked(12, (at) => (at < 9 ? '<support>' : '<wifi>')))).toBe(false)
  // A few questions about bugs are no site about a site.
  expect(await isMeta(asked(3, () => '<bug>'))).toBe(false)
  expect(
    await isMeta(
      asked(3, () => '<bug>'),
      { source: 'stackexchange:french meta' },
    ),
  ).toBe(true)
  expect(
    await isMeta(
      asked(12, () => '<metal>'),
      { source: 'stackexchange:metal' },
    ),
  ).toBe(false)
})

test.each([
  // [the newest date, points of the dump's figure for 25 upvoted questions]
  ['2019-11-12T23:59:59.999', 1 + 25 * 5, 5],
  ['2019-11-13T00:00:00.000', 1 + 25 * 10, 10],
  ['2023-03-05T00:00:00.000', 1 + 25 * 10, 10],
])('a dump of %s is compared with the points of its time, for all its votes', async (newest, points, worth) => {
  const old = (day: string) => day.replace('2021', '2018')
  const folder = await writeDump({
    Users: [user(1, { Reputation: points + 150, CreationDate: old(DAYS[0] ?? ''), LastAccessDate: newest })],
    Posts: [
      question(1, { CreationDate: old(DAYS[0] ?? '') }),
      answer(2, 1, { OwnerUserId: 1, CreationDate: old(DAYS[0] ?? '') }),
    ],
    Votes: [...upvotes(100, 1, 25), ...upvotes(200, 2, 15)].map((row) => ({
      ...row,
      CreationDate: old(String(row.CreationDate)),
    })),
  })
  const { source } = await importDump(env.DATABASE_URL ?? '', { folder })
  const comparison = await compareReputation(db, { folder, source })
  expect(comparison).toMatchObject({
    dumpedOn: newest.slice(0, 10),
    questionUpvote: worth,
    people: [{ importId: 1, recomputed: points + 150, withBonus: false, difference: 0 }],
  })
  expect(comparisonReport(comparison)).toContain(
    `The newest date in the dump is ${newest.slice(0, 10)}: on that day an upvoted question gave +${worth} on the network`,
  )
  // Here everybody earned as much as this forum gives.
  const earned = await db.selectFrom('users').where('importId', '=', 1).select('reputation').executeTakeFirst()
  expect(earned?.reputation).toBe(1 + 25 * 10 + 150)
})

test('the daily cap is that of the points of the time, and a date that is still to come is none', async () => {
  const day = '2018-03-01T00:00:00.000'
  const folder = await writeDump({
    Users: [user(1, { Reputation: 1 + 200, CreationDate: day, LastAccessDate: '9999-01-01T00:00:00.000' })],
    Posts: [question(1, { CreationDate: day }), question(2, { CreationDate: day })],
    // 30 upvotes of one day are 150 points at five each, and 45 would be more than a day may give.
    Votes: Array.from({ length: 45 }, (_, at) => vote(at + 1, 1 + (at % 2), UP, { CreationDate: day })),
  })
  const { source } = await importDump(env.DATABASE_URL ?? '', { folder })
  expect(await compareReputation(db, { folder, source })).toMatchObject({
    dumpedOn: '2018-03-01',
    people: [{ recomputed: 1 + 200, cappedDays: 1, difference: 0 }],
  })
})
