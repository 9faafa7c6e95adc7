import { expect, test } from 'vitest'
import { reportArticle } from '#app/domain/articles/report-article.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, withMediumFigures } from '#tests/support/database.ts'

withMediumFigures()

const note = 'The button has moved in version 4.'
const member = () => createUser({ reputation: 350 })
const row = (id: number) => db.selectFrom('articles').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })

test('an article that a member says is no longer valid goes to review and stays readable, once', async () => {
  const article = await createArticle()
  const people = await Promise.all([1, 2, 3].map(member))
  await atOnce(3, (index) => reportArticle(db, people[index]!, { articleId: article.id, note }))
  expect(await row(article.id)).toMatchObject({ state: 'published', reviewReason: 'reported', reviewNote: note })
  const events = await db.selectFrom('events').where('verb', '=', 'article.review_requested').selectAll().execute()
  expect(events.map((event) => event.after)).toEqual([{ reason: 'reported' }])
})

test('it takes points, a published article, and a sentence', async () => {
  const article = await createArticle()
  const report = { articleId: article.id, note }
  await refused(reportArticle(db, await createUser({ reputation: 349 }), report), 'article.report')
  const suspended = await createUser({ reputation: 5000, suspendedUntil: new Date('2999-01-01') })
  await refused(reportArticle(db, suspended, report), 'account.suspended')
  await refused(reportArticle(db, await member(), { ...report, note: ' ' }), 'note.missing')
  await refused(reportArticle(db, await member(), { ...report, note: 'x'.repeat(5000) }), 'note.too_long')
  await refused(reportArticle(db, await member(), { ...report, articleId: 4_000_000 }), 'article.not_found')
  const draft = await createArticle({ state: 'draft' })
  const staff = await createUser({ roles: ['staff'] })
  await refused(reportArticle(db, staff, { ...report, articleId: draft.id }), 'article.wrong_state')
})
