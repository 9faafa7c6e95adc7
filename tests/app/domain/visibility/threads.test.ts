import { beforeEach, describe, expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { deletePost, restorePost } from '#app/domain/posts/delete-post.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { getProfile, listAnswersOf } from '#app/domain/profiles/queries.ts'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import { listReputation } from '#app/domain/reputation/queries.ts'
import { searchPosts } from '#app/domain/search/find/search-posts.ts'
import { countView } from '#app/domain/threads/count-view.ts'
import { listPosts } from '#app/domain/threads/list-posts.ts'
import { listRelated } from '#app/domain/threads/list-related.ts'
import { listThreads } from '#app/domain/threads/list-threads.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { getPostForEditing, getThread } from '#app/domain/threads/queries.ts'
import { addNote } from '#app/domain/tickets/add-note.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import type { PostState, Thread } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { requestInfo } from '#moderation/curation/request-info.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const AUDIENCES = ['public', 'members', 'private'] as const
const STATES = ['visible', 'pending', 'hidden', 'deleted'] as const
type Case = { audience: Thread['audience']; state: PostState; threadId: number; questionId: number; answerId: number }

let viewers: Record<'visitor' | 'member' | 'author' | 'expert' | 'moderator' | 'staff', Actor | null>
let answerer: Actor
let category: { id: number }

const setState = async (postId: number, state: PostState) => {
  const system = await getSystemActor(db)
  await inTransaction(db, (trx) => setPostState(trx, system, postId, state))
}

beforeEach(async () => {
  const tag = await createTag({ name: 'secret' })
  category = await createCategory()
  viewers = {
    visitor: null,
    member: await createUser({ reputation: 900 }),
    author: await createUser(),
    expert: await createUser({ expertOf: [tag.id] }),
    moderator: await createUser({ roles: ['moderator'] }),
    staff: await createUser({ roles: ['staff'] }),
  }
  answerer = await createUser()
})

async function createCase(audience: Thread['audience'], state: PostState): Promise<Case> {
  const thread = await createThread({
    authorId: viewers.author!.id,
    categoryId: category.id,
    tags: ['secret'],
    title: `Wombat that is ${audience} and ${state}`,
  })
  const answer = await createAnswer({ threadId: thread.id, authorId: answerer.id })
  await db.updateTable('threads').set({ audience }).where('id', '=', thread.id).execute()
  if (state !== 'visible') await setState(thread.questionId!, state)
  return { audience, state, threadId: thread.id, questionId: thread.questionId!, answerId: answer.id }
}

function mayBeSeen({ audience, state }: Case, name: string): boolean {
  if (name === 'author' || name === 'staff') return true
  if (audience === 'private' || (audience === 'members' && name === 'visitor')) return false
  return state === 'visible' || name === 'moderator'
}

async function createCases() {
  const cases: Case[] = []
  for (const audience of AUDIENCES) for (const state of STATES) cases.push(await createCase(audience, state))
  return cases
}

const titlesOf = (cases: Case[], name: string) =>
  cases.filter((thread) => mayBeSeen(thread, name)).map((thread) => `${thread.audience} ${thread.state}`)
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'seen',
    (error) => error.code,
  )

test('a thread, by who looks at it, for whom it is, and its state: read, locked, viewed', async () => {
  const cases = await createCases()
  for (const [name, viewer] of Object.entries(viewers)) {
    const expected = titlesOf(cases, name)
    const seen = async (look: (thread: Case) => Promise<unknown>) => {
      const found = []
      for (const thread of cases) {
        const outcome = await code(look(thread))
        expect(['seen', 'thread.not_found', 'post.not_found'], name).toContain(outcome)
        if (outcome === 'seen') found.push(`${thread.audience} ${thread.state}`)
      }
      return found
    }
    expect(await seen(({ threadId }) => getThread(db, viewer, threadId)), name).toEqual(expected)
    expect(await seen(({ threadId }) => inTransaction(db, (trx) => lockThread(trx, viewer, threadId)))).toEqual(
      expected,
    )
    expect(await seen(({ answerId }) => inTransaction(db, (trx) => lockPost(trx, viewer, answerId)))).toEqual(expected)
    expect(await seen(({ answerId }) => getPostForEditing(db, viewer, answerId)), name).toEqual(expected)

    for (const { threadId } of cases) await countView(db, viewer, { threadId, viewerKey: name })
    const viewed = await db.selectFrom('threadViews').where('viewerKey', '=', name).select('threadId').execute()
    expect(viewed.length, name).toBe(expected.length)
  }
})

