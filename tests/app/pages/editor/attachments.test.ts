import { rm } from 'node:fs/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { getAttachment } from '#app/domain/attachments/queries.ts'
import { fileNames, removeOrphans } from '#app/domain/attachments/remove-orphans.ts'
import { storeAttachment } from '#app/domain/attachments/store-attachment.ts'
import { deletePost } from '#app/domain/posts/delete-post.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { redactRevision } from '#app/domain/revisions/redact-revision.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { loader as serve } from '#app/pages/editor/attachment.ts'
import { action as upload } from '#app/pages/editor/upload.ts'
import { verifyAttachments } from '#app/verify/verify-attachments.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { contextOf } from '#tests/support/context.ts'
import { db, withMediumFigures } from '#tests/support/database.ts'
import '#tests/support/messages.ts'
import { filesOf, pdf, picture, temporaryStore } from '#tests/support/uploads.ts'

const { folder, store } = await temporaryStore()
beforeEach(() => rm(folder, { recursive: true, force: true }))
withMediumFigures()
beforeEach(async () => {
  await db
    .insertInto('settings')
    .values({ name: 'attachments', value: JSON.stringify({ imageMegabytes: 4, fileMegabytes: 8 }) })
    .execute()
})

const HOUR = 3_600_000
const LONG_AGO = new Date(Date.now() - 240 * HOUR)
const member = () => createUser({ reputation: 50, createdAt: LONG_AGO })

function send(
  viewer: Viewer,
  body: Uint8Array | ReadableStream<Uint8Array>,
  { name = 'a.png', type = '', length = 'length' in body ? body.length : undefined, locale = 'en' as 'en' | 'fr' } = {},
): Promise<Response> {
  const request = new Request('http://localhost/attachments', {
    method: 'POST',
    headers: {
      'Content-Type': type,
      'X-File-Name': encodeURIComponent(name),
      ...(length === undefined ? {} : { 'Content-Length': String(length) }),
    },
    body: body as BodyInit,
    ...{ duplex: 'half' },
  })
  return upload({ request, params: {}, context: contextOf(viewer, { locale }) }) as Promise<Response>
}

const fetchAs = (viewer: Viewer, url: string, { headers = {}, method = 'GET' } = {}): Promise<Response> =>
  serve({
    request: new Request(`http://localhost${url}`, { headers, method }),
    params: { name: url.split('/').at(-1) ?? '' },
    context: contextOf(viewer),
  })

const uploaded = async (actor: Actor, name = 'a.png') =>
  storeAttachment(db, actor, {
    store,
    name,
    contentType: '',
    bytes: name.endsWith('.pdf') ? pdf() : await picture('png', { width: 400 }),
  })

