import type { Socket } from 'node:net'
import type { PoolClient } from 'pg'
import { describe, expect, test } from 'vitest'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { redactRevision } from '#app/domain/revisions/redact-revision.ts'
import { approveEdit } from '#app/domain/suggested-edits/approve-edit.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import * as articleHistory from '#app/pages/kb/history.ts'
import * as edit from '#app/pages/post/edit.tsx'
import * as redaction from '#app/pages/post/redaction.tsx'
import * as restoration from '#app/pages/post/restoration.tsx'
import * as history from '#app/pages/post/revisions.tsx'
import * as approval from '#app/pages/suggested-edits/approval.ts'
import * as improvement from '#app/pages/suggested-edits/improvement.tsx'
import * as queue from '#app/pages/suggested-edits/page.tsx'
import * as rejection from '#app/pages/suggested-edits/rejection.tsx'
import type { loadSuggestedEdit } from '#app/pages/suggested-edits/suggested-edit.server.ts'
import * as page from '#app/pages/suggested-edits/suggested-edit.tsx'
import * as withdrawal from '#app/pages/suggested-edits/withdrawal.ts'
import { pool } from '#db/client.server.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createSuggestedEdit } from '#tests/factories/create-suggested-edit.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

type HistoryPage = Awaited<ReturnType<typeof history.loader>>
type EditPage = Awaited<ReturnType<typeof edit.loader>>
type SuggestionPage = Awaited<ReturnType<typeof loadSuggestedEdit>>

const HOUR_AGO = new Date(Date.now() - 3_600_000)
const BODY = 'First line of the answer.\n\nSecond line of the answer.\n\nThird line of the answer.'

async function createScene() {
  const answer = await createAnswer({ body: BODY, at: HOUR_AGO })
  return {
    answer,
    author: await getActor(db, answer.authorId!),
    member: await createUser({ reputation: 100 }),
    reviewer: await createUser({ roles: ['moderator'] }),
    params: { postId: answer.id },
  }
}
const bodyOf = async (postId: number) =>
  (await db.selectFrom('posts').where('id', '=', postId).select('body').executeTakeFirstOrThrow()).body

/** How many bytes PostgreSQL sends meanwhile. */
async function bytesRead(work: () => Promise<void>): Promise<number> {
  const before = new Map<Socket, number>()
  const note = ({ connection }: PoolClient) => {
    const socket = connection.stream as Socket
    if (!before.has(socket)) before.set(socket, socket.bytesRead)
  }
  pool.on('acquire', note)
  await work().finally(() => pool.off('acquire', note))
  return [...before].reduce((sum, [socket, bytes]) => sum + socket.bytesRead - bytes, 0)
}

describe('the form of an edit', () => {
  test('says what saving will mean', async () => {
    const { author, member, reviewer, params } = await createScene()
    const wayOf = async (viewer: typeof author) =>
      ((await get(edit.loader, '/posts/1/edit', { viewer, params })).data as EditPage).way
    expect([await wayOf(author), await wayOf(reviewer), await wayOf(member)]).toEqual(['direct', 'direct', 'suggest'])
    const fresh = await createAnswer()
    const asked = { viewer: await getActor(db, fresh.authorId!), params: { postId: fresh.id } }
    expect((await get(edit.loader, '/', asked)).data).toMatchObject({ way: 'grace', graceMinutes: 5 })
    const newcomer = await get(edit.loader, '/', { viewer: await createUser({ reputation: 99 }), params })
    expect(newcomer).toMatchObject({ status: 403, data: { code: 'edit.suggest', figures: { points: 100 } } })
    expect((await get(edit.loader, '/', { params })).location).toMatch(/^\/sign-in/)
  })

  test('of who may not edit makes a suggestion, and leads to it', async () => {
    const { answer, member, params } = await createScene()
    const fields = { body: `${BODY} And more.`, reason: 'More', baseRevision: '0' }
    const sent = await post(edit.action, fields, { viewer: member, params })
    expect(sent).toMatchObject({ status: 302, location: expect.stringMatching(/^\/review\/edits\/\d+$/) })
    expect(await bodyOf(answer.id)).toBe(BODY)
    const again = (await get(edit.loader, '/', { viewer: member, params })).data as EditPage
    expect(again).toMatchObject({ openEdit: { mine: true }, fields: { body: `${BODY} And more.`, reason: 'More' } })
    expect(await post(edit.action, { ...fields, reason: '' }, { viewer: member, params })).toMatchObject({
      status: 422,
      data: { errors: [{ code: 'reason.missing' }], form: { body: `${BODY} And more.` } },
    })
  })

  test('that comes too late shows both texts and what they make together; saved again, it is saved', async () => {
    const { answer, author, reviewer, params } = await createScene()
    const theirs = BODY.replace('Third line', 'The third line')
    await editPost(db, reviewer, { postId: answer.id, body: theirs, baseRevision: 0 })
    const mine = BODY.replace('First line', 'The first line')
    const late = await post(edit.action, { body: mine, baseRevision: '0' }, { viewer: author, params })
    const { conflict, form } = late.data as { conflict: { version: number }; form: { body: string } }
    const both = theirs.replace('First line', 'The first line')
    expect(late.status).toBe(409)
    expect(form.body).toBe(mine)
    expect(conflict).toMatchObject({ version: 2, now: { body: theirs }, merged: { body: both } })
    expect(await bodyOf(answer.id)).toBe(theirs)

    const saved = await post(
      edit.action,
      { body: both, baseRevision: String(conflict.version) },
      { viewer: author, params },
    )
    expect(saved.status).toBe(302)
    expect(await bodyOf(answer.id)).toBe(both)
  })

  test('whose lines were changed by both leaves the two to a person', async () => {
    const { answer, author, reviewer, params } = await createScene()
    await editPost(db, reviewer, {
      postId: answer.id,
      body: BODY.replace('First', 'Theirs, the first'),
      baseRevision: 0,
    })
    const fields = { body: BODY.replace('First', 'Mine, the first'), baseRevision: '0' }
    const late = await post(edit.action, fields, { viewer: author, params })
    expect(late).toMatchObject({ status: 409, data: { conflict: { merged: null } } })
  })
})