test('lists and searches hold what stands, for whom it is', async () => {
  const cases = await createCases()
  const linked = await createThread()
  await db
    .insertInto('threadLinks')
    .values(cases.map(({ threadId }) => ({ threadId, otherThreadId: linked.id, kind: 'related' as const })))
    .execute()
  await searchEngine.index(db, { threadIds: cases.map(({ threadId }) => threadId) })
  const title = (thread: Case) => `Wombat that is ${thread.audience} and ${thread.state}`

  for (const [name, viewer] of Object.entries(viewers)) {
    const standing = cases.filter((thread) => thread.state === 'visible' && mayBeSeen(thread, name))
    const listed = standing.filter((thread) => thread.audience !== 'private').map(title)

    const { items } = await listThreads(db, viewer, { categoryId: category.id })
    expect(new Set(items.map((item) => item.title)), name).toEqual(new Set(listed))
    const { items: answers } = await listAnswersOf(db, viewer, answerer.id)
    expect(new Set(answers.map((answer) => answer.title)), name).toEqual(new Set(listed))
    const { linked: links } = await listRelated(db, viewer, linked.id)
    expect(new Set(links.map((link) => link.title)), name).toEqual(new Set(standing.map(title)))

    const { results } = await searchPosts(db, viewer, searchEngine, { text: 'wombat', locale: 'en' })
    for (const result of results) expect(standing.map(title), name).toContain(result.title)
    expect(results.length).toBeGreaterThan(0)
  }
})

test('counts that everybody reads leave out what not everybody may count', async () => {
  for (const audience of AUDIENCES) {
    const { questionId, answerId } = await createCase(audience, 'visible')
    // Nothing changes its audience yet but the factory: counting follows the next change of state.
    await setState(questionId, 'hidden')
    await setState(questionId, 'visible')
    await acceptAnswer(db, viewers.author!, { answerId })
  }
  await createCase('public', 'hidden')

  const tag = await db.selectFrom('tags').where('name', '=', 'secret').select('threadCount').executeTakeFirstOrThrow()
  const { threadCount } = await db
    .selectFrom('categories')
    .where('id', '=', category.id)
    .select('threadCount')
    .executeTakeFirstOrThrow()
  expect([tag.threadCount, threadCount]).toEqual([2, 2])
  expect(await getProfile(db, viewers.author!.id)).toMatchObject({ questionCount: 1 })
  expect(await getProfile(db, answerer.id)).toMatchObject({ answerCount: 1, acceptedCount: 1 })
  const { items: ledger } = await listReputation(db, null, answerer.id, { locale: 'en' })
  expect(ledger.map((entry) => entry.title)).toEqual(['Wombat that is public and visible'])
})

test('who may not see a thread is told the same as of one that does not exist, by every command', async () => {
  const { threadId, questionId, answerId } = await createCase('private', 'visible')
  const outsider = viewers.moderator!
  const text = 'Some words that are long enough for everything.'
  const commands = (thread: number, question: number, answer: number) => [
    () => postAnswer(db, outsider, { threadId: thread, body: text }),
    () => postComment(db, outsider, { postId: question, body: text }),
    () => castVote(db, outsider, { postId: answer, value: 1 }),
    () => acceptAnswer(db, outsider, { answerId: answer }),
    () => editPost(db, outsider, { postId: answer, body: text, baseRevision: 0 }),
    () => deletePost(db, outsider, { postId: answer }),
    () => restorePost(db, outsider, { postId: answer }),
    () => requestInfo(db, outsider, { threadId: thread, details: 'Which version?' }),
    () => solveThread(db, outsider, { threadId: thread, reason: text }),
    () => getPostForEditing(db, outsider, answer),
  ]
  const unknown = await Promise.all(commands(999_999, 999_999, 999_999).map((command) => code(command())))
  const unseen = await Promise.all(commands(threadId, questionId, answerId).map((command) => code(command())))
  expect(unseen).toEqual(unknown)
  expect(new Set(unseen)).toEqual(new Set(['thread.not_found', 'post.not_found']))
})

