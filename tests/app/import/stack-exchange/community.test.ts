import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import {
  claimSource,
  compareFacts,
  type Facts,
  isSourceName,
  nameOf,
  readFacts,
} from '#app/import/stack-exchange/community.ts'
import { importDump } from '#app/import/stack-exchange/import-dump.ts'
import { env } from '#app/platform/env.ts'
import { db, settleAtOnce } from '#tests/support/database.ts'
import { answer, comment, type Files, question, user, vote, writeDump, xml } from './write-dump.ts'

const run = (folder: string, source?: string) =>
  importDump(env.DATABASE_URL ?? '', { folder, ...(source === undefined ? {} : { source }) })

/** What an import does before it writes a row: the name of the community, which is its from then on. */
async function claim(folder: string, name?: string): Promise<string> {
  const client = new pg.Client({ connectionString: env.DATABASE_URL })
  await client.connect()
  try {
    const facts = await readFacts({ posts: join(folder, 'Posts.xml'), users: join(folder, 'Users.xml') })
    return nameOf(await claimSource(client, { folder, name, facts }))
  } finally {
    await client.end()
  }
}

/** A community of its own, of some questions with an answer each, at a pace and with words of its own. */
function community(word: string, minute: string, { people = 5, questions = 5, from = 1 } = {}): Files {
  const at = (second: number) => `2021-03-01T10:${minute}:${String(second % 60).padStart(2, '0')}.000`
  return {
    Users: Array.from({ length: people }, (_, at_) =>
      user(at_ + 1, { DisplayName: `${word} ${at_ + 1}`, CreationDate: at(at_) }),
    ),
    Posts: Array.from({ length: questions }, (_, index) => {
      const id = from + 2 * index
      return [
        question(id, { Title: `Where does the ${word} ${id} go?`, CreationDate: at(id), Tags: `<${word}>` }),
        answer(id + 1, id, { CreationDate: at(id + 1) }),
      ]
    }).flat(),
    Comments: [comment(1, from)],
    Votes: [vote(1, from, 2), vote(2, from + 1, 2)],
  }
}
const coffee = () => community('coffee', '01')
const bicycle = () => community('bicycle', '02')

const elsewhere = async (files: Files, name: string) => {
  const folder = await writeDump(files)
  return writeDump(files, join(dirname(folder), name))
}

async function state() {
  const count = async (table: 'users' | 'posts' | 'threads' | 'categories' | 'tags' | 'votes' | 'imports') =>
    (
      await db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
    ).count
  return {
    users: await count('users'),
    posts: await count('posts'),
    threads: await count('threads'),
    categories: await count('categories'),
    tags: await count('tags'),
    votes: await count('votes'),
    imports: await count('imports'),
  }
}

/** The words of each source's titles: of each source there is one when nothing is mixed. */
async function wordsOfSources(): Promise<Record<string, string[]>> {
  const { rows } = await sql<{ source: string; words: string[] }>`
    select import_source as source, array_agg(distinct split_part(title, ' ', 4) order by split_part(title, ' ', 4)) as words
    from threads group by import_source order by import_source`.execute(db)
  return Object.fromEntries(rows.map(({ source, words }) => [source, words]))
}

describe('two communities in folders of one name', () => {
  test.each([
    ['the first', coffee, bicycle],
    ['the second', bicycle, coffee],
  ])('%s comes first: the other is refused before a row is written, and comes in by a name', async (_, one, other) => {
    const [first, second] = [await writeDump(one()), await writeDump(other())]
    await run(first)
    const before = await state()
    await expect(run(second)).rejects.toThrow(
      `${second} is a dump of another community than the one that was imported as “community”.`,
    )
    await expect(run(second)).rejects.toThrow('--source NAME')
    expect(await state()).toEqual(before)

    expect(await run(second, 'second')).toMatchObject({ source: 'stackexchange:second', broken: [] })
    const words = Object.values(await wordsOfSources())
    expect(words).toHaveLength(2)
    expect(words.every((each) => each.length === 1)).toBe(true)
    // From now on both are known by what is in them.
    expect(await run(second)).toMatchObject({ source: 'stackexchange:second', unchanged: true })
    expect(await run(first)).toMatchObject({ source: 'stackexchange:community', unchanged: true })
  })

  test('neither goes by the name of the other', async () => {
    const [first, second] = [await elsewhere(coffee(), 'one'), await elsewhere(bicycle(), 'two')]
    expect([await claim(first), await claim(second)]).toEqual(['one', 'two'])
    const third = await writeDump(community('tea', '03'))
    await expect(claim(third, 'one')).rejects.toThrow('give it another name: --source NAME')
    for (const name of ['one', 'three']) {
      await expect(claim(second, name)).rejects.toThrow('imported as “two”. Import it as that: --source "two"')
    }
    expect(await state()).toMatchObject({ imports: 2 })
  })

  test('at one moment', async () => {
    const folders = [await writeDump(coffee()), await writeDump(bicycle())]
    const outcomes = await settleAtOnce(2, (index) => run(folders[index] ?? ''))
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const refused = outcomes.find((outcome) => outcome.status === 'rejected')
    expect(String(refused?.reason)).toContain('is a dump of another community')
    const [words, ...others] = Object.values(await wordsOfSources())
    expect([words?.length, others]).toEqual([1, []])
  })

  test('after an import that ended before its first row, and after one in the middle', async () => {
    const first = await writeDump(coffee())
    const interrupted = (at: string) =>
      importDump(env.DATABASE_URL ?? '', {
        folder: first,
        watcher: {
          progress: ({ step }) => {
            if (step === at) throw new Error('stopped')
          },
        },
      })
    await expect(interrupted('Users.xml')).rejects.toThrow('stopped')
    await expect(run(await writeDump(bicycle()))).rejects.toThrow('another community')
    await expect(interrupted('Posts.xml')).rejects.toThrow('stopped')
    await expect(run(await writeDump(bicycle()))).rejects.toThrow('another community')

    expect(await run(first)).toMatchObject({ source: 'stackexchange:community', unchanged: false, broken: [] })
    expect(await wordsOfSources()).toEqual({ 'stackexchange:community': ['coffee'] })
    expect(await state()).toMatchObject({ threads: 5, posts: 11, imports: 1 })
  })
})

