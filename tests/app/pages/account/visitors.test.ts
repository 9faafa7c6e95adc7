import { beforeEach, expect, test } from 'vitest'
import { discardDraft } from '#app/domain/drafts/discard-draft.ts'
import { saveDraft } from '#app/domain/drafts/save-draft.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { loader as drafts } from '#app/pages/account/drafts.tsx'
import { action as signIn, loader as signInPage } from '#app/pages/account/sign-in.tsx'
import { action as signOut } from '#app/pages/account/sign-out.ts'
import { action as signUp, loader as signUpPage } from '#app/pages/account/sign-up.tsx'
import { loader as done } from '#app/pages/account/sign-up-done.tsx'
import { action as ask, loader as askPage } from '#app/pages/ask/page.tsx'
import { action as contact, loader as contactPage } from '#app/pages/contact/page.tsx'
import { action as comment, loader as commentPage } from '#app/pages/post/comments.tsx'
import { action as vote } from '#app/pages/post/vote.ts'
import { action as answer, loader as thread } from '#app/pages/question/page.tsx'
import { openForm } from '#app/web/opened-form.server.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { type Answer, get, post } from '#tests/support/requests.ts'

const ACCOUNT = { name: 'Nora', email: 'nora@example.org', password: 'a long enough sentence' }
let question: { id: number; questionId: number | null }
beforeEach(async () => {
  question = await createThread({ title: 'Why is the lamp dark today?' })
})

const part = (location: string | null, name: string) => new URLSearchParams(location?.split('?')[1]).get(name)

/** The cookie that the browser got, as it sends it back. */
const cookieOf = ({ cookies }: Answer): string => cookies.map((cookie) => cookie.split(';')[0]).join('; ')

/** Goes the way from a refused form to the page to which it leads back, and returns who came there. */
async function signUpAndIn(sent: Answer): Promise<{ actor: Actor; to: string | null }> {
  expect(sent).toMatchObject({ status: 302, location: expect.stringMatching(/^\/sign-up\?/) })
  const page = await get(signUpPage, sent.location ?? '')
  const { to, kept = '' } = page.data as { to: string; kept?: string }
  const joined = await post(signUp, { ...ACCOUNT, to, kept })
  expect(joined.location).toMatch(/^\/sign-up\/done\?/)
  expect((await get(done, joined.location ?? '')).data).toEqual({ to, kept })
  const signedIn = await post(signIn, { ...ACCOUNT, to }, { cookie: cookieOf(sent) })
  const { id } = await db.selectFrom('users').where('email', '=', ACCOUNT.email).select('id').executeTakeFirstOrThrow()
  return { actor: await getActor(db, id), to: signedIn.location }
}

test('a question that a visitor wrote is in the form when they come back with an account', async () => {
  const category = await createCategory()
  expect(await get(askPage, '/ask')).toMatchObject({ status: 200, data: { isMember: false } })
  const form = {
    title: 'Why does the hub blink?',
    body: 'It blinks red since the update.',
    categoryId: String(category.id),
    tags: 'hub',
  }
  const opened = await openForm(null, new Date(Date.now() - 60_000))
  const sent = await post(ask, { ...form, account: 'sign-up', step: 'post', opened })
  expect(part(sent.location, 'kept')).toBe('question')
  expect(await db.selectFrom('threads').select('id').execute()).toHaveLength(1)

  // Who comes back without an account finds it too, in that browser and in no other.
  const again = await get(askPage, '/ask', { cookie: cookieOf(sent) })
  expect((again.data as { begun: typeof form }).begun).toMatchObject({ ...form, categoryId: category.id })
  expect((await get(askPage, '/ask')).data).toMatchObject({ begun: { title: '', body: '' } })

  const { actor, to } = await signUpAndIn(sent)
  expect(to).toBe('/ask')
  const { data } = await get(askPage, '/ask', { viewer: actor })
  const page = data as { begun: typeof form; opened: string }
  expect(page.begun).toMatchObject({ ...form, categoryId: category.id })
  // Sent at once: what was typed before is not typed very fast.
  const posted = await post(ask, { ...form, step: 'post', reviewed: 'yes', opened: page.opened }, { viewer: actor })
  expect(posted).toMatchObject({ status: 302, location: expect.stringMatching(/^\/questions\/\d+/) })
  expect(await db.selectFrom('posts').where('authorId', '=', actor.id).select('state').execute()).toEqual([
    { state: 'visible' },
  ])
})

