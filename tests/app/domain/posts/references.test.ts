import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { editArticle } from '#app/domain/articles/edit-article.ts'
import { deletePost } from '#app/domain/posts/delete-post.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { renderBody } from '#app/domain/posts/render-body.ts'
import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { listMentionable } from '#app/domain/profiles/list-mentionable.ts'
import { listReferable } from '#app/domain/search/find/list-referable.ts'
import { listRelated } from '#app/domain/threads/list-related.ts'
import { addNote } from '#app/domain/tickets/add-note.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { loader as mentions } from '#app/pages/editor/mentions.ts'
import { action as preview } from '#app/pages/editor/preview.ts'
import { siteOrigins } from '#app/platform/site-origins.ts'
import { showCards } from '#app/web/link-cards.server.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { contextOf } from '#tests/support/context.ts'
import { atOnce, db, withMediumFigures } from '#tests/support/database.ts'
import '#tests/support/messages.ts'

withMediumFigures()

const LONG_AGO = new Date(Date.now() - 30 * 86_400_000)
const ORIGIN = siteOrigins()[0] ?? ''
const member = (name?: string, reputation = 50) =>
  createUser({ reputation, createdAt: LONG_AGO, ...(name ? { name } : {}) })

const mentioned = async (postId: number) =>
  (await db.selectFrom('mentions').where('postId', '=', postId).orderBy('userId').select('userId').execute()).map(
    (row) => row.userId,
  )
const referred = async (postId: number) =>
  (await db.selectFrom('threadReferences').where('postId', '=', postId).select('otherThreadId').execute()).map(
    (row) => row.otherThreadId,
  )
const htmlOf = async (id: number) =>
  (await db.selectFrom('posts').where('id', '=', id).select('html').executeTakeFirstOrThrow()).html

describe('a mention', () => {
  test('is a link and a fact, which an edit keeps in step', async () => {
    const [ana, ben, author] = [await member('Ana'), await member('Ben'), await member()]
    const answer = await createAnswer({ authorId: author.id, body: 'As @ana and @Ana said, it is so.', at: LONG_AGO })
    expect(await htmlOf(answer.id)).toContain(`<a href="/users/${ana.id}" class="mention">@ana</a>`)
    expect(await mentioned(answer.id)).toEqual([ana.id])

    await editPost(db, author, { postId: answer.id, body: 'As @ben said, it is so, all of it.', baseRevision: 0 })
    expect(await mentioned(answer.id)).toEqual([ben.id])
  })

  test('of oneself, of nobody, of Entraide and of who left tells nobody', async () => {
    const [author, gone] = [await member('Me'), await member('Gone')]
    await db.updateTable('users').set({ deletedAt: new Date() }).where('id', '=', gone.id).execute()
    const answer = await createAnswer({ authorId: author.id, body: '@me, @nobody, @entraide and @gone: it is so.' })
    expect(await mentioned(answer.id)).toEqual([])
    expect((await htmlOf(answer.id)).match(/class="mention"/g)).toHaveLength(1)
  })

  test('tells only who may see the text', async () => {
    const [ana, asker] = [await member('Ana'), await member('Asker')]
    const staff = await createUser({ name: 'Staff', roles: ['staff'] })
    const priv = await createThread({ authorId: asker.id, audience: 'private' })
    const text = 'This is for @ana, @asker and @staff to read.'
    const answer = await createAnswer({ threadId: priv.id, authorId: asker.id, body: text })
    expect(await mentioned(answer.id)).toEqual([staff.id])
    expect(await htmlOf(answer.id)).toContain(`/users/${ana.id}`)

    const ticket = await createTicket()
    const { id } = await addNote(db, await createUser({ roles: ['staff'] }), { ticketId: ticket.id, body: text })
    expect(await mentioned(id)).toEqual([staff.id])

    const article = await createArticle({ draftedBy: staff.id, audience: 'staff', body: text })
    const post = await db.selectFrom('posts').where('articleId', '=', article.id).select('id').executeTakeFirstOrThrow()
    expect(await mentioned(post.id)).toEqual([])
    await editArticle(db, staff, {
      articleId: article.id,
      locale: 'en',
      title: 'Another title',
      body: `${text} Again.`,
      weight: 'typo',
      audience: 'members',
    })
    expect(await htmlOf(post.id)).toContain('Again')
  })

  test('two on the first day', async () => {
    const people = [await member('Ana'), await member('Ben'), await member('Cleo')]
    expect(people).toHaveLength(3)
    const newcomer = await createUser()
    await createAnswer({ authorId: newcomer.id, body: '@ana, @ben, @ana and @nobody know it.' })
    await expect(createAnswer({ authorId: newcomer.id, body: '@ana, @ben and @cleo know it.' })).rejects.toMatchObject({
      code: 'mentions.first_day',
      figures: { max: 2 },
    })
    const moderator = await createUser({ roles: ['moderator'] })
    expect(
      await mentioned((await createAnswer({ authorId: moderator.id, body: '@ana, @ben and @cleo know.' })).id),
    ).toHaveLength(3)
  })
})