describe('one community', () => {
  test('a newer dump in another folder is known, whatever was edited, came or went, and stays in its category', async () => {
    await importDump(env.DATABASE_URL ?? '', { folder: await elsewhere(coffee(), 'coffee'), category: 'hot-drinks' })
    const [gone, renamed, ...others] = community('coffee', '01', { questions: 7 }).Posts as Record<string, string>[]
    const newer = {
      ...coffee(),
      Users: [...(coffee().Users as []).slice(1), user(77)],
      Posts: [{ ...renamed }, { ...others[0], Title: 'Another title' }, ...others.slice(1)] as never,
    }
    expect(gone).toBeDefined()
    const report = await run(await elsewhere(newer, '2026-12'))
    expect(report).toMatchObject({ source: 'stackexchange:coffee', broken: [] })
    expect(await state()).toMatchObject({ threads: 7, categories: 1, imports: 1 })
  })

  test('imported under two names at one moment, it comes in once', async () => {
    const folder = await writeDump(coffee())
    const copy = join(dirname(folder), 'copy')
    await cp(folder, copy, { recursive: true })
    const outcomes = await settleAtOnce(2, (index) => run(index ? folder : copy))
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(String(outcomes.find((outcome) => outcome.status === 'rejected')?.reason)).toMatch(
      /Another import of “(community|copy)” is running/,
    )
    expect(await state()).toMatchObject({ threads: 5, imports: 1 })
  })

  test('is known too when it was imported before there were facts', async () => {
    await run(await writeDump(coffee()))
    await db.updateTable('imports').set({ facts: '{}' }).execute()
    await expect(run(await writeDump(bicycle()))).rejects.toThrow('another community')
    await db.updateTable('imports').set({ facts: '{}' }).execute()
    expect(await run(await elsewhere(coffee(), 'newer'))).toMatchObject({ source: 'stackexchange:community' })
    // Also without people: those who were made up for posts have the dates of the posts.
    const { Posts } = bicycle()
    await run(await elsewhere({ Posts: Posts ?? [] }, 'posts-only'))
    await db.updateTable('imports').set({ facts: '{}' }).execute()
    expect(await run(await elsewhere(bicycle(), 'newer'))).toMatchObject({ source: 'stackexchange:posts-only' })
  })

  test('a part of it, or a later part, is of it', async () => {
    await run(await elsewhere(community('coffee', '01', { questions: 400 }), 'coffee'))
    const later = { Posts: (community('coffee', '01', { questions: 400 }).Posts as []).slice(700, 704) }
    expect(await run(await elsewhere(later, 'later'))).toMatchObject({ source: 'stackexchange:coffee' })
  })
})