test('who has an account signs in on the way', async () => {
  const sent = await post(ask, { title: 'Why does the hub blink?', body: 'It blinks.', account: 'sign-in' })
  expect(sent.location).toBe('/sign-in?to=%2Fask&kept=question')
  expect((await get(signInPage, sent.location ?? '')).data).toEqual({ to: '/ask', kept: 'question' })
})

test('the address is typed once: after sign-up it is in the form to sign in, after a refusal in the one to sign up', async () => {
  const emailIn = async (page: typeof signInPage, cookie: string) =>
    ((await get(page, '/', { cookie })).data as { email?: string }).email
  const joined = await post(signUp, ACCOUNT)
  expect(await emailIn(signInPage, cookieOf(joined))).toBe(ACCOUNT.email)
  expect(await emailIn(signInPage, '')).toBeUndefined()
  // An address that has an account already is answered alike.
  expect((await post(signUp, ACCOUNT)).cookies).toEqual(joined.cookies)
  expect(joined.location).not.toContain('nora')

  const refused = await post(signIn, { email: 'omar+sänger@example.org', password: 'some other sentence' })
  expect(await emailIn(signUpPage, cookieOf(refused))).toBe('omar+sänger@example.org')
  const signedIn = await post(signIn, ACCOUNT, { cookie: cookieOf(joined) })
  expect(signedIn.cookies).toContainEqual(expect.stringMatching(/^entraide_address=; Path=\/; Max-Age=0;/))
  for (const cookie of ['entraide_address=%E9', 'entraide_address=']) {
    expect(await emailIn(signUpPage, cookie)).toBeUndefined()
  }
})

test('an answer and a comment come along as well', async () => {
  const body = 'Turn it off, and on again.'
  const params = { threadId: question.id, postId: question.questionId ?? 0 }
  const answered = await post(answer, { body, account: 'sign-up', opened: '' }, { params })
  const asked = { body: `${body} Which hub?`, account: 'sign-up', opened: '' }
  const commented = await post(comment, asked, { params, cookie: cookieOf(answered) })
  expect(cookieOf(commented)).toBe(cookieOf(answered))
  // Who comes back without an account finds both, in that browser and in no other.
  const cookie = cookieOf(answered)
  const page = `/questions/${question.id}`
  const [written, inComment] = [{ fields: { body } }, { fields: { body: asked.body } }]
  expect((await get(thread, page, { params, cookie })).data).toMatchObject({ written })
  expect((await get(commentPage, '/', { params, cookie })).data).toMatchObject({ written: inComment })
  for (const shown of [await get(thread, page, { params }), await get(commentPage, '/', { params })]) {
    expect(shown.data).not.toHaveProperty('written.fields')
  }
  const { actor, to } = await signUpAndIn(answered)
  expect(to).toBe(`/questions/${question.id}#your-answer`)
  expect((await get(thread, `/questions/${question.id}`, { viewer: actor, params })).data).toMatchObject({
    draft: { fields: { body } },
    question: { draft: { fields: { body: `${body} Which hub?` } } },
  })
  expect((await get(commentPage, '/', { viewer: actor, params })).data).toMatchObject({ draft: { fields: {} } })
  expect(await get(commentPage, '/', { params })).toMatchObject({ status: 200, data: { isMember: false } })
})

