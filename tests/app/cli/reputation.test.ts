import { expect, test } from 'vitest'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { env } from '#app/platform/env.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { runNode } from '#tests/support/processes.ts'

const run = (...args: string[]) => runNode(['app/cli/reputation.ts', ...args], { DATABASE_URL: env.DATABASE_URL ?? '' })

test('shows what it would do, and does it when told to', { timeout: 60_000 }, async () => {
  const [voter, author] = [await createUser({ roles: ['moderator'] }), await createUser({ roles: ['moderator'] })]
  const answer = await createAnswer({ authorId: author.id })
  await castVote(db, voter, { postId: answer.id, value: 1, at: new Date('2026-03-01T12:00:00Z') })
  const args = ['reverse', '--from', voter.email ?? '', '--to', String(author.id)]
  const score = async () =>
    (await db.selectFrom('posts').where('id', '=', answer.id).select('score').executeTakeFirstOrThrow()).score

  const report = run(...args)
  expect(await report.ended).toMatchObject({ code: 0 })
  expect(report.stdout()).toContain('1 up and 0 down on 1 posts, 2026-03-01 to 2026-03-01')
  expect(report.stdout()).toMatch(/: 11 → 1 points\n/)
  expect(report.stdout()).toContain('Nothing was changed.')
  expect(await score()).toBe(1)

  const act = run(...args, '--yes')
  expect(await act.ended).toMatchObject({ code: 0 })
  expect(act.stdout()).toContain('1 vote was reversed.')
  expect(await score()).toBe(0)
})

test.each([[[]], [['reverse', '--from', '1']], [['reverse', '--from', 'nobody', '--to', 'none']], [['undo']]])(
  'refuses %j in words',
  { timeout: 60_000 },
  async (args) => {
    const program = run(...args)
    expect(await program.ended).toMatchObject({ code: 1 })
    expect(program.stderr()).toMatch(/^Usage: |^There is nobody called nobody\./)
  },
)
