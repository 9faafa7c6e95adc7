import { describe, expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { createArticle } from '#app/domain/articles/create-article.ts'
import { editArticle } from '#app/domain/articles/edit-article.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { discardDraft } from '#app/domain/drafts/discard-draft.ts'
import { type DraftKey, draftPath, nameOfDraft, parseDraftName } from '#app/domain/drafts/draft-key.ts'
import { expireDrafts } from '#app/domain/drafts/expire-drafts.ts'
import { findDraft, findDraftsOfThread, listDrafts } from '#app/domain/drafts/queries.ts'
import { restoreDraft } from '#app/domain/drafts/restore-draft.ts'
import { DRAFT_LENGTH, saveDraft } from '#app/domain/drafts/save-draft.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { suggestEdit } from '#app/domain/suggested-edits/suggest-edit.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { mergeThreads } from '#moderation/curation/merge-threads.ts'
import { writeOnTicket } from '#moderation/escalation/write-on-ticket.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle as anArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, settleAtOnce } from '#tests/support/database.ts'

const body = 'The lamp blinks twice, then nothing.'
const question: DraftKey = { kind: 'question' }
const save = (actor: Actor, key: DraftKey, text = body, more: Partial<Parameters<typeof saveDraft>[2]> = {}) =>
  saveDraft(db, actor, { ...key, fields: { body: text }, version: 0, ...more })
const textOf = async (actor: Actor, key: DraftKey) => (await findDraft(db, actor, key))?.fields.body
const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })

