import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { TAG_DESCRIPTION_MAX } from '#app/domain/tags/list-options.ts'
import { isTagName } from '#app/domain/tags/tag-names.ts'
import { importDump } from '#app/import/stack-exchange/import-dump.ts'
import { env } from '#app/platform/env.ts'
import { verify } from '#app/verify/verify.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, pendingJobs } from '#tests/support/database.ts'
import { answer, comment, type Files, link, question, user, vote, writeDump, xml } from './write-dump.ts'

const importFolder = (folder: string) => importDump(env.DATABASE_URL ?? '', { folder })
const importFiles = async (files: Files) => importFolder(await writeDump(files))

const drift = async () => (await verify(db)).filter((figure) => figure.drifted > 0)
const threads = () => db.selectFrom('threads').selectAll().orderBy('createdAt').orderBy('id').execute()
const posts = (kind: 'question' | 'answer' | 'comment') =>
  db.selectFrom('posts').selectAll().where('kind', '=', kind).orderBy('importId').execute()
const people = () => db.selectFrom('users').selectAll().where('kind', '=', 'person').orderBy('importId').execute()

async function tableCounts(): Promise<Record<string, number>> {
  const names = ['users', 'tags', 'threads', 'posts', 'votes', 'threadLinks', 'threadTags', 'awards', 'revisions', 'reputationEntries', 'searchDocuments'] as const // biome-ignore format: a list
  const counts: Record<string, number> = {}
  for (const name of names) {
    const row = await db
      .selectFrom(name)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    counts[name] = row.count
  }
  return counts
}

const COMMUNITY: Files = {
  Users: [
    user(-1, { DisplayName: 'Community' }),
    user(1),
    user(2, { AboutMe: '<p>I <script>alert(1)</script>help</p>', WebsiteUrl: 'javascript:alert(1)' }),
  ],
  Tags: [
    { Id: 1, TagName: 'printer', Count: 1, ExcerptPostId: 90, WikiPostId: 91 },
    { Id: 2, TagName: 'c++', Count: 0 },
  ],
  Posts: [
    question(10, { AcceptedAnswerId: 12, Tags: '<printer><c++><new-tag>' }),
    answer(11, 10),
    answer(12, 10, { OwnerUserId: 3 }),
    question(20, { OwnerUserId: 2, ClosedDate: '2021-04-01T00:00:00.000' }),
    question(30, { ClosedDate: '2021-04-01T00:00:00.000' }),
    { Id: 90, PostTypeId: 4, CreationDate: '2021-03-01T10:00:00.000', Body: '<p>About <b>printers</b>.</p>' },
    { Id: 91, PostTypeId: 5, CreationDate: '2021-03-01T10:00:00.000', Body: '<p>Long</p>' },
    { Id: 92, PostTypeId: 6, CreationDate: '2021-03-01T10:00:00.000', Body: '<p>Elect me</p>' },
  ],
  Comments: [comment(1, 10), comment(12, 11, { Text: 'See `lpr` and **read**', UserId: 1 })],
  Votes: [
    vote(1, 10, 2),
    vote(2, 10, 2),
    vote(3, 11, 3),
    vote(4, 12, 1, { CreationDate: '2021-03-09T00:00:00.000' }),
    vote(5, 10, 5, { UserId: 2 }),
    vote(6, 10, 8, { UserId: 2, BountyAmount: 50 }),
  ],
  PostLinks: [link(1, 20, 10, 3), link(2, 12, 30, 1)],
  Badges: [{ Id: 1, UserId: 2, Name: 'Teacher', Date: '2021-03-05T10:00:00.000', Class: 3, TagBased: 'False' }],
}

test('somebody whose name looks like one of the team comes as they are, and is marked', async () => {
  await createUser({ name: 'Marion Hill', roles: ['moderator'] })
  await importFiles({
    Users: [
      user(1, { DisplayName: 'Мarion Hi11' }),
      user(2, { DisplayName: 'Hill, Marion' }),
      user(3, { DisplayName: 'Marion' }),
    ],
    Posts: [question(10)],
  })
  expect((await people()).map(({ name, looksLike }) => [name, looksLike])).toEqual([
    ['Мarion Hi11', 'team'],
    ['Hill, Marion', 'team'],
    ['Marion', null],
    ['Marion Hill', null],
  ])
  expect(await drift()).toEqual([])
})