describe('inside a thread', () => {
  async function createPosts() {
    const { threadId } = await createTicket({
      threadId: (await createThread({ authorId: viewers.author!.id, tags: ['secret'] })).id,
    })
    const posts: Record<string, number> = {}
    for (const state of STATES) {
      posts[`${state} answer`] = (await createAnswer({ threadId, authorId: answerer.id })).id
    }
    posts['comment on the visible one'] = (await createComment({ postId: posts['visible answer']! })).id
    posts['comment on the hidden one'] = (await createComment({ postId: posts['hidden answer']! })).id
    for (const state of STATES) if (state !== 'visible') await setState(posts[`${state} answer`]!, state)
    const ticket = await db
      .selectFrom('tickets')
      .where('threadId', '=', threadId)
      .select('id')
      .executeTakeFirstOrThrow()
    posts.note = (await addNote(db, viewers.staff!, { ticketId: ticket.id, body: 'Careful with this one.' })).id
    posts.reply = (await replyPrivately(db, viewers.staff!, { threadId, body: 'Your number, please?' })).id
    return { threadId, posts }
  }

  const STANDING = ['visible answer', 'comment on the visible one']
  const ANSWERS = ['visible answer', 'pending answer', 'hidden answer', 'deleted answer']
  const EVERY_COMMENT = ['comment on the visible one', 'comment on the hidden one']

  test('posts, by who looks at them and their state; notes and private replies', async () => {
    const { threadId, posts } = await createPosts()
    const nameOf = new Map(Object.entries(posts).map(([name, id]) => [id, name]))
    const expected: Record<string, string[]> = {
      visitor: STANDING,
      member: STANDING,
      author: [...STANDING, 'reply'],
      expert: STANDING,
      answerer: [...ANSWERS, ...EVERY_COMMENT],
      moderator: [...ANSWERS, ...EVERY_COMMENT],
      staff: [...ANSWERS, ...EVERY_COMMENT, 'note', 'reply'],
    }
    for (const [name, viewer] of Object.entries({ ...viewers, answerer })) {
      const thread = await getThread(db, viewer, threadId)
      const seen = await listPosts(db, viewer, thread)
      const names = seen.filter((post) => post.kind !== 'question').map((post) => nameOf.get(post.id))
      expect(new Set(names), name).toEqual(new Set(expected[name]))

      for (const [what, postId] of Object.entries(posts)) {
        const outcome = await code(inTransaction(db, (trx) => lockPost(trx, viewer, postId)))
        expect(outcome, `${name}, ${what}`).toBe(expected[name]!.includes(what) ? 'seen' : 'post.not_found')
      }
    }
  })

  test('an expert note is for staff and the experts of its tags', async () => {
    const thread = await createThread({ tags: ['secret'] })
    await db
      .insertInto('posts')
      .values({
        threadId: thread.id,
        kind: 'expert_note',
        authorId: answerer.id,
        body: 'For us.',
        html: '<p>For us.</p>',
      })
      .execute()
    const expertElsewhere = await createUser({ expertOf: [(await createTag()).id] })
    for (const [name, viewer] of Object.entries({ ...viewers, expertElsewhere })) {
      const posts = await listPosts(db, viewer, await getThread(db, viewer, thread.id))
      expect(
        posts.some((post) => post.kind === 'expert_note'),
        name,
      ).toBe(name === 'expert' || name === 'staff')
    }
  })

  test('a duplicate names its original to those who may see that', async () => {
    const original = await createThread({ title: 'The original that will go away' })
    const duplicate = await createThread()
    await closeThread(db, viewers.moderator!, {
      threadId: duplicate.id,
      reason: 'duplicate',
      note: '',
      duplicateOf: original.id,
    })
    await setState(original.questionId!, 'hidden')
    expect(await getThread(db, viewers.member, duplicate.id)).toMatchObject({
      duplicateOf: null,
      duplicateOfTitle: null,
    })
    const asker = await getActor(db, original.authorId!)
    expect(await getThread(db, asker, duplicate.id)).toMatchObject({ duplicateOfTitle: original.title })
  })
})

describe('members who may see what was deleted', () => {
  const seen = async (viewer: Viewer, threadId: number) => {
    const thread = await getThread(db, viewer, threadId).catch(() => null)
    return thread && (await listPosts(db, viewer, thread)).map((post) => post.id)
  }
  const moderator = () => createUser({ roles: ['moderator'] })

  test('see it in threads, marked by its state, and others do not', async () => {
    const thread = await createThread()
    const [kept, gone] = [await createAnswer({ threadId: thread.id }), await createAnswer({ threadId: thread.id })]
    const under = await createComment({ postId: gone.id })
    await deletePost(db, await moderator(), { postId: gone.id })
    const [many, few] = [await createUser({ reputation: 1000 }), await createUser({ reputation: 999 })]

    // Twice each, for the statement is prepared the first time.
    for (let round = 0; round < 2; round++) {
      expect(await seen(many, thread.id)).toEqual(expect.arrayContaining([kept.id, gone.id, under.id]))
      for (const viewer of [few, null]) {
        expect(await seen(viewer, thread.id)).not.toEqual(expect.arrayContaining([gone.id]))
        expect(await seen(viewer, thread.id)).not.toEqual(expect.arrayContaining([under.id]))
      }
    }
    const suspended = { ...many, suspendedUntil: new Date('2999-01-01') }
    expect(await seen(suspended, thread.id)).not.toContain(gone.id)
  })

  test('see a deleted question by its address and in no list, and cannot act on it', async () => {
    const thread = await createThread()
    const answer = await createAnswer({ threadId: thread.id })
    await deletePost(db, await moderator(), { postId: thread.questionId! })
    const many = await createUser({ reputation: 1000 })
    expect((await seen(many, thread.id))?.sort()).toEqual([thread.questionId, answer.id].sort())
    expect(await seen(await createUser({ reputation: 999 }), thread.id)).toBeNull()
    expect((await listThreads(db, many)).items).toEqual([])
    await expect(
      postAnswer(db, many, { threadId: thread.id, body: 'Turn it off and on again.' }),
    ).rejects.toMatchObject({
      code: 'thread.not_found',
    })
    await expect(castVote(db, many, { postId: answer.id, value: 1 })).rejects.toMatchObject({ code: 'post.not_found' })
  })

  test('never see what is private, hidden, or was hidden before it was deleted', async () => {
    const many = await createUser({ reputation: 1000 })
    const secret = await createThread({ audience: 'private' })
    await deletePost(db, await createUser({ roles: ['staff'] }), { postId: secret.questionId! })
    expect(await seen(many, secret.id)).toBeNull()

    const thread = await createThread()
    const hidden = await createAnswer({ threadId: thread.id })
    const staff = await createUser({ roles: ['staff'] })
    await raiseFlag(db, staff, { postId: hidden.id, reason: 'personal_data', note: '' })
    expect(await seen(many, thread.id)).toEqual([thread.questionId])
    await deletePost(db, staff, { postId: hidden.id })
    expect(await seen(many, thread.id)).toEqual([thread.questionId])

    await raiseFlag(db, staff, { postId: thread.questionId!, reason: 'personal_data', note: '' })
    await deletePost(db, staff, { postId: thread.questionId! })
    expect(await seen(many, thread.id)).toBeNull()
  })
})