describe('uploading', () => {
  test('answers with what to insert', async () => {
    const response = await send(await member(), await picture('png'), { name: 'Écran 1.png', type: 'image/png' })
    expect(response.status).toBe(201)
    const kept = await response.json()
    expect(kept).toMatchObject({
      url: expect.stringMatching(/^\/attachments\/[0-9a-f]{32}\.png$/),
      width: 64,
      height: 48,
    })
    expect(kept.markdown).toBe(`![Écran 1](${kept.url})`)
  })

  test('refuses with a code and a sentence in the language of the reader', async () => {
    const french = await send(await member(), Buffer.from('<svg/>'), {
      name: 'a.svg',
      type: 'image/svg+xml',
      locale: 'fr',
    })
    expect(french.status).toBe(415)
    expect(await french.json()).toMatchObject({
      errors: [{ code: 'attachment.svg' }],
      message: expect.stringContaining('Les dessins SVG'),
    })
    const nobody = await send(null, pdf(), { name: 'a.pdf' })
    expect([nobody.status, (await nobody.json()).errors[0].code]).toEqual([401, 'attachment.sign_in'])
    const broken = await send(await member(), (await picture('png')).subarray(0, 2000), { name: 'a.png' })
    expect([broken.status, (await broken.json()).errors[0].code]).toEqual([422, 'attachment.broken_image'])
    const unprivileged = await send(await createUser({ createdAt: LONG_AGO }), await picture('png'))
    expect(unprivileged.status).toBe(403)
    expect((await unprivileged.json()).message).toContain('50 points')
  })

  test('trying again is offered only where it helps', async () => {
    const again = async (actor: Actor, file: Uint8Array, name: string) => {
      const answer = await (await send(actor, file, { name })).json()
      return [answer.errors[0].code, answer.again]
    }
    await db
      .updateTable('settings')
      .where('name', '=', 'attachments')
      .set({ value: JSON.stringify({ imageMegabytes: 4, fileMegabytes: 8, megabytesADay: 1, megabytesInAll: 2 }) })
      .execute()
    const actor = await member()
    expect(await again(actor, Buffer.from('x'), 'a.mp4')).toEqual(['attachment.video', false])
    expect(await again(actor, new Uint8Array(9_000_000), 'a.txt')).toEqual(['attachment.too_large', false])
    expect(await again(actor, new Uint8Array(1_500_000), 'a.txt')).toEqual(['attachment.quota_day', false])
    expect(await again(actor, new Uint8Array(2_500_000), 'a.txt')).toEqual(['attachment.quota_all', false])
    const newcomer = await createUser({ createdAt: LONG_AGO })
    expect(await again(newcomer, await picture('png'), 'a.png')).toEqual(['images.privilege', false])
  })

  test('reads no more than may be kept, whatever length is claimed', async () => {
    const actor = await member()
    let sent = 0
    const endless = () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 100_000
          controller.enqueue(new Uint8Array(100_000))
          if (sent >= 20_000_000) controller.close()
        },
      })
    const response = await send(actor, endless(), { name: 'a.txt', length: 10 })
    expect(response.status).toBe(413)
    expect((await response.json()).message).toBe('This file is too large: at most 8 MB.')
    expect(sent).toBeLessThan(9_000_000)

    sent = 0
    expect((await send(actor, endless(), { name: 'a.txt', length: 9_000_000 })).status).toBe(413)
    expect((await send(actor, endless(), { name: 'a.png', length: 5_000_000 })).status).toBe(413)
    expect(await filesOf(store)).toEqual([])
  })

  test('twenty an hour, refused ones among them', async () => {
    const actor = await member()
    for (let count = 0; count < 20; count++)
      expect((await send(actor, new Uint8Array(), { name: 'a.txt' })).status).toBe(422)
    const over = await send(actor, pdf(), { name: 'a.pdf' })
    expect(over.status).toBe(429)
    expect(Number(over.headers.get('Retry-After'))).toBeGreaterThan(60)
    expect(await over.json()).toMatchObject({ errors: [{ code: 'attachment.rate' }], again: true })
    expect((await send(await member(), pdf(), { name: 'a.pdf' })).status).toBe(201)
  })
})

describe('serving', () => {
  test('an image, with its smaller copies', async () => {
    const actor = await member()
    const { url } = await uploaded(actor)
    await createAnswer({ authorId: actor.id, body: `It looks like this: ![a](${url})` })

    const image = await fetchAs(null, url)
    expect(image.status).toBe(200)
    expect(Object.fromEntries(image.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, max-age=31536000, immutable',
      'content-disposition': "inline; filename*=UTF-8''a.png",
    })
    expect((await image.arrayBuffer()).byteLength).toBe(Number(image.headers.get('Content-Length')))

    const narrow = await fetchAs(null, url.replace('.png', '-320.webp'))
    expect([narrow.status, narrow.headers.get('Content-Type')]).toEqual([200, 'image/webp'])
    await narrow.body?.cancel()
    for (const other of [url.replace('.png', '-640.webp'), url.replace('.png', '.html'), '/attachments/x', `${url}x`]) {
      expect((await fetchAs(null, other)).status).toBe(404)
    }
    const known = await fetchAs(null, url, { headers: { 'If-None-Match': image.headers.get('ETag') ?? '' } })
    expect([known.status, await known.text()]).toEqual([304, ''])
    expect(await (await fetchAs(null, url, { method: 'HEAD' })).text()).toBe('')
  })

  test('another file is for saving, under its name', async () => {
    const actor = await member()
    const { url } = await storeAttachment(db, actor, {
      store,
      name: 'Müllers "Plan" (1)\r\n<b>.txt',
      contentType: 'text/html',
      bytes: Buffer.from('<script>alert(1)</script>'),
    })
    const file = await fetchAs(actor, url)
    expect(file.headers.get('Content-Type')).toBe('text/plain; charset=utf-8')
    expect(file.headers.get('Content-Disposition')).toBe(
      "attachment; filename*=UTF-8''M%C3%BCllers%20Plan%20%281%29%20b.txt",
    )
    await file.body?.cancel()
  })
})

