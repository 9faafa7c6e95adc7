import { beforeEach, describe, expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { reportArticle } from '#app/domain/articles/report-article.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { DomainError } from '#app/domain/errors.ts'
import { addMeToo } from '#app/domain/me-toos/add-me-too.ts'
import { deletePost } from '#app/domain/posts/delete-post.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { suggestEdit } from '#app/domain/suggested-edits/suggest-edit.ts'
import { addSynonym } from '#app/domain/tags/add-synonym.ts'
import { describeTag } from '#app/domain/tags/describe-tag.ts'
import { listPosts } from '#app/domain/threads/list-posts.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { missingPrivileges } from '#app/domain/users/next-privilege.ts'
import { PRIVILEGE_PRESETS, PRIVILEGES, type Privilege } from '#app/domain/users/privilege-presets.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { protectThread } from '#moderation/curation/protect-thread.ts'
import { voteToClose } from '#moderation/curation/vote-to-close.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { claimReview } from '#moderation/review/claim-review.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { sequence } from '#tests/factories/sequence.ts'
import { db, withMediumFigures } from '#tests/support/database.ts'

withMediumFigures()

/** Tries what the privilege is for, on things of others, and says whether it was allowed. */
type Row = (actor: Actor) => Promise<boolean>

async function allows(code: string, work: Promise<unknown>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (error instanceof DomainError && error.code === code) return false
    throw error
  }
}

const TEXT = 'Some words that are long enough for everything.'
const ask = async (actor: Actor, tags: string) =>
  askQuestion(db, actor, {
    title: `A question of some length, number ${sequence()}`,
    body: TEXT,
    categoryId: (await createCategory()).id,
    tags,
    locale: 'en',
  })
const answer = async (actor: Actor, body: string) =>
  postAnswer(db, actor, { threadId: (await createThread()).id, body })
const vote = async (actor: Actor, value: 1 | -1) => castVote(db, actor, { postId: (await createAnswer()).id, value })

/** What enforces each privilege. */
const TABLE: Record<Privilege, Row> = {
  ask: async (actor) => {
    await createTag({ name: 'known' })
    return allows('thread.ask', ask(actor, 'known'))
  },
  answer: (actor) => allows('answer.post', answer(actor, TEXT)),
  voteUp: (actor) => allows('vote.up', vote(actor, 1)),
  voteDown: (actor) => allows('vote.down', vote(actor, -1)),
  flag: async (actor) => {
    const flag = { postId: (await createAnswer()).id, reason: 'spam' as const, note: '' }
    return allows('flag.raise', raiseFlag(db, actor, flag))
  },
  weighMeToo: async (actor) => {
    await addMeToo(db, actor, { threadId: (await createThread()).id, browserKey: 'x' })
    const meToo = await db
      .selectFrom('meToos')
      .where('userId', '=', actor.id)
      .select('weighs')
      .executeTakeFirstOrThrow()
    return meToo.weighs
  },
  commentEverywhere: async (actor) =>
    allows('comment.post', postComment(db, actor, { postId: (await createAnswer()).id, body: TEXT })),
  postManyLinks: (actor) => {
    const links = [1, 2, 3].map((number) => `https://example${number}.org/page`)
    return allows('links.privilege', answer(actor, `${TEXT} ${links.join(' ')}`))
  },
  postImages: (actor) =>
    allows('images.privilege', answer(actor, `${TEXT}\n\n![A picture](https://example.org/a.png)`)),
  suggestEdits: async (actor) => {
    const { id } = await createAnswer()
    const edit = { body: `${TEXT} Better.`, reason: 'It says more now.', baseRevision: 0 }
    return allows('edit.suggest', suggestEdit(db, actor, { postId: id, ...edit }))
  },
  editTags: async (actor) => {
    const tag = await createTag()
    return allows('tag.describe', describeTag(db, actor, { tagId: tag.id, description: 'What it is for.', guide: '' }))
  },
  review: async (actor) => {
    const { id: postId } = await createAnswer()
    const review = await db.insertInto('reviews').values({ postId }).returning('id').executeTakeFirstOrThrow()
    return allows('review.work', claimReview(db, actor, { reviewId: review.id }))
  },
  editOthers: async (actor) =>
    allows(
      'post.edit',
      editPost(db, actor, { postId: (await createAnswer()).id, body: `${TEXT} Better.`, baseRevision: 0 }),
    ),
  createTags: (actor) => allows('tags.unknown', ask(actor, `new-${sequence()}`)),
  manageSynonyms: async (actor) =>
    allows('synonym.manage', addSynonym(db, actor, { tagId: (await createTag()).id, name: `other-${sequence()}` })),
  markObsolete: async (actor) =>
    allows('article.report', reportArticle(db, actor, { articleId: (await createArticle()).id, note: TEXT })),
  voteToClose: async (actor) => {
    const closure = { threadId: (await createThread()).id, reason: 'off_topic' as const, note: '' }
    return allows('thread.close_vote', voteToClose(db, actor, closure))
  },
  protect: async (actor) => allows('thread.protect', protectThread(db, actor, { threadId: (await createThread()).id })),
  seeDeleted: async (actor) => {
    const { id, threadId } = await createAnswer()
    await deletePost(db, await createUser({ roles: ['moderator'] }), { postId: id })
    const posts = await listPosts(db, actor, await getThread(db, actor, threadId ?? 0))
    return posts.some((post) => post.id === id)
  },
}

