import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { categories } from '#app/demo/categories.ts'
import { articles, threads } from '#app/demo/community.ts'
import { people } from '#app/demo/people.ts'
import { seedDemo } from '#app/demo/seed.ts'
import { tags } from '#app/demo/tags.ts'
import { checkCredentials } from '#app/domain/users/sign-in.ts'
import { verify } from '#app/verify/verify.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, pendingJobs } from '#tests/support/database.ts'

// To play the demo takes seconds: it is looked at from several sides.
test('an empty community becomes the demo that its data describes, dated and in order', async () => {
  const started = new Date()
  const demo = await seedDemo(db)
  await expectAllThatTheDataDescribes(demo)
  await expectTheStatesThatTheDataStates()
  await expectAPastInOrder(started)
})

/** With accounts to sign in with, and every figure right. */
async function expectAllThatTheDataDescribes(demo: Awaited<ReturnType<typeof seedDemo>>): Promise<void> {
  const { rows } = await sql`
    select
      (select count(*) from users where kind = 'person') as people,
      (select count(*) from categories) as categories,
      (select count(*) from tags) as tags,
      (select count(*) from threads) as threads,
      (select count(*) from posts where kind = 'answer') as answers,
      (select count(*) from posts where kind = 'comment') as comments,
      (select count(*) from posts where kind = 'note') as notes,
      (select count(*) from votes) as votes,
      (select count(*) from thread_views) as views,
      (select count(*) from articles) as articles,
      (select count(*) from article_translations) as translations,
      (select count(*) from article_ratings) as ratings`.execute(db)
  const answers = threads.flatMap((thread) => thread.answers)
  const sum = <Item>(items: Item[], of: (item: Item) => number) => items.reduce((total, item) => total + of(item), 0)
  expect(rows[0]).toEqual({
    people: people.length,
    categories: categories.length,
    tags: tags.length,
    threads: threads.length,
    answers: answers.length,
    comments: sum([...threads, ...answers], (post) => post.comments?.length ?? 0),
    notes: sum(threads, (thread) => thread.escalation?.ticket.notes.length ?? 0),
    votes: sum([...threads, ...answers], (post) => post.upBy.length + (post.downBy?.length ?? 0)),
    views: sum(threads, (thread) => thread.views),
    articles: articles.length,
    translations: sum(articles, (article) => Object.keys(article.versions).length),
    ratings: sum(articles, (article) => article.helpfulBy.length + article.notHelpfulBy.length),
  })
  expect(demo?.accounts.map((account) => account.email)).toEqual(
    people.filter((person) => person.showcased).map((person) => person.email),
  )
  for (const { email, password } of demo?.accounts ?? []) {
    expect(await checkCredentials(db, { email, password })).toEqual({ id: expect.any(Number) })
  }
  const suggested = await db.selectFrom('automaticReplies').select('state').execute()
  expect(suggested).toEqual(threads.filter((thread) => thread.automaticReply).map(() => ({ state: 'shown' })))
  expect((await verify(db)).filter((figure) => figure.drifted > 0)).toEqual([])
  expect(await pendingJobs()).toEqual([])
}

/** Every thread, ticket, article and review. */
async function expectTheStatesThatTheDataStates(): Promise<void> {
  const seeded = await db
    .selectFrom('threads')
    .leftJoin('tickets', 'tickets.threadId', 'threads.id')
    .leftJoin('users as owners', 'owners.id', 'tickets.ownerId')
    .select(['threads.title', 'threads.state', 'threads.closeReason', 'threads.viewCount', 'threads.score'])
    .select(['tickets.state as ticket', 'tickets.priority', 'owners.name as owner'])
    .orderBy('threads.createdAt')
    .orderBy('threads.id')
    .execute()
  expect(
    seeded.map(({ state, closeReason, ...thread }) => ({
      ...thread,
      state: closeReason ? 'closed' : state,
      closeReason,
    })),
  ).toEqual(
    threads.map(({ title, state, closed, views, upBy, downBy = [], escalation }) => ({
      title,
      state,
      closeReason: closed?.reason ?? null,
      viewCount: views,
      score: upBy.length - downBy.length,
      ticket: escalation?.ticket.state ?? null,
      priority: escalation?.ticket.priority ?? null,
      owner: people.find((person) => person.key === escalation?.ticket.owner)?.name ?? null,
    })),
  )

  const written = await db
    .selectFrom('articles')
    .innerJoin('articleTranslations', 'articleTranslations.articleId', 'articles.id')
    .select(['title', 'locale', 'state', 'reviewReason'])
    .select((eb) => eb('pinnedAt', 'is not', null).as('pinned'))
    .orderBy('title')
    .execute()
  const expected = articles.flatMap(({ versions, state, pinned }) =>
    Object.entries(versions).map(([locale, { title }]) => ({ title, locale, state, reviewReason: null, pinned })),
  )
  expect(written).toHaveLength(expected.length)
  expect(written).toEqual(expect.arrayContaining(expected))

  const reviews = await db
    .selectFrom('reviews')
    .innerJoin('posts', 'posts.id', 'reviews.postId')
    .select(['reviews.state', 'posts.state as post'])
    .orderBy('reviews.id')
    .execute()
  expect(reviews.filter((review) => review.state === 'open')).toHaveLength(2)
  expect(reviews).toContainEqual({ state: 'upheld', post: 'hidden' })
  expect(reviews.filter((review) => review.state === 'open').every((review) => review.post === 'visible')).toBe(true)
}