test('everything of a community comes with its dates and authors, and every figure is what the facts say', async () => {
  const report = await importFiles(COMMUNITY)

  expect(report.files.map(({ name, kept, known, skipped }) => ({ name, kept, known, skipped }))).toEqual([
    { name: 'Users.xml', kept: 3, known: 0, skipped: {} },
    { name: 'Tags.xml', kept: 2, known: 0, skipped: {} },
    {
      name: 'Posts.xml',
      kept: 6,
      known: 0,
      skipped: { 'the long description of a tag': 1, 'a nomination of a moderator': 1 },
    },
    { name: 'Comments.xml', kept: 2, known: 0, skipped: {} },
    { name: 'Votes.xml', kept: 4, known: 0, skipped: { 'a bookmark': 1, 'a bounty': 1 } },
    { name: 'PostLinks.xml', kept: 2, known: 0, skipped: {} },
    { name: 'Badges.xml', kept: 1, known: 0, skipped: {} },
  ])
  expect(await drift()).toEqual([])

  const [first, second, third] = await threads()
  const [, asker, helper] = await people()
  const [, accepted] = await posts('answer')
  expect(first).toMatchObject({
    title: 'How do I connect printer 10?',
    authorId: asker?.id,
    acceptedAnswerId: accepted?.id,
    acceptedBy: asker?.id,
    acceptedAt: new Date('2021-03-09T00:00:00Z'),
    createdAt: new Date('2021-03-01T10:00:00Z'),
    state: 'solved',
    score: 2,
    answerCount: 2,
    viewCount: 7,
    closedAt: null,
    audience: 'public',
    importSource: 'stackexchange:community',
  })
  expect(second).toMatchObject({
    closeReason: 'duplicate',
    duplicateOf: first?.id,
    closedAt: new Date('2021-04-01T00:00:00Z'),
  })
  expect(third).toMatchObject({ closeReason: 'other', duplicateOf: null })
  // The accepted answer's author is not among the users: the name is kept, the person is not made up.
  expect(accepted).toMatchObject({ authorId: null, authorName: 'user3' })
  expect(asker?.reputation).toBe(1 + 20 + 2)
  expect(helper).toMatchObject({ name: 'Person 2', about: 'I help', website: null, reputationPoints: 1 - 2 })

  const tags = await db.selectFrom('tags').select(['name', 'description', 'threadCount']).orderBy('name').execute()
  expect(tags).toEqual([
    { name: 'c++', description: '', threadCount: 1 },
    { name: 'new-tag', description: '', threadCount: 1 },
    { name: 'printer', description: 'About printers.', threadCount: 3 },
  ])
  const links = await db
    .selectFrom('threadLinks')
    .select(['threadId', 'otherThreadId', 'kind'])
    .orderBy('kind')
    .execute()
  expect(links).toEqual([
    { threadId: second?.id, otherThreadId: first?.id, kind: 'duplicate' },
    { threadId: first?.id, otherThreadId: third?.id, kind: 'related' },
  ])
  const [onQuestion, onAnswer] = await posts('comment')
  expect(onQuestion).toMatchObject({ authorId: helper?.id, html: '<p>Which printer is it?</p>' })
  expect(onAnswer?.html).toContain('<strong>read</strong>')
  expect(await db.selectFrom('awards').select(['badge', 'userId']).execute()).toEqual([
    { badge: 'imported:Teacher', userId: helper?.id },
  ])
})

test('nobody imported can sign in, no mail is due, nothing is due for escalation', async () => {
  await importFiles(COMMUNITY)

  for (const person of await people()) expect(person).toMatchObject({ email: null, passwordHash: null })
  for (const thread of await threads()) expect(thread.escalationDueAt).toBeNull()
  // What its threads have in common is found out later, by the worker.
  expect(await pendingJobs()).toEqual([
    { name: 'threads.relate_all', payload: {} },
    { name: 'search.check', payload: {} },
  ])
  expect(await db.selectFrom('events').selectAll().execute()).toEqual([])
})

test('bodies become what our own renderer accepts, and the source stays', async () => {
  const body = '<p onclick="x()">Hello <script>alert(1)</script><a href="javascript:alert(1)">there</a></p>'
  await importFiles({ Users: [user(1)], Posts: [question(1, { Body: body })] })

  const [post] = await posts('question')
  expect(post?.body).toBe(body)
  expect(post?.bodyFormat).toBe('html')
  expect(post?.html).not.toMatch(/script|onclick|javascript/)
})