describe('what takes points', () => {
  const links = (count: number) => Array.from({ length: count }, (_, at) => `https://example.org/${at}`).join(' and ')

  test.each([
    [`Look here: ${links(3)}`, 'links.privilege', { max: 2, points: 50 }],
    ['Look here: ![a](https://example.org/a.png)', 'images.privilege', { points: 50 }],
    ['Look here: <img src="https://example.org/a.png">', 'images.privilege', { points: 50 }],
  ])('%s', async (body, code, figures) => {
    const [below, above] = [await member(undefined, 49), await member(undefined, 50)]
    const threadId = (await createThread()).id
    await expect(postAnswer(db, below, { threadId, body })).rejects.toMatchObject({ code, figures, field: 'body' })
    expect(await db.selectFrom('posts').where('kind', '=', 'answer').select('id').execute()).toEqual([])
    await postAnswer(db, above, { threadId, body })
  })

  test('not two links, nor links to this forum, nor what stood there before', async () => {
    const [author, editor] = [await member(undefined, 1), await member(undefined, 1)]
    await createAnswer({ authorId: author.id, body: `Look here: ${links(2)}` })
    await createAnswer({ authorId: author.id, body: `[a](/x) [b](/y) ${ORIGIN}/z ${ORIGIN}/a ${links(2)}` })

    const answer = await createAnswer({
      authorId: (await member()).id,
      body: `Look: ${links(4)} ![a](https://example.org/a.png)`,
      at: LONG_AGO,
    })
    await db.updateTable('posts').set({ authorId: editor.id }).where('id', '=', answer.id).execute()
    const edit = async (body: string) =>
      editPost(db, editor, { postId: answer.id, body, baseRevision: await getTextVersion(db, answer.id) })
    await edit(`Look at ${links(3)} ![b](https://example.org/b.png)`)
    await expect(edit(`Look at ${links(4)}`)).rejects.toMatchObject({ code: 'links.privilege' })
  })
})

describe('a number of a thread', () => {
  test('links the two threads, both ways, for who may see them', async () => {
    const [here, there] = [await createThread(), await createThread()]
    const answer = await createAnswer({
      threadId: here.id,
      body: `The same as in #${there.id}, or #${here.id}, or #999999.`,
    })
    expect(await referred(answer.id)).toEqual([there.id])
    expect((await listRelated(db, null, here.id)).linked.map(({ id }) => id)).toEqual([there.id])
    expect((await listRelated(db, null, there.id)).linked.map(({ id }) => id)).toEqual([here.id])

    const moderator = await createUser({ roles: ['moderator'] })
    await deletePost(db, moderator, { postId: answer.id })
    expect((await listRelated(db, null, there.id)).linked).toEqual([])
  })

  test('does not say that there is one to who may not see it', async () => {
    const [asker, other] = [await member(), await member()]
    const secret = await createThread({
      authorId: asker.id,
      audience: 'private',
      title: 'A title that nobody else reads',
    })
    const public_ = await createThread()
    const typed = `Compare #${secret.id}.\n\n${ORIGIN}/questions/${secret.id}`
    const guessed = await createAnswer({ threadId: public_.id, authorId: other.id, body: typed })
    expect(await htmlOf(guessed.id)).not.toContain(`<a href="/questions/${secret.id}">#`)
    expect(await htmlOf(guessed.id)).not.toContain('data-card')
    expect(await referred(guessed.id)).toEqual([])

    const named = await createAnswer({ threadId: public_.id, authorId: asker.id, body: typed })
    expect(await htmlOf(named.id)).not.toContain('A title that')
    expect((await listRelated(db, other, public_.id)).linked).toEqual([])
    expect((await listRelated(db, asker, public_.id)).linked).toHaveLength(1)
  })
})

describe('a card', () => {
  const shownTo = async (viewer: Viewer, html: string, locale: 'en' | 'fr' = 'en') =>
    (await showCards(contextOf(viewer, { locale }), [{ html }]))[0]?.html ?? ''

  test('says what a thread is, to who may see it, and nothing of it is stored', async () => {
    const asker = await member()
    const thread = await createThread({ authorId: asker.id, title: 'How do I open the lid?' })
    const answer = await createAnswer({ body: `Look:\n\n${ORIGIN}/questions/${thread.id}` })
    const html = await htmlOf(answer.id)
    expect(html).not.toContain('lid')
    const shown = await shownTo(null, html)
    expect(shown).toContain('class="link-card"')
    expect(shown).toContain('How do I open the lid?')
    expect(await shownTo(null, html, 'fr')).toContain('Ouverte')

    await db.updateTable('threads').set({ title: 'How do I close the lid?' }).where('id', '=', thread.id).execute()
    expect(await shownTo(null, html)).toContain('close the lid')
    await db.updateTable('threads').set({ audience: 'private' }).where('id', '=', thread.id).execute()
    expect(await shownTo(null, html)).toBe(html)
    expect(await shownTo(asker, html)).toContain('close the lid')
  })

  test('of an article is in the language of the reader', async () => {
    const staff = await createUser({ roles: ['staff'] })
    const article = await createArticle({ draftedBy: staff.id, title: 'Opening the lid' })
    await editArticle(db, staff, {
      articleId: article.id,
      locale: 'fr',
      title: 'Ouvrir le couvercle',
      body: 'Il suffit de tirer dessus, assez fort.',
      weight: 'typo',
    })
    const { html } = await renderBody(db, staff.id, `${ORIGIN}/kb/articles/${article.id}`)
    expect(await shownTo(null, html)).toContain('Opening the lid')
    expect(await shownTo(null, html, 'fr')).toContain('Ouvrir le couvercle')
    await db.updateTable('articles').set({ audience: 'staff' }).where('id', '=', article.id).execute()
    expect(await shownTo(null, html)).toBe(html)
  })
})