describe('the history', () => {
  test('compares the newest with the one before, or any two, and shows a whole text', async () => {
    const { answer, author, params } = await createScene()
    for (let round = 0; round < 3; round++) {
      await editPost(db, author, {
        postId: answer.id,
        body: `${BODY} Round ${round}.`,
        baseRevision: round === 0 ? 0 : round + 1,
      })
    }
    const load = async (query: string) => (await get(history.loader, `/posts/1/revisions${query}`, { params })).data
    expect(await load('')).toMatchObject({ newest: 4, from: 3, to: 4, comparison: { text: { added: 1, removed: 1 } } })
    expect(await load('?from=4&to=1')).toMatchObject({ from: 1, to: 4, text: null })
    expect(await load('?from=1&to=2&view=text')).toMatchObject({ comparison: null, text: { body: `${BODY} Round 0.` } })
    expect(await load('?to=1')).toMatchObject({
      from: 1,
      to: 1,
      text: { body: BODY },
      may: { edit: false, redact: false },
    })
    expect((await get(history.loader, '/?to=9', { params })).status).toBe(404)
    expect((await get(history.loader, '/', { params: { postId: 999_999 } })).status).toBe(404)
  })

  test('of a post of 30 000 characters with 200 revisions reads the texts of two, and lists 20', async () => {
    const { answer, params } = await createScene()
    const text = (seed: number) =>
      Array.from(
        { length: 1000 },
        (_, line) => `${((line + 3) * seed * 7919).toString(36)} and some forty more characters.`,
      )
        .join('\n')
        .slice(0, 30_000)
    const rows = Array.from({ length: 200 }, (_, index) => ({
      postId: answer.id,
      number: index + 1,
      body: text(index + 1),
      editorId: answer.authorId,
    }))
    await db.insertInto('revisions').values(rows).execute()
    const read = await bytesRead(async () => {
      const data = (await get(history.loader, '/', { params })).data as HistoryPage
      expect(data.revisions).toHaveLength(20)
      expect(JSON.stringify(data).length).toBeLessThan(1_000_000)
    })
    expect(read).toBeGreaterThan(2 * 30_000)
    expect(read).toBeLessThan(3 * 30_000)
  })

  test('says nothing of a text that was removed', async () => {
    const { answer, author, reviewer, params } = await createScene()
    await editPost(db, author, { postId: answer.id, body: 'Something else altogether.', baseRevision: 0 })
    await redactRevision(db, reviewer, { postId: answer.id, number: 1, reason: 'A name' })
    const { data } = await get(history.loader, '/', { params })
    expect(data).toMatchObject({ redacted: true, comparison: null, text: null })
    expect(JSON.stringify(data)).not.toContain('First line')
  })

  test('rolls back after a confirmation', async () => {
    const { answer, author, member, params } = await createScene()
    await editPost(db, author, { postId: answer.id, body: 'Something else altogether.', baseRevision: 0 })
    const asked = { viewer: author, params: { ...params, number: 1 } }
    expect((await get(restoration.loader, '/', asked)).data).toMatchObject({ number: 1, newest: 2, version: 2 })
    expect((await get(restoration.loader, '/', { ...asked, viewer: member })).status).toBe(403)
    expect(await post(restoration.action, { baseRevision: '1' }, asked)).toMatchObject({ status: 409 })
    expect((await post(restoration.action, { baseRevision: '2' }, asked)).location).toBe(
      `/posts/${answer.id}/revisions`,
    )
    expect(await bodyOf(answer.id)).toBe(BODY)
  })

  test('loses the text of a revision by a moderator', async () => {
    const { answer, author, reviewer, params } = await createScene()
    await editPost(db, author, { postId: answer.id, body: 'Something else altogether.', baseRevision: 0 })
    const asked = { viewer: reviewer, params: { ...params, number: 1 } }
    expect((await get(redaction.loader, '/', { ...asked, viewer: author })).status).toBe(403)
    expect((await post(redaction.action, { reason: '' }, asked)).status).toBe(422)
    expect((await post(redaction.action, { reason: 'A name' }, asked)).status).toBe(302)
    expect((await get(restoration.loader, '/', asked)).status).toBe(409)
  })

  test('of an article is at the address of its text', async () => {
    const article = await createArticle()
    const { postId } = await db.selectFrom('articleTranslations').select('postId').executeTakeFirstOrThrow()
    const asked = { params: { articleId: article.id } }
    expect((await get(articleHistory.loader, '/', asked)).location).toBe(`/posts/${postId}/revisions`)
    expect((await get(history.loader, '/', { params: { postId } })).data).toMatchObject({
      newest: 0,
      post: { kind: 'article' },
    })
  })
})