test('a second time a whole dump changes nothing', async () => {
  const folder = await writeDump(COMMUNITY)
  await importFolder(folder)
  const before = await tableCounts()
  const again = await importFolder(folder)

  expect(again.unchanged).toBe(true)
  expect(again.files.map((file) => file.kept)).toEqual([0, 0, 0, 0, 0, 0, 0])
  expect(await tableCounts()).toEqual(before)
})

test('a newer dump adds what is new and leaves alone what was decided here since', async () => {
  const folder = await writeDump(COMMUNITY)
  await importFolder(folder)
  const [thread] = await threads()
  await db
    .updateTable('threads')
    .set({ title: 'A better title for this question' })
    .where('id', '=', thread?.id ?? 0)
    .execute()

  await writeDump({ Posts: [...(COMMUNITY.Posts as []), question(40, { OwnerUserId: 2 }), answer(41, 40)] }, folder)
  const report = await importFolder(folder)

  expect(report.files.map(({ name, kept }) => [name, kept])).toContainEqual(['Posts.xml', 2])
  expect(report.files.map(({ name, kept }) => [name, kept])).toContainEqual(['Votes.xml', 1])
  expect((await threads())[0]?.title).toBe('A better title for this question')
  expect(await threads()).toHaveLength(4)
  expect(await drift()).toEqual([])
})

describe('people', () => {
  test('a deleted author leaves a name; without Users.xml whoever wrote becomes a person', async () => {
    await importFiles({
      Posts: [
        question(1, { OwnerUserId: 5, OwnerDisplayName: 'Ada' }),
        answer(2, 1, { OwnerUserId: 6 }),
        { ...answer(3, 1), OwnerUserId: '', OwnerDisplayName: 'Gone' },
      ],
      Comments: [comment(1, 1, { UserId: 7 })],
    })
    expect((await people()).map((person) => person.name)).toEqual(['Ada', 'user6', 'user7'])
    const [second, third] = await posts('answer')
    expect(second?.authorName).toBeNull()
    expect(third).toMatchObject({ authorId: null, authorName: 'Gone' })
    expect(await drift()).toEqual([])
  })

  test('made-up names give way when Users.xml comes later', async () => {
    const folder = await writeDump({ Posts: [question(1, { OwnerUserId: 6 })] })
    await importFolder(folder)
    await writeDump({ Users: [user(6, { DisplayName: 'Grace' })] }, folder)
    await importFolder(folder)

    expect((await people()).map((person) => person.name)).toEqual(['Grace'])
  })
})

test('another name of a tag gives the tag, once', async () => {
  const { id } = await db.insertInto('tags').values({ name: 'garden' }).returning('id').executeTakeFirstOrThrow()
  await db
    .insertInto('tagSynonyms')
    .values([
      { name: 'gardening', tagId: id },
      { name: 'yard', tagId: id },
    ])
    .execute()
  await importFiles({
    Users: [user(1)],
    Tags: [
      { Id: 1, TagName: 'gardening', Count: 1 },
      { Id: 2, TagName: 'soil', Count: 1 },
    ],
    Posts: [question(1, { Tags: '<yard><soil><gardening><garden>' })],
  })

  const rows = await db
    .selectFrom('threadTags')
    .innerJoin('tags', 'tags.id', 'threadTags.tagId')
    .orderBy('position')
    .select(['tags.name', 'position'])
    .execute()
  expect(rows).toEqual([
    { name: 'garden', position: 0 },
    { name: 'soil', position: 1 },
  ])
  expect((await db.selectFrom('tags').select('name').orderBy('name').execute()).map((each) => each.name)).toEqual([
    'garden',
    'soil',
  ])
  expect(await drift()).toEqual([])
})

