import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { deleteOldJourneys } from '#app/domain/journeys/delete-old-journeys.ts'
import { recordStep } from '#app/domain/journeys/record-step.ts'
import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { approveEdit } from '#app/domain/suggested-edits/approve-edit.ts'
import { suggestEdit } from '#app/domain/suggested-edits/suggest-edit.ts'
import { importDump } from '#app/import/stack-exchange/import-dump.ts'
import { env } from '#app/platform/env.ts'
import { verify, verifySeen } from '#app/verify/verify.ts'
import { answer, comment, question, user, vote, writeDump } from '#tests/app/import/stack-exchange/write-dump.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const drifted = async () => (await verify(db)).filter((figure) => figure.drifted > 0)

async function fill(): Promise<void> {
  const folder = await writeDump({
    Users: [user(1), user(2)],
    Posts: [question(1, { AcceptedAnswerId: 2 }), answer(2, 1), question(3)],
    Comments: [comment(1, 2)],
    Votes: [vote(1, 1, 2), vote(2, 2, 3)],
  })
  await importDump(env.DATABASE_URL ?? '', { folder })
}

test('finds nothing wrong where nothing is, in an empty forum too', async () => {
  expect(await drifted()).toEqual([])
  await fill()
  await createArticle()
  const { id: tagId } = await createTag({ name: 'phone' })
  await db.insertInto('tagSynonyms').values({ name: 'mobile', tagId }).execute()
  // Points out of nowhere would be a drift.
  const custom = JSON.stringify({ preset: 'custom', custom: { suggestEdits: 1 } })
  await db.insertInto('settings').values({ name: 'privileges', value: custom }).execute()
  const answer = await createAnswer()
  const { suggestedEditId } = await suggestEdit(db, await createUser(), {
    postId: answer.id,
    body: 'Turn it off, wait for a minute, and turn it on again.',
    reason: 'For how long',
    baseRevision: await getTextVersion(db, answer.id),
  })
  await approveEdit(db, await createUser({ roles: ['moderator'] }), { editId: suggestedEditId, version: 1 })
  const need = { key: crypto.randomUUID(), step: 'search' as const, locale: 'en' as const, member: false }
  await recordStep(db, { ...need, at: new Date('2024-05-01T12:00:00Z') })
  await deleteOldJourneys(db, { now: new Date() })
  await recordStep(db, { ...need, at: new Date() })
  expect(await drifted()).toEqual([])
  for (const { figure, checked } of await verify(db)) expect(checked, figure).toBeGreaterThan(0)
})

const FIRST_THREAD = '(select min(id) from threads)'
const ASKER = '(select id from users where import_id = 1)'

const WRONG: Array<[figure: string, others: string[], spoil: string]> = [
  ['posts.score', ['threads.score'], `update posts set score = 5 where kind = 'question' and import_id = 3`],
  ['posts.comment_count', [], `update posts set comment_count = 0 where kind = 'answer'`],
  ['threads.question_id', [], `update threads set question_id = null where id = ${FIRST_THREAD}`],
  [
    'threads.question_state',
    ['tags.thread_count', 'categories.thread_count'],
    `update threads set question_state = 'hidden' where id = ${FIRST_THREAD}`,
  ],
  ['threads.counted', [], `update threads set counted = false where id = ${FIRST_THREAD}`],
  ['threads.score', [], `update threads set score = 9 where id = ${FIRST_THREAD}`],
  ['threads.answer_count', [], `update threads set answer_count = 7 where id = ${FIRST_THREAD}`],
  ['threads.last_activity_at', [], `update threads set last_activity_at = now() where id = ${FIRST_THREAD}`],
  ['threads.last_activity_by', [], `update threads set last_activity_by = ${ASKER} where id = ${FIRST_THREAD}`],
  ['threads.state', [], `update threads set state = 'answered' where id = ${FIRST_THREAD}`],
  ['threads.view_count', [], `update threads set view_count = 0 where id = ${FIRST_THREAD}`],
  ['threads.view_count', [], `update threads set past_views = 3 where id = ${FIRST_THREAD}`],
  ['tags.thread_count', [], 'update tags set thread_count = 0'],
  ['tag_synonyms.name', [], 'insert into tag_synonyms (name, tag_id) select name, id from tags limit 1'],
  ['categories.thread_count', [], 'update categories set thread_count = 100'],
  ['categories.article_count', [], 'update categories set article_count = 100'],
  ['articles.helpful_count', [], 'update articles set helpful_count = 3'],
  ['articles.unhelpful_count', [], 'update articles set unhelpful_count = 3'],
  [
    'threads.accepted_answer_id',
    ['reputation_entries'],
    `update threads set accepted_answer_id = (select id from posts where kind = 'question' and import_id = 3)
     where id = ${FIRST_THREAD}`,
  ],
  [
    'reputation_entries',
    ['reputation_days', 'users.reputation_points'],
    `delete from reputation_entries where kind = 'question_upvoted'`,
  ],
  [
    'reputation_entries',
    ['reputation_days', 'users.reputation_points'],
    `insert into reputation_entries (user_id, kind, points, day, post_id)
     values (${ASKER}, 'answer_accepted', 15, '2021-01-01', (select min(id) from posts))`,
  ],
  ['reputation_days', [], 'update reputation_days set capped_points = capped_points + 1'],
  ['users.looks_like', [], `update users set looks_like = 'expert' where id = ${ASKER}`],
  ['users.reputation_points', [], `update users set reputation_points = 99 where id = ${ASKER}`],
  [
    'journeys.outcome',
    [],
    `insert into journeys (locale, member, begun_at, last_at, outcome, ended_at, thread_id)
     values ('fr', true, now(), now(), 'asked', now(), ${FIRST_THREAD})`,
  ],
  [
    'funnel_days',
    [],
    `insert into funnel_days values
       ('2024-05-01', 'fr', true, 'journeys', 3), ('2024-05-01', 'fr', true, 'outcome.left', 2)`,
  ],
]

test('finds each wrong figure, and says no other is', async () => {
  await fill()
  await createArticle()
  for (const [figure, others, spoil] of WRONG) {
    const trx = await db.startTransaction().execute()
    await sql.raw(spoil).execute(trx)
    const found = (await verifySeen(trx)).filter(({ drifted }) => drifted > 0)
    await trx.rollback().execute()

    expect(
      found.map((drift) => drift.figure),
      spoil,
    ).toEqual(expect.arrayContaining([figure]))
    expect([figure, ...others].sort(), spoil).toEqual(expect.arrayContaining(found.map((drift) => drift.figure).sort()))
    for (const { examples, drifted } of found) expect(examples.length, spoil).toBe(Math.min(5, drifted))
  }
})

test('says what is wrong, and what the facts say', async () => {
  await fill()
  await sql`update posts set score = 5 where kind = 'question' and import_id = 1`.execute(db)
  const [score] = await drifted()
  expect(score).toMatchObject({ figure: 'posts.score', checked: 4, drifted: 1 })
  expect(score?.examples[0]).toMatch(/^post \d+: 5 instead of 1$/)
})