describe('a suggested edit', () => {
  const load = async (viewer: Actor, id: number) =>
    (await get(page.loader, '/', { viewer, params: { editId: id } })).data as SuggestionPage

  test('is approved on its page, once', async () => {
    const { answer, member, reviewer } = await createScene()
    const { id } = await createSuggestedEdit({ postId: answer.id, authorId: member.id, body: `${BODY} More.` })
    expect(await load(reviewer, id)).toMatchObject({ outdated: false, may: { decide: true, withdraw: false } })
    expect(await load(member, id)).toMatchObject({ may: { decide: false, withdraw: true } })
    const asked = { viewer: reviewer, params: { editId: id } }
    expect(await post(approval.action, { version: '1' }, asked)).toMatchObject({
      location: `/questions/${answer.threadId}#post-${answer.id}`,
    })
    expect(await bodyOf(answer.id)).toBe(`${BODY} More.`)
    expect((await post(approval.action, { version: '1' }, asked)).status).toBe(409)
    expect(await load(reviewer, id)).toMatchObject({ edit: { state: 'approved' }, may: { decide: false } })
  })

  test('that is out of date is put together with what the post says, or improved by hand', async () => {
    const { answer, author, reviewer } = await createScene()
    const { id } = await createSuggestedEdit({ postId: answer.id, body: BODY.replace('First', 'The first') })
    await editPost(db, author, { postId: answer.id, body: BODY.replace('Third', 'The third'), baseRevision: 0 })
    const both = BODY.replace('First', 'The first').replace('Third', 'The third')
    const shown = await load(reviewer, id)
    expect(shown).toMatchObject({ outdated: true, merged: { body: both }, start: { body: both }, baseRevision: 2 })

    const asked = { viewer: reviewer, params: { editId: id } }
    const late = await post(improvement.action, { version: '1', baseRevision: '0', body: both }, asked)
    expect(late).toMatchObject({ status: 409, data: { conflict: { version: 2 } } })
    expect((await post(improvement.action, { version: '1', baseRevision: '2', body: both }, asked)).status).toBe(302)
    expect(await bodyOf(answer.id)).toBe(both)
  })

  test('is rejected with a reason, or taken back', async () => {
    const { answer, member, author, reviewer } = await createScene()
    const first = await createSuggestedEdit({ postId: answer.id, authorId: member.id })
    const asked = { viewer: author, params: { editId: first.id } }
    expect((await post(rejection.action, { version: '1', note: '' }, asked)).status).toBe(422)
    expect((await post(rejection.action, { version: '1', note: 'No.' }, asked)).location).toBe('/review/edits')
    const second = await createSuggestedEdit({ postId: answer.id, authorId: member.id })
    const list = async (viewer: typeof author) => (await get(queue.loader, '/review/edits', { viewer })).data
    expect(await list(reviewer)).toMatchObject({ edits: [{ id: second.id }], own: [], reviews: true })
    expect(await list(member)).toMatchObject({
      edits: [],
      own: [{ id: second.id }, { id: first.id, decisionNote: 'No.' }],
    })
    expect((await post(withdrawal.action, {}, { viewer: member, params: { editId: second.id } })).status).toBe(302)
    expect(await list(reviewer)).toMatchObject({ edits: [] })
  })

  test('is nobody else’s to see', async () => {
    const { id } = await createSuggestedEdit({ postId: (await createThread({ at: HOUR_AGO })).questionId! })
    const outsider = { viewer: await createUser({ reputation: 200 }), params: { editId: id } }
    expect((await get(page.loader, '/', outsider)).status).toBe(404)
    expect((await get(improvement.loader, '/', outsider)).status).toBe(404)
    expect((await post(approval.action, { version: '1' }, outsider)).status).toBe(404)
    await approveEdit(db, await createUser({ roles: ['moderator'] }), { editId: id, version: 1 })
  })
})

test('a revision that no post can have is a page that is not there', async () => {
  const { reviewer, params } = await createScene()
  const missing = { status: 404, data: { code: 'page.not_found' } }
  for (const number of ['2147483648', '999999999999999', '0x1', '-1', 'x']) {
    const asked = { viewer: reviewer, params: { ...params, number } }
    expect(await get(redaction.loader, '/', asked)).toMatchObject(missing)
    expect(await get(restoration.loader, '/', asked)).toMatchObject(missing)
    expect(await post(redaction.action, { reason: 'A password' }, asked)).toMatchObject(missing)
    expect(await post(restoration.action, { baseRevision: '0' }, asked)).toMatchObject(missing)
  }
})