test('what comes in is what could have been typed: lines, tags, profiles, texts', async () => {
  const turned = (words: string) => `\u202e${words}\u202c\u2067 \u0007\u0085 `
  const history = (id: number, type: number, more: Record<string, string>) => ({
    ...{ Id: id, PostHistoryTypeId: type, PostId: 1, CreationDate: '2021-03-01T10:00:00.000', RevisionGUID: 'a' },
    ...more,
  })
  await importFiles({
    Users: [
      user(1, {
        DisplayName: turned('Ada  Lovelace'),
        Location: `${turned('Paris')}${'!'.repeat(100)}`,
        WebsiteUrl: ' https://ada.example.org/\u202e ',
        AboutMe: '<p>I\u001b help</p>',
      }),
      user(2, { DisplayName: '\u200b\u3164' }),
    ],
    Tags: [
      { Id: 1, TagName: '.NET', Count: 1, ExcerptPostId: 90 },
      { Id: 2, TagName: 'TCP/IP', Count: 1 },
      { Id: 3, TagName: '\u202e', Count: 1 },
    ],
    Posts: [
      question(1, {
        Title: turned('Why\tis it e\u0301tat?'),
        Body: '<p>One\r\ntwo\u0007</p>',
        Tags: '<.NET><tcp/ip><snake_case><\u202eRe\u0301seau><two words>',
        OwnerUserId: '',
        OwnerDisplayName: turned('Gone'),
      }),
      question(2, { Title: '\u202e\u200b' }),
      question(90, { PostTypeId: 4, Tags: '', Body: `<p>${'About it. '.repeat(60)}</p>` }),
    ],
    PostHistory: [
      history(1, 1, { Text: turned('Was?') }),
      history(2, 2, { Text: 'One\r\ntwo\u0007 ' }),
      history(3, 3, { Text: '<.NET><TCP/IP>' }),
      history(9, 4, {
        ...{ Text: turned('Why is it?'), Comment: turned('better') },
        ...{ CreationDate: '2021-03-02T10:00:00.000', RevisionGUID: 'b' },
      }),
    ],
    Comments: [
      comment(1, 1, { Text: ' a\r\nb\u0007 ', UserId: '', UserDisplayName: turned('Guest') }),
      comment(2, 1, { Text: '\u200b\u200b' }),
    ],
    Badges: [{ Id: 1, UserId: 1, Name: turned('Teacher'), Date: '2021-03-05T10:00:00.000' }],
  })

  const [ada, hidden] = await people()
  expect(ada).toMatchObject({ name: 'Ada Lovelace', website: 'https://ada.example.org/', about: 'I help' })
  expect(ada?.location).toBe(`Paris ${'!'.repeat(74)}`)
  expect(hidden?.name).toBe('user2')
  expect((await threads()).map((thread) => thread.title)).toEqual(['Why is it état?'])
  const [asked] = await posts('question')
  expect(asked).toMatchObject({ authorName: 'Gone', body: 'One\ntwo', bodyFormat: 'markdown', html: '<p>One\ntwo</p>' })
  const tags = await db.selectFrom('tags').select(['name', 'description']).orderBy('name').execute()
  expect(tags.map((tag) => tag.name)).toEqual(['.net', 'réseau', 'snake_case', 'tcp-ip', 'two-words'])
  expect(tags.every((tag) => isTagName(tag.name))).toBe(true)
  expect(tags[0]?.description.length).toBeLessThanOrEqual(TAG_DESCRIPTION_MAX)
  expect(tags[0]?.description).toMatch(/^About it\. .*…$/)
  const revisions = db.selectFrom('revisions').select(['title', 'tags', 'body', 'reason']).orderBy('number')
  expect(await revisions.execute()).toEqual([
    { title: 'Was?', tags: ['.net', 'tcp-ip'], body: 'One\ntwo', reason: '' },
    { title: 'Why is it?', tags: ['.net', 'tcp-ip'], body: 'One\ntwo', reason: 'better' },
  ])
  expect(await posts('comment')).toMatchObject([{ authorName: 'Guest', body: 'a\nb' }])
  expect(await db.selectFrom('awards').select('badge').execute()).toEqual([{ badge: 'imported:Teacher' }])
})

