import { describe, expect, test } from 'vitest'
import { adoptVisitorDrafts } from '#app/domain/drafts/adopt-visitor-drafts.ts'
import { expireDrafts } from '#app/domain/drafts/expire-drafts.ts'
import { keepVisitorDraft } from '#app/domain/drafts/keep-visitor-draft.ts'
import { findDraft, findVisitorDraft, hasVisitorDraft } from '#app/domain/drafts/queries.ts'
import { saveDraft } from '#app/domain/drafts/save-draft.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const HOUR = 3_600_000
const browserKey = 'one-browser'
const question = { kind: 'question' as const }
const fields = { title: 'Why is the lamp dark?', body: 'It was bright until this morning.' }
const keep = (more: Partial<Parameters<typeof keepVisitorDraft>[2]> = {}) =>
  keepVisitorDraft(db, null, { browserKey, ...question, fields, ...more })
const adopt = (actor: Actor) => adoptVisitorDrafts(db, actor, { browserKey })
const rows = () => db.selectFrom('visitorDrafts').selectAll().execute()

describe('what a visitor wrote', () => {
  test('is theirs once they have signed in in this browser, and nobody else’s', async () => {
    await keep()
    await keep({ kind: 'answer', subjectId: 12, fields: { body: 'Turn it off and on.' } })
    await keep({ browserKey: 'another', fields: { body: 'of somebody else' } })
    const actor = await createUser()
    expect((await adopt(actor)).adopted.sort()).toEqual(['answer-12', 'question'])
    expect(await findDraft(db, actor, question)).toMatchObject({ fields })
    expect((await findDraft(db, actor, { kind: 'answer', subjectId: 12 }))?.fields.body).toBe('Turn it off and on.')
    // Once: who signs in next finds nothing.
    const next = await createUser()
    expect(await adopt(next)).toEqual({ adopted: [], waiting: [] })
    expect((await rows()).map((row) => row.browserKey)).toEqual(['another'])
  })

  test('stands above what they had begun before; nothing is lost', async () => {
    const actor = await createUser()
    const earlier = { title: 'An older one', body: 'Words of last week.' }
    await saveDraft(db, actor, { ...question, fields: earlier, version: 0 })
    await keep()
    await adopt(actor)
    const draft = await findDraft(db, actor, question)
    expect(draft?.fields).toEqual({
      title: fields.title,
      body: `${fields.body}\n\n---\n\nAn older one\n\nWords of last week.`,
    })
    // The same text twice is one.
    await keep({ fields: draft?.fields ?? {} })
    await adopt(actor)
    expect((await findDraft(db, actor, question))?.fields).toEqual(draft?.fields)
  })

  test('keeps what was chosen earlier where it says nothing', async () => {
    const actor = await createUser()
    const earlier = { title: 'Old', body: 'Old words.', tags: 'hub', categoryId: '3', 'field-1': 'SN-12' }
    await saveDraft(db, actor, { ...question, fields: earlier, version: 0 })
    await keep({ fields: { ...fields, tags: ' ', categoryId: '4' } })
    await adopt(actor)
    expect((await findDraft(db, actor, question))?.fields).toMatchObject({
      title: fields.title,
      tags: 'hub',
      categoryId: '4',
      'field-1': 'SN-12',
    })
  })

  test('waits where the draft of the account has no room for it; neither is lost', async () => {
    const actor = await createUser()
    const earlier = { title: 'An older one', body: 'o'.repeat(40_000) }
    await saveDraft(db, actor, { ...question, fields: earlier, version: 0 })
    const long = { ...fields, body: 'n'.repeat(40_000) }
    await keep({ fields: long })
    expect(await adopt(actor)).toEqual({ adopted: [], waiting: ['question'] })
    expect((await findDraft(db, actor, question))?.fields).toEqual(earlier)
    expect(await rows()).toMatchObject([{ browserKey, fields: long }])
    // Once there is room, the next sign-in brings it.
    await db.deleteFrom('drafts').execute()
    expect(await adopt(actor)).toEqual({ adopted: ['question'], waiting: [] })
    expect((await findDraft(db, actor, question))?.fields).toEqual(long)
  })

  test('waits where the account has as many drafts as it may; the last words come first', async () => {
    const actor = await createUser()
    const admin = await createUser({ roles: ['admin'] })
    await changeSetting(db, admin, { name: 'drafts', value: { keepDays: 90, perPerson: 2 } })
    await saveDraft(db, actor, { kind: 'answer', subjectId: 7, fields: { body: 'one' }, version: 0 })
    await keep({ at: new Date(Date.now() - HOUR) })
    await keep({ kind: 'contact' })
    await keep({ kind: 'answer', subjectId: 7, fields: { body: 'two' } })
    const { adopted, waiting } = await adopt(actor)
    // Below a draft that is there already, there is room.
    expect(adopted.sort()).toEqual(['answer-7', 'contact'])
    expect(waiting).toEqual(['question'])
    expect(await rows()).toMatchObject([{ kind: 'question', fields }])
  })

  test('stands above the text that they sent before from the same form, as old as its own form', async () => {
    const begun = new Date(Date.now() - HOUR)
    await keep({ begunAt: begun })
    const first = await rows()
    // The same text sent twice stays one, and as old as it was.
    await keep({ begunAt: new Date() })
    expect(await rows()).toMatchObject([{ fields, begunAt: begun }])
    expect(first).toHaveLength(1)

    const second = { title: 'How do I pair the hub?', body: 'It is new.' }
    const lately = new Date(Date.now() - 2000)
    await keep({ fields: second, begunAt: lately })
    const both = { title: second.title, body: `${second.body}\n\n---\n\n${fields.title}\n\n${fields.body}` }
    expect(await rows()).toMatchObject([{ fields: both, begunAt: lately }])
    // Either of them again changes nothing.
    await keep()
    await keep({ fields: second })
    expect(await rows()).toMatchObject([{ fields: both, begunAt: lately }])
    const actor = await createUser()
    await adopt(actor)
    const draft = await db.selectFrom('drafts').selectAll().executeTakeFirstOrThrow()
    expect(draft).toMatchObject({ userId: actor.id, begunAt: lately, fields: both })
  })

  test('gives way to what became of it in the form that showed it', async () => {
    const begunAt = new Date(Date.now() - HOUR)
    await keep({ begunAt, at: new Date(Date.now() - 60_000) })
    const [first] = await rows()
    const mended = { ...fields, body: 'It was bright until noon.' }
    await keep({ fields: mended, shown: first?.savedAt })
    expect(await rows()).toMatchObject([{ fields: mended, begunAt }])
    // Another tab that showed the text from before loses nothing of this one.
    await keep({ fields: { ...fields, body: 'It is dark.' }, shown: first?.savedAt })
    expect((await rows())[0]?.fields.body).toContain('noon')
  })

  test('is one text with its beginning, when they sent that before', async () => {
    await keep()
    const grown = { ...fields, body: `${fields.body} Now with more words.` }
    await keep({ fields: grown })
    expect(await rows()).toMatchObject([{ fields: grown }])
  })

  test('is refused when it and the one before are too long together', async () => {
    const long = { body: 'a'.repeat(40_000) }
    await keep({ fields: long })
    await expect(keep({ fields: { body: 'b'.repeat(40_000) } })).rejects.toMatchObject({ code: 'draft.too_long' })
    expect(await rows()).toMatchObject([{ fields: long }])
  })

  test('waits for a day, of nothing there is nothing, and a browser has ten', async () => {
    await keep({ at: new Date(Date.now() - 25 * HOUR) })
    const actor = await createUser()
    expect(await adopt(actor)).toEqual({ adopted: [], waiting: [] })
    expect(await findDraft(db, actor, question)).toBeUndefined()

    await keep({ at: new Date(Date.now() - 25 * HOUR) })
    await expireDrafts(db, { now: new Date() })
    expect(await rows()).toEqual([])

    await keep({ fields: { body: ' \n', categoryId: '3' } })
    expect(await rows()).toEqual([])
    for (let subjectId = 1; subjectId <= 10; subjectId++) await keep({ kind: 'answer', subjectId })
    // None is dropped for another one; those that are there can still grow.
    const tooMany = { code: 'draft.too_many_here', figures: { max: 10 } }
    await expect(keep({ kind: 'answer', subjectId: 11 })).rejects.toMatchObject(tooMany)
    await keep({ kind: 'answer', subjectId: 1, fields: { body: 'Once more.' } })
    expect((await rows()).map((row) => row.subjectId).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  test('is nobody’s after a day, also before it is deleted', async () => {
    await keep({ at: new Date(Date.now() - 25 * HOUR) })
    expect(await findVisitorDraft(db, { browserKey, ...question })).toBeUndefined()
    expect(await hasVisitorDraft(db, browserKey)).toBe(false)
    const next = { title: 'How do I pair the hub?', body: 'It is new.' }
    await keep({ fields: next })
    expect(await findVisitorDraft(db, { browserKey, ...question })).toMatchObject({ fields: next })
    expect(await hasVisitorDraft(db, browserKey)).toBe(true)
  })

  test('has a length like every draft', async () => {
    await expect(keep({ fields: { body: 'x'.repeat(80_000) } })).rejects.toMatchObject({ code: 'draft.too_long' })
  })
})