describe('in doubt', () => {
  const nothingShared = () => community('tea', '03', { from: 1001, people: 0, questions: 1 })
  // The same dates by chance, as of generated data, and other words.
  const sameDates = () => community('tea', '01')
  const empty = (): Files => ({ Users: [], Posts: [], Votes: [vote(1, 1, 2)] })

  test.each([
    ['a small dump that shares no row', nothingShared],
    ['the same dates and other words', sameDates],
    ['an empty dump', empty],
  ])('%s: --source is asked for, and decides', async (_, other) => {
    await claim(await writeDump(coffee()))
    const folder = await writeDump(other())
    await expect(claim(folder)).rejects.toThrow('Say it: --source "community" if it is that one')
    expect(await state()).toMatchObject({ imports: 1 })
    expect(await claim(folder, 'tea')).toBe('tea')
    expect(await state()).toMatchObject({ imports: 2 })
  })

  test('said to be the same, it becomes part of it, and is known without asking from then on', async () => {
    await run(await writeDump(coffee()))
    const more = await writeDump(nothingShared())
    expect(await run(more, 'community')).toMatchObject({ source: 'stackexchange:community' })
    expect(await state()).toMatchObject({ threads: 6, imports: 1 })
    expect(await run(more)).toMatchObject({ source: 'stackexchange:community', unchanged: true })
  })

  test('a small dump of another name is a community of its own', async () => {
    await claim(await writeDump(coffee()))
    expect(await claim(await elsewhere(nothingShared(), 'tea'))).toBe('tea')
  })

  test('an empty dump takes no name away from the dump that fills it', async () => {
    expect(await run(await writeDump({ Users: [], Posts: [] }))).toMatchObject({ source: 'stackexchange:community' })
    expect(await run(await writeDump(coffee()))).toMatchObject({ source: 'stackexchange:community', unchanged: false })
    await expect(run(await writeDump(bicycle()))).rejects.toThrow('another community')
  })

  test('a damaged dump tells what stands before the damage', async () => {
    await claim(await writeDump(coffee()))
    const damaged = (end: string) => writeDump({ ...coffee(), Users: '', Posts: end })
    await expect(claim(await damaged('<posts>\n<row Id="1"\n'))).rejects.toThrow('It holds no post')
    const whole = xml('posts', coffee().Posts as [])
    expect(await claim(await damaged(whole.slice(0, whole.length / 2)))).toBe('community')
  })
})

describe('facts', () => {
  const rows = (from: number, to: number, at: number, words?: (id: number) => string) =>
    Object.fromEntries(
      Array.from({ length: to - from + 1 }, (_, index) => {
        const id = from + index
        return [id, { at: at + id, ...(words ? { words: words(id) } : {}) }]
      }),
    )
  const facts = (posts: Facts['posts'], users: Facts['users'] = {}): Facts => ({ posts, users })
  const title = (id: number) => `t${id}`

  test.each<[string, Facts, Facts, string]>([
    ['equal', facts(rows(1, 9, 0, title)), facts(rows(1, 9, 0, title)), 'same'],
    ['some rows are gone', facts(rows(1, 9, 0, title)), facts(rows(4, 30, 0, title)), 'same'],
    ['other dates', facts(rows(1, 9, 0, title)), facts(rows(1, 9, 5, title)), 'different'],
    ['one row, another date', facts(rows(1, 1, 0)), facts(rows(1, 1, 5)), 'different'],
    ['some dates are others', facts(rows(1, 10, 0)), facts({ ...rows(1, 10, 0), ...rows(1, 5, 1) }), 'unclear'],
    ['other words', facts(rows(1, 9, 0, title)), facts(rows(1, 9, 0, (id) => `u${id}`)), 'unclear'],
    ['no row in common', facts(rows(1, 9, 0)), facts(rows(10, 19, 0)), 'nothing in common'],
    ['nothing at all', facts({}), facts({}), 'nothing in common'],
    ['the people alone', facts({}, rows(1, 9, 0)), facts({}, rows(1, 9, 0)), 'same'],
    ['the people, before a post was stored', facts(rows(1, 9, 0), rows(1, 9, 0)), facts({}, rows(1, 9, 0)), 'same'],
    ['a site and its meta site', facts(rows(1, 9, 0), rows(1, 9, 0)), facts(rows(1, 9, 5), rows(1, 9, 0)), 'different'],
    [
      'the same people, other posts',
      facts(rows(1, 9, 0), rows(1, 9, 0)),
      facts(rows(20, 29, 0), rows(1, 9, 0)),
      'unclear',
    ],
  ])('%s', (_, one, other, verdict) => {
    expect(compareFacts(one, other)).toBe(verdict)
    expect(compareFacts(other, one)).toBe(verdict)
  })

  test('real communities are told apart, and each is itself when its dump is newer', async () => {
    const shared = join(import.meta.dirname, '../../../../../shared/data/stackexchange')
    if (!existsSync(shared)) return expect('the dumps are not here: skipped').toContain('skipped')
    const names = ['cardano', 'french-meta', 'dba-meta', 'cstheory-meta']
    const all = await Promise.all(
      names.map((name) => {
        const path = (file: string) => join(shared, name, file)
        const users = existsSync(path('Users.xml')) ? path('Users.xml') : undefined
        return readFacts({ posts: path('Posts.xml'), users })
      }),
    )
    const newer = ({ posts }: Facts) =>
      facts(Object.fromEntries(Object.entries(posts).filter((_, index) => index % 3 !== 0)))
    const verdicts = all.map((one) => all.map((other) => compareFacts(one, newer(other))))
    expect(verdicts).toEqual(names.map((one) => names.map((other) => (one === other ? 'same' : 'different'))))
  })

  test.each(['coffee', 'coffee.stackexchange.com', '(2026) café', '日本語'])('%s names a community', (name) =>
    expect(isSourceName(name)).toBe(true),
  )
  test.each(['', ' ', 'a\nb', 'a\u202eb', '\u200b', ' a', 'a'.repeat(81)])('%j does not', (name) =>
    expect(isSourceName(name)).toBe(false),
  )
})