describe('a draft', () => {
  test('is taken up as it was left, by its author alone', async () => {
    const actor = await createUser()
    const fields = { title: 'A lamp', body: 'one\r\ntwo\0', tags: '', categoryId: '3' }
    const { version } = await saveDraft(db, actor, { ...question, fields, version: 0 })
    expect(await findDraft(db, actor, question)).toMatchObject({
      fields: { ...fields, body: 'one\ntwo\ufffd' },
      version,
    })
    expect(await findDraft(db, await createUser(), question)).toBeUndefined()
    expect(await findDraft(db, actor, { kind: 'article' })).toBeUndefined()
  })

  test('of nothing is none, whatever has been chosen in its form', async () => {
    const actor = await createUser()
    await save(actor, question)
    const { version } = (await findDraft(db, actor, question)) ?? { version: 0 }
    const fields = { body: ' \n', categoryId: '3', official: 'on' }
    expect(await saveDraft(db, actor, { ...question, fields, version })).toMatchObject({ version: 0 })
    expect(await findDraft(db, actor, question)).toBeUndefined()
  })

  test('is not written over by a page that has not seen it, unless the person says so', async () => {
    const actor = await createUser()
    const first = await save(actor, question, 'first', { writer: 'a', written: 1 })
    const second = await save(actor, question, 'second', { version: first.version, writer: 'b', written: 1 })
    await refused(save(actor, question, 'third', { version: first.version, writer: 'c', written: 1 }), 'draft.newer')
    await refused(save(actor, question, 'third', { version: 0 }), 'draft.newer')
    expect(await textOf(actor, question)).toBe('second')
    await save(actor, question, 'third', { version: first.version, writer: 'c', written: 2, force: true })
    expect(await textOf(actor, question)).toBe('third')
    await refused(save(actor, question, 'fourth', { version: second.version, writer: 'b', written: 2 }), 'draft.newer')
  })

  test('takes the saves of one page in the order of their writing, however they come', async () => {
    const actor = await createUser()
    const page = { version: 0, writer: 'a' }
    await save(actor, question, 'one', { ...page, written: 1 })
    await save(actor, question, 'three', { ...page, written: 3 })
    await save(actor, question, 'two', { ...page, written: 2 })
    expect(await textOf(actor, question)).toBe('three')
  })

  test('that was sent is not brought back by a page that still shows it', async () => {
    const actor = await createUser()
    const { version } = await save(actor, question)
    await db.deleteFrom('drafts').execute()
    await refused(save(actor, question, 'more', { version, writer: 'a' }), 'draft.gone')
    await save(actor, question, 'more', { version, writer: 'a', force: true })
    expect(await textOf(actor, question)).toBe('more')
  })

  test('has limits', async () => {
    const actor = await createUser()
    await refused(save(actor, question, 'x'.repeat(DRAFT_LENGTH)), 'draft.too_long')
    await changeSetting(db, await createUser({ roles: ['admin'] }), {
      name: 'drafts',
      value: { keepDays: 90, perPerson: 2 },
    })
    // Those of others take none of the room.
    await save(await createUser(), { kind: 'answer', subjectId: 1 })
    await save(actor, { kind: 'answer', subjectId: 1 })
    const { version } = await save(actor, { kind: 'answer', subjectId: 2 })
    await refused(save(actor, { kind: 'answer', subjectId: 3 }), 'draft.too_many')
    await save(actor, { kind: 'answer', subjectId: 2 }, 'changed', { version })
    await discardDraft(db, actor, { kind: 'answer', subjectId: 1 })
    await save(actor, { kind: 'answer', subjectId: 3 })
  })

  test('begun on many devices at one moment is one', async () => {
    const actor = await createUser()
    const settled = await settleAtOnce(6, (index) => save(actor, question, `text ${index}`, { writer: `w${index}` }))
    expect(settled.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    const codes = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
    expect(new Set(codes)).toEqual(new Set(['draft.newer']))
    expect(await db.selectFrom('drafts').select('id').execute()).toHaveLength(1)
  })

  test('is discarded, brought back, and expires', async () => {
    const actor = await createUser()
    const other = await createUser()
    await save(actor, question)
    await discardDraft(db, other, question)
    expect(await textOf(actor, question)).toBe(body)
    await discardDraft(db, actor, question)
    await discardDraft(db, actor, question)
    expect(await findDraft(db, actor, question)).toBeUndefined()
    await restoreDraft(db, other, question)
    expect(await findDraft(db, actor, question)).toBeUndefined()
    await restoreDraft(db, actor, question)
    expect(await textOf(actor, question)).toBe(body)

    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
    await expireDrafts(db, { now: inDays(89) })
    expect(await textOf(actor, question)).toBe(body)
    await expireDrafts(db, { now: inDays(91) })
    expect(await findDraft(db, actor, question)).toBeUndefined()

    await save(actor, question)
    await discardDraft(db, actor, question)
    await expireDrafts(db, { now: inDays(0.9) })
    await restoreDraft(db, actor, question)
    expect(await textOf(actor, question)).toBe(body)
    await discardDraft(db, actor, question)
    await expireDrafts(db, { now: inDays(1.1) })
    await restoreDraft(db, actor, question)
    expect(await findDraft(db, actor, question)).toBeUndefined()

    // Discarding again gives it no more time.
    await save(actor, question)
    await discardDraft(db, actor, question)
    await discardDraft(db, actor, { ...question, at: inDays(0.9) })
    await expireDrafts(db, { now: inDays(1.1) })
    await restoreDraft(db, actor, question)
    expect(await findDraft(db, actor, question)).toBeUndefined()
  })
})

describe('what is sent leaves no draft', () => {
  const staff = () => createUser({ roles: ['staff', 'moderator'] })
  const long = `${body} ${body}`

  /** Saves the draft, refuses once, sends: the draft goes with the sending and not before. */
  async function goesWith(actor: Actor, key: DraftKey, bad: () => Promise<unknown>, good: () => Promise<unknown>) {
    await save(actor, key)
    await save(await createUser(), key)
    await expect(bad()).rejects.toMatchObject({ kind: expect.any(String) })
    expect(await textOf(actor, key)).toBe(body)
    await good()
    expect(await findDraft(db, actor, key)).toBeUndefined()
    expect(await db.selectFrom('drafts').select('id').execute()).toHaveLength(1)
  }

  test('a question', async () => {
    const actor = await createUser({ reputation: 2000 })
    const { id: categoryId } = await createCategory()
    const ask = (title: string) => askQuestion(db, actor, { title, body: long, categoryId, tags: 'lamp', locale: 'en' })
    await goesWith(
      actor,
      question,
      () => ask('short'),
      () => ask('Why does the lamp blink twice?'),
    )
  })

  test('an answer', async () => {
    const actor = await createUser()
    const { id: threadId } = await createThread()
    const answer = (text: string) => postAnswer(db, actor, { threadId, body: text })
    await goesWith(
      actor,
      { kind: 'answer', subjectId: threadId },
      () => answer('x'),
      () => answer(long),
    )
  })

  test('a comment', async () => {
    const thread = await createThread()
    const actor = await getActor(db, thread.authorId ?? 0)
    const postId = thread.questionId ?? 0
    const comment = (text: string) => postComment(db, actor, { postId, body: text })
    await goesWith(
      actor,
      { kind: 'comment', subjectId: postId },
      () => comment(''),
      () => comment(body),
    )
  })

  test('an edit, also one that changes nothing', async () => {
    const answer = await createAnswer()
    const actor = await getActor(db, answer.authorId ?? 0)
    const key: DraftKey = { kind: 'edit', subjectId: answer.id }
    const edit = async (text: string) =>
      editPost(db, actor, { postId: answer.id, body: text, baseRevision: await getTextVersion(db, answer.id) })
    await goesWith(
      actor,
      key,
      () => edit('x'),
      () => edit(long),
    )
    await save(actor, key)
    await edit(long)
    expect(await findDraft(db, actor, key)).toBeUndefined()
  })

  test('a suggested edit', async () => {
    const answer = await createAnswer()
    const actor = await createUser({ reputation: 300 })
    const suggest = async (reason: string) =>
      suggestEdit(db, actor, {
        postId: answer.id,
        body: long,
        reason,
        baseRevision: await getTextVersion(db, answer.id),
      })
    await goesWith(
      actor,
      { kind: 'edit', subjectId: answer.id },
      () => suggest(''),
      () => suggest('Clearer'),
    )
  })

  test('an article and the edit of one, by language', async () => {
    const actor = await staff()
    const { id: categoryId } = await createCategory()
    const write = (title: string) => createArticle(db, actor, { categoryId, locale: 'en', title, body: long })
    await goesWith(
      actor,
      { kind: 'article' },
      () => write(''),
      () => write('Lamps and what they say'),
    )
    await db.deleteFrom('drafts').execute()

    const article = await anArticle()
    const key = { kind: 'article_edit', subjectId: article.id } as const
    await save(actor, { ...key, locale: 'fr' })
    const edit = (text: string) =>
      editArticle(db, actor, { articleId: article.id, locale: 'en', title: 'Lamps', body: text, weight: 'typo' })
    await save(actor, { ...key, locale: 'en' })
    await expect(edit('x')).rejects.toMatchObject({ code: 'body.too_short' })
    expect(await textOf(actor, { ...key, locale: 'en' })).toBe(body)
    await edit(long)
    expect(await findDraft(db, actor, { ...key, locale: 'en' })).toBeUndefined()
    expect(await textOf(actor, { ...key, locale: 'fr' })).toBe(body)
  })

  test.each(['everyone', 'requester', 'staff'] as const)('what is written at the desk for %s', async (readers) => {
    const actor = await staff()
    const ticket = await createTicket()
    const write = (text: string) =>
      writeOnTicket(db, actor, { ticketId: ticket.id, threadId: ticket.threadId, readers, body: text })
    await goesWith(
      actor,
      { kind: 'ticket', subjectId: ticket.id },
      () => write(''),
      () => write(long),
    )
  })

  test('a message to staff', async () => {
    const ticket = await createTicket()
    const actor = await getActor(db, ticket.requesterId ?? 0)
    const { threadId } = ticket
    const reply = (text: string) => replyPrivately(db, actor, { threadId, body: text })
    await goesWith(
      actor,
      { kind: 'private_reply', subjectId: threadId },
      () => reply(''),
      () => reply(body),
    )
  })
})

describe('lists', () => {
  test('one’s drafts, newest first, each with what it is on', async () => {
    const actor = await createUser()
    const thread = await createThread({ title: 'Why does the lamp blink?' })
    const at = (second: number) => ({ at: new Date(2026, 0, 1, 0, 0, second) })
    await saveDraft(db, actor, { ...question, fields: { title: ' Lamps ', body }, version: 0, ...at(1) })
    await save(actor, { kind: 'answer', subjectId: thread.id }, body, at(2))
    await save(actor, { kind: 'comment', subjectId: thread.questionId ?? 0 }, body, at(3))
    await save(await createUser(), question)
    await discardDraft(db, actor, { kind: 'article' })

    const drafts = await listDrafts(db, actor)
    expect(drafts.map(({ kind, title, subject, path }) => ({ kind, title, subject, path }))).toEqual([
      { kind: 'comment', title: null, subject: thread.title, path: `/posts/${thread.questionId}/comments` },
      { kind: 'answer', title: null, subject: thread.title, path: `/questions/${thread.id}#your-answer` },
      { kind: 'question', title: 'Lamps', subject: null, path: '/ask' },
    ])
  })

  test('a draft on what one may no longer see keeps its text, and says nothing of the rest', async () => {
    const actor = await createUser()
    const thread = await createThread()
    const answer = await createAnswer({ threadId: thread.id })
    await save(actor, { kind: 'answer', subjectId: thread.id })
    await save(actor, { kind: 'edit', subjectId: answer.id })
    await save(actor, { kind: 'ticket', subjectId: 1 })
    const ofStaff = await anArticle({ audience: 'staff' })
    await save(actor, { kind: 'article_edit', subjectId: ofStaff.id, locale: 'en' })
    await db.updateTable('threads').set({ audience: 'private' }).where('id', '=', thread.id).execute()
    for (const draft of await listDrafts(db, actor)) {
      expect(draft).toMatchObject({ subject: null, path: null, body })
    }
  })

  test('of a thread: the answer, and comments by their post', async () => {
    const actor = await createUser()
    const thread = await createThread()
    const elsewhere = await createThread()
    const answer = await createAnswer({ threadId: thread.id })
    await save(actor, { kind: 'answer', subjectId: thread.id }, 'the answer')
    await save(actor, { kind: 'comment', subjectId: answer.id }, 'a comment')
    await save(actor, { kind: 'answer', subjectId: elsewhere.id })
    await save(actor, { kind: 'comment', subjectId: elsewhere.questionId ?? 0 })
    await save(await createUser(), { kind: 'comment', subjectId: thread.questionId ?? 0 })
    const found = await findDraftsOfThread(db, actor, thread.id)
    expect(found.answer?.fields).toEqual({ body: 'the answer' })
    expect([...found.comments].map(([postId, draft]) => [postId, draft.fields.body])).toEqual([
      [answer.id, 'a comment'],
    ])
  })
})

test('what is being written in a thread goes along when it is merged, and nothing is written over', async () => {
  const [one, both] = [await createUser(), await createUser()]
  const [source, target] = [await createThread(), await createThread()]
  await save(one, { kind: 'answer', subjectId: source.id }, 'goes along')
  await save(one, { kind: 'comment', subjectId: source.questionId ?? 0 }, 'as well')
  await save(both, { kind: 'answer', subjectId: source.id }, 'stays readable')
  await save(both, { kind: 'answer', subjectId: target.id }, 'stays')
  await mergeThreads(db, await createUser({ roles: ['moderator'] }), { threadId: source.id, into: target.id })

  expect(await textOf(one, { kind: 'answer', subjectId: target.id })).toBe('goes along')
  expect(await textOf(one, { kind: 'comment', subjectId: target.questionId ?? 0 })).toBe('as well')
  expect(await listDrafts(db, one)).toHaveLength(2)
  expect(await textOf(both, { kind: 'answer', subjectId: target.id })).toBe('stays')
  expect(await listDrafts(db, both)).toContainEqual(expect.objectContaining({ body: 'stays readable', path: null }))
})

test('the name of a draft leads to its key and back; anything else is none', () => {
  const keys: DraftKey[] = [
    { kind: 'question' },
    { kind: 'article' },
    { kind: 'answer', subjectId: 12 },
    { kind: 'article_edit', subjectId: 5, locale: 'fr' },
  ]
  for (const key of keys) expect(parseDraftName(nameOfDraft(key))).toEqual(key)
  expect(draftPath({ kind: 'article_edit', subjectId: 5, locale: 'fr' })).toBe('/kb/articles/5/edit?locale=fr')
  for (const name of ['', 'answer', 'answer-0', 'answer-x', 'question-1', 'article_edit-5', 'note-4', 'answer-1-fr']) {
    expect(parseDraftName(name)).toBeUndefined()
  }
})