describe('rows that lead nowhere', () => {
  test('are left out with the reason', async () => {
    const report = await importFiles({
      Users: [user(1), user(2)],
      Posts: [question(1), answer(2, 99), { ...question(3), CreationDate: 'yesterday' }, question(4, { Title: ' ' })],
      Comments: [comment(1, 99), comment(2, 1, { Text: ' ' })],
      Votes: [vote(1, 99, 2), vote(2, 1, 77), vote(3, 1, 1)],
      PostLinks: [link(1, 1, 99, 1), link(2, 1, 1, 1)],
      Badges: [{ Id: 1, UserId: 99, Name: 'Teacher', Date: '2021-03-05T10:00:00.000' }],
    })

    expect(Object.fromEntries(report.files.map(({ name, skipped }) => [name, skipped]))).toEqual({
      'Users.xml': {},
      'Posts.xml': {
        'its question is not in the dump': 1,
        'not understood: an id or a date is missing or wrong': 1,
        'a question without a title': 1,
      },
      'Comments.xml': { 'its post was not kept or is not in the dump': 1, empty: 1 },
      'Votes.xml': {
        'its post was not kept or is not in the dump': 1,
        'an unknown type of vote': 1,
        'an acceptance that was taken back': 1,
      },
      'PostLinks.xml': { 'one of its posts was not kept or is not in the dump': 1, 'a link within one thread': 1 },
      'Badges.xml': { 'its person is not in the dump': 1 },
    })
    expect(await drift()).toEqual([])
  })

  test('an answer that stands before its question is found at the second look, its acceptance too', async () => {
    const report = await importFiles({
      Users: [user(1), user(2)],
      Posts: [answer(1, 2), answer(5, 99), question(2, { AcceptedAnswerId: 1 })],
    })

    expect(report.files[1]).toMatchObject({ kept: 2, skipped: { 'its question is not in the dump': 1 } })
    expect((await threads())[0]).toMatchObject({ answerCount: 1, state: 'solved' })
    expect(await drift()).toEqual([])
  })
})