test('the preview shows what will be saved', async () => {
  const [ana, author] = [await member('Ana'), await member()]
  const thread = await createThread({ title: 'How do I open the lid?' })
  const body = `@ana, see #${thread.id}\n\n${ORIGIN}/questions/${thread.id}`
  const request = new Request('http://localhost/preview', { method: 'POST', body: new URLSearchParams({ body }) })
  const response = await preview({ request, params: {}, context: contextOf(author) })
  const { html } = (await response.json()) as { html: string }
  expect(html).toContain(`/users/${ana.id}`)
  expect(html).toContain(`<a href="/questions/${thread.id}">#${thread.id}</a>`)
  expect(html).toContain('How do I open the lid?')
  expect(await db.selectFrom('mentions').select('postId').execute()).toEqual([])
})

describe('completion', () => {
  test('of a mention: who takes part first, then by points', async () => {
    const actor = await member('Anton')
    const [anna, andrew] = [await member('Anna', 5000), await member('Andrew', 10)]
    const hidden = await member('Anders')
    const thread = await createThread({ authorId: andrew.id })
    const handles = async (typed: string, threadId?: number, as: Actor = actor) =>
      (await listMentionable(db, as, { typed, ...(threadId ? { threadId } : {}) })).map(({ handle }) => handle)

    expect(await handles('an')).toEqual(['anna', 'anders', 'andrew'])
    expect(await handles('an', thread.id)).toEqual(['andrew', 'anna', 'anders'])
    expect(await handles('', thread.id)).toEqual(['andrew'])
    expect(await handles('ANN', thread.id)).toEqual(['anna'])
    expect(await handles('%')).toEqual([])
    const answer = await createAnswer({ threadId: thread.id, authorId: hidden.id })
    expect(await handles('', thread.id)).toEqual(['anders', 'andrew'])
    // Nobody learns who wrote what is hidden, or what is private.
    await db.updateTable('posts').set({ state: 'hidden' }).where('id', '=', answer.id).execute()
    expect(await handles('', thread.id)).toEqual(['andrew'])
    await db.updateTable('threads').set({ audience: 'private' }).where('id', '=', thread.id).execute()
    expect(await handles('', thread.id, anna)).toEqual([])
  })

  test('of a number: by number, else by words, what one may see', async () => {
    const asker = await member()
    const thread = await createThread({ title: 'The lid of the hub does not open' })
    const secret = await createThread({
      authorId: asker.id,
      audience: 'private',
      title: 'The lid of the safe does not open',
    })
    await searchEngine.index(db, { threadIds: [thread.id, secret.id] })
    const ids = async (viewer: Viewer, typed: string) =>
      (await listReferable(db, viewer, searchEngine, typed)).map(({ id }) => id)
    expect(await ids(await member(), String(thread.id))).toEqual([thread.id])
    expect(await ids(await member(), String(secret.id))).toEqual([])
    expect(await ids(asker, String(secret.id))).toEqual([secret.id])
    expect(await ids(await member(), 'lid open')).toEqual([thread.id])
  })

  test('for who is signed in, and not without end', async () => {
    const ask = (viewer: Viewer) =>
      mentions({ request: new Request('http://localhost/mentions?q=a'), params: {}, context: contextOf(viewer) })
    expect((await ask(null)).status).toBe(401)
    const actor = await member()
    const statuses = (
      await atOnce(10, async () => {
        const all = []
        for (let count = 0; count < 13; count++) all.push((await ask(actor)).status)
        return all
      })
    ).flat()
    expect(statuses.filter((status) => status === 200)).toHaveLength(120)
    expect(statuses.filter((status) => status === 429)).toHaveLength(10)
  })
})

test('whatever is typed, it is rendered', async () => {
  const author = await member('Ana')
  const thread = await createThread()
  const pieces = fc.constantFrom(
    '@ana',
    `#${thread.id}`,
    '#0',
    `${ORIGIN}/questions/${thread.id}`,
    '\n\n',
    '![a](/attachments/',
    '0'.repeat(32),
    '.png)',
    '\0',
    '\ud800',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 12 }), async (parts) => {
      expect(typeof (await renderBody(db, author.id, parts.join(''))).html).toBe('string')
    }),
    { numRuns: 60 },
  )
})