// Everybody may ask and answer by the presets, so that nobody could be one point short: here both take five.
const points = { ...PRIVILEGE_PRESETS.medium, ask: 5, answer: 5 }

describe.each(PRIVILEGES)('%s', (privilege) => {
  beforeEach(async () => {
    const admin = await createUser({ roles: ['admin'] })
    await changeSetting(db, admin, {
      name: 'privileges',
      value: { preset: 'custom', custom: { [privilege]: points[privilege] } },
    })
  })

  const row = TABLE[privilege]
  test('one point below, at, and one point above its threshold', async () => {
    const outcomes = []
    for (const more of [-1, 0, 1]) {
      const actor = await createUser({ reputation: points[privilege] + more, createdAt: new Date('2025-01-01') })
      expect(hasPrivilege(actor, privilege)).toBe(more >= 0)
      outcomes.push(await row(actor))
    }
    expect(outcomes).toEqual([false, true, true])
  })
})

test('every privilege has its row', () => {
  expect(Object.keys(TABLE).sort()).toEqual([...PRIVILEGES].sort())
})

test('who moderates one category needs no points there, and the points of everybody elsewhere', async () => {
  const [mine, other] = [await createCategory(), await createCategory()]
  const moderator = await createUser({ roles: ['moderator'], categoryId: mine.id })
  const inside = await createThread({ categoryId: mine.id })
  const outside = await createThread({ categoryId: other.id })

  for (const privilege of PRIVILEGES.filter((each) => moderator.privileges[each] > 1)) {
    expect(hasPrivilege(moderator, privilege, mine.id), privilege).toBe(true)
    expect(hasPrivilege(moderator, privilege, other.id), privilege).toBe(false)
    expect(hasPrivilege(moderator, privilege), privilege).toBe(false)
  }
  await protectThread(db, moderator, { threadId: inside.id })
  expect(await allows('thread.protect', protectThread(db, moderator, { threadId: outside.id }))).toBe(false)
  await castVote(db, moderator, { postId: inside.questionId!, value: -1 })
  expect(await allows('vote.down', castVote(db, moderator, { postId: outside.questionId!, value: -1 }))).toBe(false)
  expect(missingPrivileges(moderator, mine.id)).toEqual({})
  expect(missingPrivileges(moderator, other.id)).toMatchObject({ voteDown: 125, protect: 1750 })
})