test('so does a message to the staff', async () => {
  let form = { title: 'The invoice is not mine', body: 'It names somebody else.' }
  const sent = await post(contact, { ...form, account: 'sign-up' })
  const again = await get(contactPage, '/contact', { cookie: cookieOf(sent) })
  expect(again.data).toMatchObject({ begun: form })
  // What they make of it there replaces it.
  const { kept } = again.data as { kept: Date }
  const mended = { ...form, title: 'The invoice of May is not mine' }
  await post(contact, { ...mended, account: 'sign-up', shown: kept.toISOString() }, { cookie: cookieOf(sent) })
  const { actor, to } = await signUpAndIn(sent)
  form = mended
  expect(to).toBe('/contact')
  expect((await get(contactPage, '/contact', { viewer: actor })).data).toMatchObject({ begun: form })
})

test('a vote waits for one press on the page where it was meant', async () => {
  const params = { threadId: question.id, postId: question.questionId ?? 0 }
  const sent = await post(vote, { value: '1', account: 'sign-in' }, { params })
  expect(part(sent.location, 'kept')).toBe('vote')
  const to = part(sent.location, 'to') ?? ''
  expect(to).toBe(`/posts/${params.postId}?vote=${params.postId}up`)

  const page = `/questions/${question.id}?vote=${params.postId}up`
  const viewer = await createUser()
  const meantFor = async (by: Actor | null, path = page) =>
    ((await get(thread, path, { viewer: by, params })).data as { meant?: unknown }).meant
  expect(await meantFor(viewer)).toEqual({ postId: params.postId, value: 1 })
  expect(await db.selectFrom('votes').select('value').execute()).toEqual([])
  // Not for a visitor, for whoever may not yet (down takes points), for another post, after it is given.
  expect(await meantFor(null)).toBeUndefined()
  expect(await meantFor(viewer, page.replace('up', 'down'))).toBeUndefined()
  expect(await meantFor(viewer, `/questions/${question.id}?vote=999999up`)).toBeUndefined()
  await post(vote, { value: '1' }, { viewer, params })
  expect(await meantFor(viewer)).toBeUndefined()
})

