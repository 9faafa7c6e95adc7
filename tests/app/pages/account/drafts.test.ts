import { expect, test } from 'vitest'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { saveDraft } from '#app/domain/drafts/save-draft.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { action as discard } from '#app/pages/account/draft-deletion.ts'
import { action as saveVersion } from '#app/pages/account/draft-versions.ts'
import { loader as draftsPage } from '#app/pages/account/drafts.tsx'
import { loader as askPage } from '#app/pages/ask/page.tsx'
import { loader as quotePage } from '#app/pages/post/quote.ts'
import { loader as threadPage } from '#app/pages/question/page.tsx'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import '#tests/support/messages.ts'
import { contextOf } from '#tests/support/context.ts'
import { db } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

const body = 'The lamp blinks twice, then nothing.'
const page = { draftVersion: '0', draftWriter: 'a-page', draftWritten: '1' }

/** The answer to an open page that saves, with what it says in JSON. */
async function saveFrom(viewer: Parameters<typeof contextOf>[0], fields: Record<string, string>) {
  const request = new Request('http://localhost/', { method: 'POST', body: new URLSearchParams(fields) })
  const args = { request, params: {}, context: contextOf(viewer) }
  const answer = (await saveVersion(args as Parameters<typeof saveVersion>[0])) as Response
  return { status: answer.status, reply: await answer.json() }
}

test('an open page saves, and is told what it was not told yet', async () => {
  const viewer = await createUser()
  const saved = await saveFrom(viewer, { ...page, draft: 'question', body, title: 'Lamps', step: 'post' })
  expect(saved).toMatchObject({ status: 200, reply: { version: expect.any(Number) } })
  expect((await findDraft(db, viewer, { kind: 'question' }))?.fields).toEqual({ body, title: 'Lamps' })

  const stale = await saveFrom(viewer, { ...page, draftWriter: 'another', draft: 'question', body: 'mine' })
  expect(stale).toMatchObject({
    status: 409,
    reply: { errors: [{ code: 'draft.newer' }], message: expect.any(String), newer: { fields: { body } } },
  })
  expect(await saveFrom(null, { ...page, draft: 'question', body })).toMatchObject({ status: 401 })
})

test('without JavaScript a button saves and discards, and leads back to the form', async () => {
  const viewer = await createUser()
  const { id } = await createThread()
  const saved = await post(saveVersion, { draft: `answer-${id}`, body }, { viewer })
  expect(saved).toMatchObject({ status: 302, location: `/questions/${id}#your-answer` })
  const shown = await get(threadPage, `/questions/${id}`, { viewer, params: { threadId: id } })
  expect(shown).toMatchObject({ data: { draft: { fields: { body } } } })

  const discarded = await post(discard, { draft: `answer-${id}`, body }, { viewer })
  expect(discarded).toMatchObject({ status: 302, location: `/questions/${id}#your-answer` })
  expect(await findDraft(db, viewer, { kind: 'answer', subjectId: id })).toBeUndefined()
  await post(discard, { draft: `answer-${id}`, undo: 'on' }, { viewer })
  expect(await findDraft(db, viewer, { kind: 'answer', subjectId: id })).toMatchObject({ fields: { body } })

  expect(await post(saveVersion, { draft: 'note-1', body }, { viewer })).toMatchObject({ status: 422 })
  expect(await post(discard, { draft: '' }, { viewer })).toMatchObject({ status: 422 })
  expect(await post(discard, { draft: 'question' }, {})).toMatchObject({ status: 302, location: '/sign-in?to=%2F' })
})

test('the list of one’s drafts leads back to itself, with a way to undo', async () => {
  const viewer = await createUser()
  await saveDraft(db, viewer, { kind: 'question', fields: { title: 'Lamps', body }, version: 0 })
  expect(await get(draftsPage, '/drafts', { viewer })).toMatchObject({
    data: { discarded: null, drafts: [{ name: 'question', title: 'Lamps', path: '/ask' }] },
  })
  const answer = await post(discard, { draft: 'question', from: 'list' }, { viewer })
  expect(answer.location).toBe('/drafts?discarded=question')
  expect(await get(draftsPage, answer.location ?? '', { viewer })).toMatchObject({
    data: { discarded: 'question', drafts: [] },
  })
  expect(await get(draftsPage, '/drafts', {})).toMatchObject({ status: 302 })
})

test('a draft opens in its form, before what the address says', async () => {
  const viewer = await createUser()
  expect(await get(askPage, '/ask?title=From+a+search', { viewer })).toMatchObject({
    data: { begun: { title: 'From a search' }, draft: undefined },
  })
  const fields = { title: 'Lamps', body, tags: 'lamp', categoryId: 'x', 'field-1-version': '2' }
  await saveDraft(db, viewer, { kind: 'question', fields, version: 0 })
  expect(await get(askPage, '/ask?title=From+a+search', { viewer })).toMatchObject({
    data: {
      begun: { title: 'Lamps', body, tags: 'lamp', categoryId: 0, answers: { 'field-1-version': '2' } },
      blank: { title: 'From a search' },
    },
  })
})

test('a post is quoted in the language of its thread, for who may read it', async () => {
  const viewer = await createUser()
  const thread = await createThread()
  await db.updateTable('threads').set({ locale: 'fr' }).where('id', '=', thread.id).execute()
  const answer = await createAnswer({ threadId: thread.id, body: 'Press the button.\n\nThen wait a while.' })
  const author = await getActor(db, answer.authorId ?? 0)
  const asked = { viewer, params: { threadId: thread.id } }
  const shown = await get(threadPage, `/questions/${thread.id}?quote=${answer.id}`, asked)
  const quoted =
    `> [${author.name} a écrit](/questions/${thread.id}#post-${answer.id})\n>\n` +
    '> Press the button.\n>\n> Then wait a while.\n\n'
  expect(shown).toMatchObject({ data: { quoted } })

  const quote = { viewer, params: { postId: answer.id } }
  expect(await get(quotePage, '/', quote)).toMatchObject({ status: 200 })
  await db.updateTable('posts').set({ state: 'hidden' }).where('id', '=', answer.id).execute()
  expect(await get(quotePage, '/', quote)).toMatchObject({ status: 404 })
  expect(await get(quotePage, '/', { ...quote, viewer: null })).toMatchObject({ status: 302 })
})

test('whoever has answered is led to that answer', async () => {
  const thread = await createThread()
  const answer = await createAnswer({ threadId: thread.id })
  const asked = (viewer: Parameters<typeof contextOf>[0]) =>
    get(threadPage, '/', { viewer, params: { threadId: thread.id } })
  expect(await asked(await getActor(db, answer.authorId ?? 0))).toMatchObject({ data: { ownAnswerId: answer.id } })
  expect(await asked(await createUser())).toMatchObject({ data: { ownAnswerId: undefined } })
})