describe('a damaged file', () => {
  const good = xml('posts', [question(1), question(2), question(3)])

  test('says which row is not valid XML, and all others are kept', async () => {
    const lines = good.split('\n')
    lines[4] = lines[4]?.replace('Body="', 'Body="<') ?? ''
    const report = await importFiles({
      Users: [user(1)],
      Posts: lines.join('\n'),
      Votes: [vote(1, 1, 2), vote(2, 3, 2)],
    })

    expect(report.broken).toEqual([])
    expect(report.files[1]).toMatchObject({ kept: 2, skipped: { 'not valid XML: the row in line 5': 1 } })
    expect((await threads()).map((thread) => thread.title)).toEqual([
      'How do I connect printer 1?',
      'How do I connect printer 2?',
    ])
    expect(await drift()).toEqual([])
  })

  test('bad rows of every kind are lines of the report: all others are kept, and every figure is right', async () => {
    const lines = xml('posts', [
      question(1),
      question(2, { CreationDate: '2019-02-30T10:00:00.000' }),
      question(3, { CreationDate: '2021-13-01T00:00:00.000' }),
      question(4, { CreationDate: 'yesterday' }),
      question(5, { PostTypeId: 'constructor' }),
      question(6, { PostTypeId: 99 }),
      question(7, { ViewCount: -3, LastEditDate: '2021-04-31T00:00:00.000', OwnerUserId: 99 }),
      answer(8, 1),
      answer(9, 1, { ParentId: 'x' }),
      question(10),
      question(10),
      answer(11, 10, { Body: `a${'<b>'.repeat(20_000)}b` }),
      question(12),
      question(13),
    ]).split('\n')
    const bad = (text: string, from: string | RegExp, to: string) => {
      const at = lines.findIndex((line) => line.includes(text))
      lines[at] = lines[at]?.replace(from, to) ?? ''
    }
    bad('Id="12"', 'Title="', 'Title="a & b < c ')
    bad('Id="13"', 'Score="0"', 'Score="0" Score="1" Body=')
    bad('Id="8"', 'Body="', 'Body="&#0;null ')
    const report = await importFiles({
      Users: [user(1), { Id: 2 }, user(1), user(3, { CreationDate: '0000-01-01T00:00:00.000' })],
      Posts: lines.join('\n'),
      Comments: [{ Id: 1, PostId: 8, UserId: 77, Text: 'Whose?', CreationDate: '2021-03-03T10:00:00.000' }],
      Votes: [
        vote(1, 1, 2),
        vote(1, 1, 2),
        vote(2, 1, 0, { VoteTypeId: 'toString' }),
        vote(3, 8, 2, { CreationDate: '2021-02-31T00:00:00.000' }),
        vote(4, 8, 2),
      ],
    })
    expect(report.broken).toEqual([])
    const file = (name: string) => report.files.find((each) => each.name === name)
    const malformed = 'not understood: an id or a date is missing or wrong'
    expect(file('Users.xml')).toMatchObject({ kept: 1, known: 1, skipped: { [malformed]: 2 } })
    expect(file('Posts.xml')).toMatchObject({
      kept: 5,
      known: 1,
      skipped: { [malformed]: 4, 'an unknown type of post': 2 },
    })
    expect(
      Object.keys(file('Posts.xml')?.skipped ?? {}).filter((reason) => reason.startsWith('not valid XML')),
    ).toEqual(['not valid XML: the row in line 15', 'not valid XML: the row in line 16'])
    expect(file('Votes.xml')).toMatchObject({
      kept: 2,
      known: 1,
      skipped: { 'an unknown type of vote': 1, [malformed]: 1 },
    })
    expect((await threads()).map(({ score, answerCount }) => [score, answerCount])).toEqual([
      [1, 1],
      [0, 0],
      [0, 1],
    ])
    expect(await drift()).toEqual([])
  })

  test('a row that the database refuses is a line of the report, in whatever batch it is', async () => {
    await sql`
      create or replace function refuse_post() returns trigger language plpgsql as $$
        begin raise exception 'This post is refused'; end $$`.execute(db)
    await sql`
      create trigger refused before insert on posts for each row when (new.import_id = 3) execute function refuse_post()`.execute(
      db,
    )
    try {
      const report = await importFiles({
        Users: [user(1)],
        Posts: [1, 2, 3, 4, 5].map((id) => question(id)),
        Votes: [vote(1, 3, 2), vote(2, 4, 2)],
      })
      expect(report.files[1]).toMatchObject({
        kept: 4,
        known: 0,
        skipped: { 'refused by the database (row 3: This post is refused)': 1 },
      })
      expect((await threads()).map(({ score }) => score)).toEqual([0, 0, 1, 0])
      expect(await drift()).toEqual([])
    } finally {
      await sql`drop trigger refused on posts`.execute(db)
    }
  })

  test('a lost connection ends it with a sentence that says how to go on', async () => {
    const folder = await writeDump({ Users: [user(1)], Posts: [question(1)] })
    const lost = importDump(env.DATABASE_URL ?? '', {
      folder,
      watcher: {
        progress: () =>
          void sql`
            select pg_terminate_backend(pid) from pg_stat_activity
            where application_name = 'entraide import' and datname = current_database()`.execute(db),
      },
    })
    await expect(lost).rejects.toThrow('start the import again, and it goes on')
    expect((await importFolder(folder)).broken).toEqual([])
    expect(await threads()).toHaveLength(1)
  })

  test('that ends too early is too; once repaired, the next import brings the rest', async () => {
    const folder = await writeDump({
      Users: [user(1)],
      Posts: good.slice(0, good.indexOf('Id="3"') + 20),
      Votes: [vote(1, 1, 2), vote(2, 3, 2)],
    })
    const first = await importFolder(folder)
    expect(first.broken).toEqual([expect.stringMatching(/^Posts\.xml, line 5: /)])
    expect(await threads()).toHaveLength(2)

    await writeDump({ Posts: good }, folder)
    const second = await importFolder(folder)
    expect(second.broken).toEqual([])
    expect(second.files.map(({ name, kept, known }) => [name, kept, known])).toEqual([
      ['Users.xml', 1, 0],
      ['Posts.xml', 1, 2],
      ['Votes.xml', 1, 1],
    ])
    expect((await threads()).map((thread) => thread.score)).toEqual([1, 0, 1])
    expect(await drift()).toEqual([])
  })

  test.each([
    ['empty', '', 1],
    ['without a row', '<posts></posts>', 0],
  ])('%s', async (_, content, damaged) => {
    const report = await importFiles({ Users: [user(1)], Posts: content })
    expect(report.broken).toHaveLength(damaged)
  })
})

test('stopped in the middle it goes on where it stopped and ends the same', async () => {
  const many: Files = {
    Users: [user(1), user(2)],
    Posts: Array.from({ length: 4000 }, (_, at) =>
      at % 2 === 0 ? question(at + 1, { AcceptedAnswerId: at + 2 }) : answer(at + 1, at),
    ),
    Votes: Array.from({ length: 4000 }, (_, at) => vote(at + 1, (at % 4000) + 1, 2)),
  }
  const folder = await writeDump(many)
  // Its connections end as they do when the process is killed.
  const stopped = importDump(env.DATABASE_URL ?? '', {
    folder,
    watcher: {
      progress({ step, rows }) {
        if (step === 'Posts.xml' && rows > 2) throw new Error('killed')
      },
    },
  })
  await expect(stopped).rejects.toThrow('killed')
  const half = (await threads()).length
  expect(half).toBeGreaterThan(0)
  expect(half).toBeLessThan(2000)

  const report = await importFolder(folder)
  expect(report.files.map(({ name, kept, known, row }) => [name, kept, known, row])).toEqual([
    ['Users.xml', 2, 0, 2],
    ['Posts.xml', 4000, 0, 4000],
    ['Votes.xml', 4000, 0, 4000],
  ])
  expect(await threads()).toHaveLength(2000)
  expect(new Set((await threads()).map((thread) => `${thread.state} ${thread.score}`))).toEqual(new Set(['solved 1']))
  expect(await drift()).toEqual([])
})