test('two visitors behind one address with the same browser get what they wrote themselves', async () => {
  const alike = { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' }
  const form = (body: string) => ({ title: 'Why does the hub blink?', body, account: 'sign-in' })
  const nora = await post(ask, form('Of Nora.'), alike)
  const omar = await post(ask, form('Of Omar.'), { ...alike, secure: true })
  expect(cookieOf(nora)).not.toBe(cookieOf(omar))
  expect(nora.cookies[0]).toMatch(/^entraide_words=[\w-]{43}; Path=\/; Max-Age=86400; HttpOnly; SameSite=Lax$/)
  expect(omar.cookies[0]).toMatch(/; Secure$/)
  // The database alone opens nothing.
  const keys = (await db.selectFrom('visitorDrafts').select('browserKey').execute()).map((row) => row.browserKey)
  expect(keys).toHaveLength(2)
  for (const key of keys) expect(cookieOf(nora) + cookieOf(omar)).not.toContain(key)

  await post(signUp, ACCOUNT)
  await post(signIn, ACCOUNT, alike)
  await post(signIn, ACCOUNT, { ...alike, cookie: `entraide_words=${keys[0]}` })
  expect(await db.selectFrom('drafts').select('id').execute()).toEqual([])
  const signedIn = await post(signIn, ACCOUNT, { ...alike, cookie: cookieOf(nora) })
  expect(await db.selectFrom('drafts').select('fields').execute()).toMatchObject([{ fields: { body: 'Of Nora.' } }])
  expect(signedIn.cookies).toContainEqual(expect.stringMatching(/^entraide_words=; Path=\/; Max-Age=0;/))
  expect(await db.selectFrom('visitorDrafts').select('fields').execute()).toMatchObject([
    { fields: { body: 'Of Omar.' } },
  ])
})

test('the list of drafts says that a text waits for room there', async () => {
  await post(signUp, ACCOUNT)
  const { id } = await db.selectFrom('users').select('id').where('email', '=', ACCOUNT.email).executeTakeFirstOrThrow()
  const viewer = await getActor(db, id)
  const key = { kind: 'contact' as const }
  await saveDraft(db, viewer, { ...key, fields: { body: 'o'.repeat(40_000) }, version: 0 })
  const sent = await post(contact, { title: 'The invoice', body: 'n'.repeat(40_000), account: 'sign-in' })
  const cookie = cookieOf(sent)
  const signedIn = await post(signIn, { ...ACCOUNT, to: '/contact' }, { cookie })
  expect(signedIn.location).toBe('/drafts')
  expect(signedIn.cookies.join()).not.toContain('entraide_words')
  expect((await get(drafts, '/drafts', { viewer, cookie })).data).toMatchObject({ waits: true })
  await discardDraft(db, viewer, key)
  const again = await post(signIn, { ...ACCOUNT, to: '/contact' }, { cookie })
  expect(again).toMatchObject({ location: '/contact' })
  expect((await get(drafts, '/drafts', { viewer, cookie })).data).toMatchObject({ waits: false })
})

test('a form that is shown again replaces only the text that filled it', async () => {
  const params = { threadId: question.id, postId: question.questionId ?? 0 }
  const first = '2026-11-30T10:00:00.000Z'
  const shownBy = async (action: Parameters<typeof post>[0], more: Record<string, string>, ip: string) => {
    // Refused, because it is too long to be kept.
    const sent = { title: 'Why?', body: 'x'.repeat(80_000), account: 'sign-in', ...more }
    const { data } = await post(action, sent, { params, ip })
    const { form, shown, errors } = data as { form?: { shown?: Date }; shown?: Date; errors: unknown[] }
    expect(errors).toHaveLength(1)
    return form ? form.shown : shown
  }
  for (const [number, action] of [ask, contact, comment, answer].entries()) {
    expect(await shownBy(action, { shown: first }, `203.0.113.${number}`)).toEqual(new Date(first))
    expect(await shownBy(action, {}, `203.0.113.${number}`)).toBeUndefined()
    expect(await shownBy(action, { shown: 'yesterday' }, `203.0.113.${number}`)).toBeUndefined()
  }
  const checked = await post(ask, { title: 'Why?', body: 'Other.', step: 'check', shown: first })
  expect(checked.data).toMatchObject({ form: { shown: new Date(first) } })
})

test('who signs out leaves no text to the next person, and gets what has found room meanwhile', async () => {
  const viewer = await createUser()
  const key = { kind: 'contact' as const }
  await saveDraft(db, viewer, { ...key, fields: { body: 'o'.repeat(40_000) }, version: 0 })
  const long = { title: 'The invoice', body: 'n'.repeat(40_000) }
  const cookie = cookieOf(await post(contact, { ...long, account: 'sign-in' }))
  const forgotten = expect.stringMatching(/^entraide_words=; Path=\/; Max-Age=0;/)
  expect((await post(signOut, {}, { viewer, cookie })).cookies).toContainEqual(forgotten)
  expect((await post(signOut, {}, { cookie })).cookies).toContainEqual(forgotten)
  expect((await post(signOut, {}, { viewer })).cookies).not.toContainEqual(forgotten)

  await discardDraft(db, viewer, key)
  await post(signOut, {}, { viewer, cookie })
  expect((await get(contactPage, '/contact', { viewer })).data).toMatchObject({ begun: long })
})

test('a session that ended is another thing: nothing is kept, and the page says so', async () => {
  const form = { title: 'Why does the hub blink?', body: 'It blinks red since the update.' }
  expect(await post(ask, form)).toMatchObject({ status: 401, data: { code: 'session.ended' } })
  expect(await post(ask, form, { byScript: true })).toMatchObject({ status: 401 })
  expect(await db.selectFrom('visitorDrafts').select('kind').execute()).toEqual([])
})

test('a robot that sends and sends is stopped, and the form keeps the words', async () => {
  const send = () =>
    post(ask, { title: 'Why does the hub blink?', body: 'It blinks.', account: 'sign-up' }, { ip: '203.0.113.9' })
  for (let round = 0; round < 30; round++) await send()
  expect(await send()).toMatchObject({
    status: 429,
    data: { form: { body: 'It blinks.' }, errors: [{ code: 'rate.limited' }] },
  })
})