/** What happened is dated and in order, what follows from it is done, and little becomes due soon. */
async function expectAPastInOrder(started: Date): Promise<void> {
  const events = await db.selectFrom('events').select(['verb', 'createdAt']).orderBy('id').execute()
  const moments = events.map((event) => event.createdAt.getTime())
  expect(moments).toEqual(moments.toSorted((a, b) => a - b))
  expect(events[0]?.verb).toBe('user.joined')
  expect(started.getTime() - (moments[0] ?? 0)).toBeGreaterThan(400 * 86_400_000)

  const { rows } = await sql<{ table: string; late: number }>`
    select 'posts' as table, count(*) filter (where greatest(created_at, edited_at, hidden_at) >= ${started}) as late from posts
    union all select 'flags', count(*) filter (where created_at >= ${started}) from flags
    union all select 'reviews', count(*) filter (where greatest(opened_at, claimed_at, decided_at) >= ${started}) from reviews
    union all select 'revisions', count(*) filter (where created_at >= ${started}) from revisions
    union all select 'grants', count(*) filter (where created_at >= ${started}) from grants
    union all select 'votes', count(*) filter (where changed_at >= ${started}) from votes
    union all select 'tickets', count(*) filter (where greatest(created_at, solved_at, paused_since) >= ${started}) from tickets
    union all select 'articles', count(*) filter (where greatest(published_at, pinned_at, updated_at) >= ${started}) from articles
    union all select 'threads', count(*) filter (
      where greatest(last_activity_at, accepted_at, solved_at, closed_at, needs_info_at) >= ${started}) from threads`.execute(
    db,
  )
  expect(rows.filter((row) => row.late > 0)).toEqual([])

  const due = await db
    .selectFrom('threads')
    .where('escalationDueAt', 'is not', null)
    .select(['title', 'escalationDueAt'])
    .execute()
  expect(due).toHaveLength(1)
  expect(due[0]?.escalationDueAt?.getTime()).toBeGreaterThan(Date.now() + 50 * 60_000)

  const found = await sql<{ missing: number; wrong: number }>`
    select
      (select count(*) from posts join threads on threads.id = posts.thread_id
        where posts.kind in ('question', 'answer') and posts.state = 'visible'
          and not exists (select from search_documents where post_id = posts.id))
      + (select count(*) from article_translations join articles on articles.id = article_id
        where articles.state = 'published' and not exists (select from search_documents where post_id = article_translations.post_id))
        as missing,
      (select count(*) from search_documents join articles on articles.id = article_id where articles.state <> 'published')
        as wrong`.execute(db)
  expect(found.rows[0]).toEqual({ missing: 0, wrong: 0 })

  const experts = await db
    .selectFrom('grants')
    .innerJoin('tags', 'tags.id', 'grants.tagId')
    .where('revokedAt', 'is', null)
    .select('tags.name')
    .orderBy('tags.name')
    .execute()
  expect(experts.map((expert) => expert.name)).toEqual(['api', 'mqtt', 'recipes', 'soil-probe'])
  const badges = await db.selectFrom('awards').select('badge').distinct().execute()
  expect(badges.map((award) => award.badge)).toEqual(expect.arrayContaining(['expert', 'author', 'first-accepted']))
}

test('a community in which somebody is already is left alone', async () => {
  await createUser()
  expect(await seedDemo(db)).toBeUndefined()
  expect(await db.selectFrom('threads').select('id').execute()).toEqual([])
})

test('of two that start at once, one fills the community and the other leaves it alone', async () => {
  const demos = await Promise.all([seedDemo(db), seedDemo(db)])
  expect(demos.filter((demo) => demo === undefined)).toHaveLength(1)
  expect(await seedDemo(db)).toBeUndefined()
})