test('the history of posts becomes revisions, and their Markdown the source of the newest', async () => {
  const history = (id: number, postId: number, type: number, text: string, more = {}) => ({
    Id: id,
    PostId: postId,
    PostHistoryTypeId: type,
    RevisionGUID: `guid-${Math.floor(id / 10)}`,
    CreationDate: `2021-03-0${Math.floor(id / 10)}T10:00:00.000`,
    UserId: 2,
    Text: text,
    ...more,
  })
  await importFiles({
    Users: [user(1), user(2)],
    Posts: [question(1), question(2)],
    PostHistory: [
      history(10, 1, 2, 'First **body**'),
      history(11, 1, 1, 'First title'),
      history(12, 1, 3, '<printer>'),
      history(20, 1, 5, 'Second **body**', { Comment: 'clearer' }),
      history(30, 1, 6, '<printer><scanner>'),
      history(40, 1, 10, '{"closed":true}'),
      history(50, 2, 2, 'Only *body*'),
    ],
  })

  const revisions = await db.selectFrom('revisions').selectAll().orderBy('number').execute()
  expect(revisions.map(({ number, title, tags, body, reason }) => [number, title, tags, body, reason])).toEqual([
    [1, 'First title', ['printer'], 'First **body**', ''],
    [2, 'First title', ['printer'], 'Second **body**', 'clearer'],
    [3, 'First title', ['printer', 'scanner'], 'Second **body**', ''],
  ])
  const [first, second] = await posts('question')
  expect(first).toMatchObject({
    body: 'Second **body**',
    bodyFormat: 'markdown',
    html: '<p>How is the printer connected?</p>',
  })
  expect(second).toMatchObject({ body: 'Only *body*', bodyFormat: 'markdown' })
})

test('each thread gets its language', async () => {
  await importFiles({
    Users: [user(1)],
    Posts: [
      question(1),
      question(2, {
        Title: 'Comment brancher mon imprimante ?',
        Body: '<p>Je ne sais pas où est le câble dans la boîte.</p>',
      }),
    ],
  })
  expect((await threads()).map((thread) => thread.locale)).toEqual(['en', 'fr'])
})

test('what is imported is found by searching', async () => {
  await importFiles(COMMUNITY)
  const { rows } = await sql<{ postId: number }>`
    select post_id from search_documents
    where terms && array[hashtext('cabl')] and body ~* 'c[âa]ble'`.execute(db)
  expect(rows).toHaveLength(2)
})

test('a folder without Posts.xml, or none at all, is refused in a sentence', async () => {
  await expect(importFiles({ Users: [user(1)] })).rejects.toThrow('it has no Posts.xml')
  await expect(importFolder('/nowhere/at/all')).rejects.toThrow('cannot be read')
})

describe('real dumps', () => {
  const shared = join(import.meta.dirname, '../../../../../shared/data/stackexchange')

  test.each(['cardano', 'french-meta', 'dba-meta', 'cstheory-meta'])('%s', { timeout: 120_000 }, async (name) => {
    const folder = join(shared, name)
    if (!existsSync(folder)) return expect(`${name} is not here: skipped`).toContain('skipped')

    const report = await importFolder(folder)
    for (const file of report.files) {
      const rows = (await readFile(join(folder, file.name), 'utf8')).match(/<row /g)?.length ?? 0
      const skipped = Object.values(file.skipped).reduce((sum, count) => sum + count, 0)
      expect({ file: file.name, rows: file.kept + file.known + skipped }).toEqual({ file: file.name, rows })
    }
    const text = await readFile(join(folder, 'Posts.xml'), 'utf8')
    expect(await threads()).toHaveLength(text.match(/ PostTypeId="1"/g)?.length ?? 0)
    expect(await posts('answer')).toHaveLength(text.match(/ PostTypeId="2"/g)?.length ?? 0)
    expect(report.broken).toEqual([])
    expect(await drift()).toEqual([])
  })
})