describe('a role in one category', () => {
  test('shows what is private or withheld there, and nowhere else', async () => {
    const [here, there] = [await createCategory(), await createCategory()]
    const staff = await createUser({ roles: ['staff'], categoryId: here.id })
    const moderator = await createUser({ roles: ['moderator'], categoryId: here.id })
    const visible = (viewer: Viewer, threadId: number) =>
      getThread(db, viewer, threadId).then(
        () => true,
        () => false,
      )
    const both = (audience: 'private' | 'public') =>
      Promise.all([here, there].map((category) => createThread({ categoryId: category.id, audience })))
    const [secretHere, secretThere] = await both('private')
    expect([await visible(staff, secretHere!.id), await visible(staff, secretThere!.id)]).toEqual([true, false])
    expect([await visible(moderator, secretHere!.id), await visible(moderator, secretThere!.id)]).toEqual([
      false,
      false,
    ])

    const [goneHere, goneThere] = await both('public')
    const everywhere = await createUser({ roles: ['moderator'] })
    for (const thread of [goneHere!, goneThere!]) await deletePost(db, everywhere, { postId: thread.questionId! })
    for (const viewer of [staff, moderator]) {
      // Those who moderate somewhere may see what is deleted as experienced members do; what is hidden they may not.
      await db.updateTable('posts').set({ hiddenAt: new Date() }).where('kind', '=', 'question').execute()
      expect([await visible(viewer, goneHere!.id), await visible(viewer, goneThere!.id)]).toEqual([true, false])
    }
  })

  test('shows notes and hidden posts there, and nowhere else', async () => {
    const [here, there] = [await createCategory(), await createCategory()]
    const staff = await createUser({ roles: ['staff'], categoryId: here.id })
    const global = await createUser({ roles: ['staff'] })
    for (const [category, count] of [
      [here, 3],
      [there, 1],
    ] as const) {
      const thread = await createThread({ categoryId: category.id })
      const ticket = await createTicket({ threadId: thread.id })
      await addNote(db, global, { ticketId: ticket.id, body: 'Seen before.' })
      const answer = await createAnswer({ threadId: thread.id })
      await raiseFlag(db, global, { postId: answer.id, reason: 'spam', note: '' })
      expect(await listPosts(db, staff, await getThread(db, staff, thread.id))).toHaveLength(count)
    }
  })

  test('that has run out marks nobody, nor does one for another category', async () => {
    const thread = await createThread({ tags: ['lamp'] })
    const tag = await createTag({ name: 'lamp' })
    const author = await createUser({ roles: ['staff'], expertOf: [tag.id] })
    await createAnswer({ threadId: thread.id, authorId: author.id })
    const marks = async () => {
      const posts = await listPosts(db, null, await getThread(db, null, thread.id))
      return posts.filter((post) => post.kind === 'answer').map((post) => [post.byStaff, post.byExpert])
    }
    expect(await marks()).toEqual([[true, true]])
    const other = await createCategory()
    await db.updateTable('grants').set({ categoryId: other.id }).where('role', '=', 'staff').execute()
    expect(await marks()).toEqual([[false, true]])
    await db
      .updateTable('grants')
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .execute()
    expect(await marks()).toEqual([[false, false]])
  })
})
