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
  await importDump(env.DATABASE_URL ?? '', { folder })
  // What is done here since does not count.
  const { id } = await db.selectFrom('posts').where('importId', '=', 2).select('id').executeTakeFirstOrThrow()
  await castVote(db, await createUser({ roles: ['moderator'] }), { postId: id, value: 1 })

  const comparison = await compareReputation(db, folder)
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
  const comparison = await compareReputation(db, named)
  expect(comparison).toEqual({ comparable: false, because })
  expect(comparisonReport(comparison)).toMatch(/^Reputation is not compared: /)
})