describe('who may have it', () => {
  const seenBy = async (url: string, ...viewers: Viewer[]) =>
    Promise.all(
      viewers.map(async (viewer) => {
        const response = await fetchAs(viewer, url)
        await response.body?.cancel()
        return response.status
      }),
    )

  test('until a post uses it, only who uploaded it', async () => {
    const actor = await member()
    const { url } = await uploaded(actor)
    expect(await seenBy(url, actor, null, await member(), await createUser({ roles: ['admin'] }))).toEqual([
      200, 404, 404, 404,
    ])
    expect((await fetchAs(actor, url)).headers.get('Cache-Control')).toBe('private, no-cache')
  })

  test('whoever may see the post, in every state of it', async () => {
    const [author, other, moderator] = [await member(), await member(), await createUser({ roles: ['moderator'] })]
    const { url } = await uploaded(author)
    const answer = await createAnswer({ authorId: author.id, body: `It looks like this: ![a](${url})` })
    const everyone = [null, other, author, moderator]
    expect(await seenBy(url, ...everyone)).toEqual([200, 200, 200, 200])

    for (const state of ['hidden', 'pending', 'deleted'] as const) {
      await db.updateTable('posts').set({ state }).where('id', '=', answer.id).execute()
      expect(await seenBy(url, ...everyone)).toEqual([404, 404, 200, 200])
    }
    await db.updateTable('posts').set({ state: 'visible' }).where('id', '=', answer.id).execute()
    await deletePost(db, moderator, { postId: (await threadOf(answer.threadId)).questionId ?? 0 })
    expect(await seenBy(url, null, other, moderator)).toEqual([404, 404, 200])
  })

  const threadOf = (id: number | null) =>
    db.selectFrom('threads').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

  test('a private thread: its asker and staff', async () => {
    const [asker, other] = [await member(), await member()]
    const staff = await createUser({ roles: ['staff'] })
    const { url } = await uploaded(asker)
    const thread = await createThread({ authorId: asker.id, audience: 'private', body: `Look at this: ![a](${url})` })
    expect(await seenBy(url, null, other, asker, staff)).toEqual([404, 404, 200, 200])

    // Whoever knows the address shows nobody else what is behind it.
    await createAnswer({ authorId: other.id, body: `Look what I have found: ![a](${url})` })
    expect(await seenBy(url, null, other)).toEqual([404, 404])
    await db.updateTable('threads').set({ audience: 'members' }).where('id', '=', thread.id).execute()
    expect(await seenBy(url, null, other)).toEqual([404, 200])
  })

  test('a note of the staff, a comment under a hidden answer, an article', async () => {
    const [author, other] = [await member(), await member()]
    const staff = await createUser({ roles: ['staff'] })
    const [noted, commented, written] = [await uploaded(staff), await uploaded(author), await uploaded(staff, 'a.pdf')]
    const note = await createAnswer({ authorId: staff.id, body: `For us alone: ![a](${noted.url})` })
    await db.updateTable('posts').set({ kind: 'note' }).where('id', '=', note.id).execute()
    expect(await seenBy(noted.url, null, other, staff)).toEqual([404, 404, 200])

    const answer = await createAnswer()
    await createComment({ postId: answer.id, authorId: author.id, body: `This: ![a](${commented.url})` })
    expect(await seenBy(commented.url, null)).toEqual([200])
    await db.updateTable('posts').set({ state: 'hidden' }).where('id', '=', answer.id).execute()
    expect(await seenBy(commented.url, null, other)).toEqual([404, 404])

    const article = await createArticle({
      draftedBy: staff.id,
      audience: 'members',
      body: `Read [this](${written.url}) first.`,
    })
    expect(await seenBy(written.url, null, other)).toEqual([404, 200])
    await db.updateTable('articles').set({ state: 'archived' }).where('id', '=', article.id).execute()
    expect(await seenBy(written.url, null, other, staff)).toEqual([404, 404, 200])
  })

  test('a text that is gone for good takes it along', async () => {
    const author = await member()
    const [quick, old] = [await uploaded(author), await uploaded(author)]
    // Put right within the minutes in which no revision is kept.
    const fresh = await createAnswer({ authorId: author.id, body: `It looks like this: ![a](${quick.url})` })
    await editPost(db, author, { postId: fresh.id, body: 'It looks like nothing at all.', baseRevision: 0 })
    expect(await seenBy(quick.url, null, author)).toEqual([404, 200])

    const answer = await createAnswer({
      authorId: author.id,
      body: `It looks like this: ![a](${old.url})`,
      at: LONG_AGO,
    })
    await editPost(db, author, { postId: answer.id, body: 'It looks like nothing at all.', baseRevision: 0 })
    expect(await seenBy(old.url, null)).toEqual([200])
    const staff = await createUser({ roles: ['staff'] })
    await redactRevision(db, staff, { postId: answer.id, number: 1, reason: 'A password is to be seen.' })
    expect(await seenBy(old.url, null, author)).toEqual([404, 200])
  })

  test('an edit keeps it with the history of the post', async () => {
    const author = await member()
    const { url } = await uploaded(author)
    const answer = await createAnswer({ authorId: author.id, body: `It looks like this: ![a](${url})`, at: LONG_AGO })
    await editPost(db, author, { postId: answer.id, body: 'It looks like nothing at all.', baseRevision: 0 })
    expect(await seenBy(url, null)).toEqual([200])
  })
})

