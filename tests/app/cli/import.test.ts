import { expect, test } from 'vitest'
import { env } from '#app/platform/env.ts'
import { answer, question, user, vote, writeDump } from '#tests/app/import/stack-exchange/write-dump.ts'
import { db } from '#tests/support/database.ts'
import { runNode } from '#tests/support/processes.ts'

const run = (...args: string[]) => runNode(['app/cli/import.ts', ...args], { DATABASE_URL: env.DATABASE_URL ?? '' })

async function countPosts(): Promise<number> {
  const row = await db
    .selectFrom('posts')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

test('prints what became of every row, and again that nothing is left to do', { timeout: 60_000 }, async () => {
  const folder = await writeDump({ Users: [user(1), user(2)], Posts: [question(1), answer(2, 1), answer(3, 9)] })
  const first = run('stackexchange', folder, '--category', 'devices')
  expect(await first.ended).toMatchObject({ code: 0 })
  expect(first.stdout()).toMatch(/Users\.xml +2 +2 +0 +0\n/)
  expect(first.stdout()).toMatch(/Posts\.xml +3 +2 +0 +1 +1 its question is not in the dump\n/)
  expect(await db.selectFrom('categories').select(['slug', 'threadCount']).execute()).toEqual([
    { slug: 'devices', threadCount: 1 },
  ])

  const second = run('stackexchange', folder)
  expect(await second.ended).toMatchObject({ code: 0 })
  expect(second.stdout()).toContain('It was imported before and has not changed')
  expect(second.stdout()).toMatch(/Posts\.xml +3 +0 +2 +1 /)
})

test('another community in a folder of the same name is refused, until it has a name of its own', {
  timeout: 60_000,
}, async () => {
  const asked = { Title: 'How is coffee made at home?', CreationDate: '2022-05-05T05:05:05.050' }
  const [first, second] = [
    await writeDump({ Users: [user(1)], Posts: [question(1)] }),
    await writeDump({ Users: [user(1, { CreationDate: '2022-05-05T05:05:05.000' })], Posts: [question(1, asked)] }),
  ]
  expect(await run('stackexchange', first).ended).toMatchObject({ code: 0 })
  const refused = run('stackexchange', second)
  expect(await refused.ended).toMatchObject({ code: 1 })
  expect(refused.stderr()).toMatch(/is a dump of another community than .* “community”\. .* --source NAME\.\n$/)
  expect(await countPosts()).toBe(1)

  const named = run('stackexchange', second, '--source', 'coffee')
  expect(await named.ended).toMatchObject({ code: 0 })
  expect(named.stdout()).toContain('Community “coffee”')
  const slugs = await db.selectFrom('categories').select('slug').orderBy('slug').execute()
  expect(slugs.map(({ slug }) => slug)).toEqual(['coffee', 'community'])
})

test('a damaged file is named with its line, and the exit code is 1', { timeout: 60_000 }, async () => {
  const folder = await writeDump({ Posts: '<posts>\n<row Id="1"\n' })
  const program = run('stackexchange', folder, '--compare')
  expect(await program.ended).toMatchObject({ code: 1 })
  expect(program.stdout()).toContain('Damaged: Posts.xml, line 3: ')
  expect(program.stdout()).toContain('Reputation is not compared: a file is damaged.')
  expect(program.stderr()).not.toMatch(/ at .*\.ts:\d/)
})

test.each([
  [[]],
  [['discourse', 'x']],
  [['stackexchange']],
  [['stackexchange', 'x', '--locale', 'de']],
  [['stackexchange', 'x', '--source', '']],
  [['stackexchange', 'x', '--source', 'a\u202eb']],
  [['stackexchange', 'x', '--category', 'Two Words']],
  [['stackexchange', '/nowhere']],
])('refuses %j in words', { timeout: 60_000 }, async (args) => {
  const program = run(...args)
  expect(await program.ended).toMatchObject({ code: 1 })
  expect(program.stderr()).toMatch(/^Usage: |cannot be read/)
  expect(program.stderr()).not.toMatch(/ at .*\.ts:\d/)
})

test('killed with no warning it goes on where it stopped', { timeout: 120_000 }, async () => {
  const folder = await writeDump({
    Users: [user(1), user(2)],
    Posts: Array.from({ length: 9_000 }, (_, at) => (at % 2 === 0 ? question(at + 1) : answer(at + 1, at))),
    Votes: Array.from({ length: 1000 }, (_, at) => vote(at + 1, at + 1, 2)),
  })
  const program = run('stackexchange', folder)
  while ((await countPosts()) < 1000) await new Promise((resolve) => setTimeout(resolve, 20))
  program.process.kill('SIGKILL')
  await program.ended
  const half = await countPosts()
  expect(half).toBeLessThan(9_000)

  const again = run('stackexchange', folder)
  expect(await again.ended).toMatchObject({ code: 0 })
  expect(again.stdout()).toMatch(/Posts\.xml +9,000 +9,000 +0 +0\n/)
  expect(again.stdout()).toMatch(/Votes\.xml +1,000 +1,000 +0 +0\n/)
  expect(await countPosts()).toBe(9_000)
})
