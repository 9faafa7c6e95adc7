import { describe, expect, test } from 'vitest'
import { adoptVisitorDrafts } from '#app/domain/drafts/adopt-visitor-drafts.ts'
import { expireDrafts } from '#app/domain/drafts/expire-drafts.ts'
import { keepVisitorDraft } from '#app/domain/drafts/keep-visitor-draft.ts'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { saveDraft } from '#app/domain/drafts/save-draft.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const HOUR = 3_600_000
const browserKey = 'one-browser'
const question = { kind: 'question' as const }
const fields = { title: 'Why is the lamp dark?', body: 'It was bright until this morning.' }
const keep = (more: Partial<Parameters<typeof keepVisitorDraft>[2]> = {}) =>
  keepVisitorDraft(db, null, { browserKey, ...question, fields, ...more })
const rows = () => db.selectFrom('visitorDrafts').selectAll().execute()

describe('what a visitor wrote', () => {
  test('is theirs once they have signed in in this browser, and nobody else’s', async () => {
    await keep()
    await keep({ kind: 'answer', subjectId: 12, fields: { body: 'Turn it off and on.' } })
    await keep({ browserKey: 'another', fields: { body: 'of somebody else' } })
    const actor = await createUser()
    expect((await adoptVisitorDrafts(db, actor, { browserKey })).sort()).toEqual(['answer-12', 'question'])
    expect(await findDraft(db, actor, question)).toMatchObject({ fields })
    expect((await findDraft(db, actor, { kind: 'answer', subjectId: 12 }))?.fields.body).toBe('Turn it off and on.')
    // Once: who signs in next finds nothing.
    const next = await createUser()
    expect(await adoptVisitorDrafts(db, next, { browserKey })).toEqual([])
    expect((await rows()).map((row) => row.browserKey)).toEqual(['another'])
  })

  test('stands above what they had begun before; nothing is lost', async () => {
    const actor = await createUser()
    const earlier = { title: 'An older one', body: 'Words of last week.' }
    await saveDraft(db, actor, { ...question, fields: earlier, version: 0 })
    await keep()
    await adoptVisitorDrafts(db, actor, { browserKey })
    const draft = await findDraft(db, actor, question)
    expect(draft?.fields).toEqual({
      title: fields.title,
      body: `${fields.body}\n\n---\n\nAn older one\n\nWords of last week.`,
    })
    // The same text twice is one.
    await keep({ fields: draft?.fields ?? {} })
    await adoptVisitorDrafts(db, actor, { browserKey })
    expect((await findDraft(db, actor, question))?.fields).toEqual(draft?.fields)
  })

  test('is replaced by what they send again, and says when it was begun', async () => {
    const begun = new Date(Date.now() - HOUR)
    await keep({ begunAt: begun })
    await keep({ fields: { ...fields, body: 'Now with more words.' } })
    const actor = await createUser()
    await adoptVisitorDrafts(db, actor, { browserKey })
    const draft = await db.selectFrom('drafts').selectAll().executeTakeFirstOrThrow()
    expect(draft).toMatchObject({ userId: actor.id, begunAt: begun, fields: { body: 'Now with more words.' } })
  })

  test('waits for a day, of nothing there is nothing, and a browser has ten', async () => {
    await keep({ at: new Date(Date.now() - 25 * HOUR) })
    const actor = await createUser()
    expect(await adoptVisitorDrafts(db, actor, { browserKey })).toEqual([])
    expect(await findDraft(db, actor, question)).toBeUndefined()

    await keep({ at: new Date(Date.now() - 25 * HOUR) })
    await expireDrafts(db, { now: new Date() })
    expect(await rows()).toEqual([])

    await keep({ fields: { body: ' \n', categoryId: '3' } })
    expect(await rows()).toEqual([])
    for (let subjectId = 1; subjectId <= 12; subjectId++) {
      await keep({ kind: 'answer', subjectId, at: new Date(Date.now() + subjectId) })
    }
    expect((await rows()).map((row) => row.subjectId).sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  })

  test('has a length like every draft', async () => {
    await expect(keep({ fields: { body: 'x'.repeat(80_000) } })).rejects.toMatchObject({ code: 'draft.too_long' })
  })
})