describe('what no text uses', () => {
  const later = new Date(Date.now() + 25 * HOUR)
  const rows = () => db.selectFrom('attachments').select('name').orderBy('name').execute()

  test('is deleted after a day, row and files', async () => {
    const author = await member()
    const used = await uploaded(author, 'used.png')
    await uploaded(author, 'unused.png')
    await createAnswer({ authorId: author.id, body: `It looks like this: ![a](${used.url})` })

    expect(await removeOrphans(db, store, { now: new Date(Date.now() + 23 * HOUR) })).toMatchObject({
      attachments: 0,
      files: 0,
    })
    expect(await removeOrphans(db, store, { now: later })).toMatchObject({ attachments: 1, files: 0 })
    expect(await rows()).toEqual([{ name: 'used.png' }])
    const { key, ...facts } = await db.selectFrom('attachments').selectAll().executeTakeFirstOrThrow()
    expect((await filesOf(store)).map((file) => file.name).sort()).toEqual(fileNames({ key, ...facts }).sort())
    expect(await removeOrphans(db, store, { now: later })).toMatchObject({ attachments: 0, files: 0 })
  })

  test('stays while a draft or a suggested edit of its uploader holds it', async () => {
    const author = await member()
    const [drafted, suggested, copied] = [
      await uploaded(author, 'd.png'),
      await uploaded(author, 's.png'),
      await uploaded(author, 'x.png'),
    ]
    const draft = (userId: number, body: string) =>
      db
        .insertInto('drafts')
        .values({ userId, kind: 'answer', subjectId: userId, fields: JSON.stringify({ body }) })
        .execute()
    await draft(author.id, `![a](${drafted.url})`)
    // Somebody else's draft keeps nothing.
    await draft((await member()).id, `![a](${copied.url})`)
    const answer = await createAnswer()
    await db
      .insertInto('suggestedEdits')
      .values({ postId: answer.id, authorId: author.id, baseVersion: 0, body: `![a](${suggested.url})` })
      .execute()
    await removeOrphans(db, store, { now: later })
    expect(await rows()).toEqual([{ name: 'd.png' }, { name: 's.png' }])
    expect(
      await getAttachment(db, await createUser({ roles: ['moderator'] }), suggested.url.slice(13, 45)),
    ).toBeTruthy()
  })

  test('a power cut between the files and the row, or between the row and the files, leaves nothing for good', async () => {
    const author = await member()
    await store.put(`${'a'.repeat(32)}.png`, Buffer.from('came, but its row did not'))
    await uploaded(author, 'going.png')
    const failing = {
      ...store,
      delete: () => Promise.reject(new Error('The power is cut')),
    }
    // The row is gone; its file is tried a second time as one without a row, with the other two.
    expect(await removeOrphans(db, failing, { now: later })).toMatchObject({ attachments: 1, files: 0, failed: 5 })
    expect(await rows()).toEqual([])
    expect((await filesOf(store)).length).toBe(3)

    expect(await removeOrphans(db, store, { now: new Date() })).toMatchObject({ attachments: 0, files: 0 })
    expect(await removeOrphans(db, store, { now: later })).toMatchObject({ attachments: 0, files: 3 })
    expect(await filesOf(store)).toEqual([])
  })

  test('a file that is gone or is another is found by verify', async () => {
    const { url } = await uploaded(await member())
    expect(await verifyAttachments(db, store)).toMatchObject({ checked: 1, drifted: 0 })
    await db.updateTable('attachments').set({ bytes: 7 }).execute()
    expect((await verifyAttachments(db, store)).examples[0]).toMatch(/bytes instead of 7$/)
    await store.delete(url.slice(13))
    expect((await verifyAttachments(db, store)).examples[0]).toMatch(/is missing$/)
  })

  test('a post that begins to use it while it is being deleted keeps it, or is written without it', async () => {
    const author = await member()
    const thread = await createThread()
    for (let round = 0; round < 5; round++) {
      const { url } = await uploaded(author, `${round}.png`)
      await Promise.all([
        removeOrphans(db, store, { now: later }),
        postAnswer(db, author, { threadId: thread.id, body: `Round ${round} looks like this: ![a](${url})` }),
      ])
      const used = await db.selectFrom('postAttachments').select('postId').execute()
      expect((await rows()).length).toBe(used.length)
    }
  })
})
