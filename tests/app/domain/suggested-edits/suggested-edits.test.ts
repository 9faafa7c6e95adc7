import { describe, expect, test } from 'vitest'
import { evaluateBadges } from '#app/domain/badges/evaluate-badges.ts'
import { deletePost, restorePost } from '#app/domain/posts/delete-post.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { updateEditPoints } from '#app/domain/reputation/update-edit-points.ts'
import { rollBack } from '#app/domain/revisions/roll-back.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { approveEdit, improveEdit } from '#app/domain/suggested-edits/approve-edit.ts'
import { getSuggestedEdit, listEditsToDecide, listOpenEdits } from '#app/domain/suggested-edits/queries.ts'
import { rejectEdit, withdrawEdit } from '#app/domain/suggested-edits/reject-edit.ts'
import { suggestEdit } from '#app/domain/suggested-edits/suggest-edit.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { inTransaction } from '#db/transaction.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createComment } from '#tests/factories/create-comment.ts'
import { createSuggestedEdit } from '#tests/factories/create-suggested-edit.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { db, pendingJobs, settleAtOnce, withMediumFigures } from '#tests/support/database.ts'
import { expectNoDrift } from '../reputation/no-drift.ts'

withMediumFigures()

const HOUR_AGO = new Date(Date.now() - 3_600_000)
const BODY = 'Turn it off, count to ten, and turn it on again.'

const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })
const pointsOf = async (person: Actor) => (await getActor(db, person.id)).reputation
const postRow = (id: number) => db.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const editRow = (id: number) =>
  db.selectFrom('suggestedEdits').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

/** A member who may suggest, and a question and an answer of others. */
async function createScene({ reputation = 100 } = {}) {
  const thread = await createThread({ tags: ['wifi', 'battery'], at: HOUR_AGO })
  await createTag({ name: 'screen' })
  const answer = await createAnswer({ threadId: thread.id, at: HOUR_AGO })
  const member = await createUser({ reputation })
  return {
    thread,
    answer,
    member,
    author: await getActor(db, answer.authorId!),
    asker: await getActor(db, thread.authorId!),
    reviewer: await createUser({ roles: ['moderator'] }),
  }
}

describe('suggesting an edit', () => {
  test('keeps what was suggested, changes nothing else, and says so once', async () => {
    const { thread, member } = await createScene()
    const before = await postRow(thread.questionId!)
    const { suggestedEditId } = await suggestEdit(db, member, {
      postId: thread.questionId!,
      body: ` ${BODY} `,
      title: 'Why does it do nothing at all?',
      tags: 'screen WIFI',
      reason: ' Clearer ',
      baseRevision: 0,
    })
    expect(await editRow(suggestedEditId)).toMatchObject({
      state: 'open',
      authorId: member.id,
      baseVersion: 0,
      title: 'Why does it do nothing at all?',
      tags: ['screen', 'wifi'],
      body: BODY,
      reason: 'Clearer',
    })
    expect(await postRow(thread.questionId!)).toEqual(before)
    expect((await eventsOf(thread)).at(-1)).toBe('post.edit_suggested')
  })

  test('again by the same person takes the place of the first, which nobody can approve any more', async () => {
    const { answer, member, reviewer } = await createScene()
    const first = await createSuggestedEdit({ postId: answer.id, authorId: member.id })
    const second = await createSuggestedEdit({ postId: answer.id, authorId: member.id, body: BODY })
    expect(second).toMatchObject({ id: first.id, body: BODY, version: 2 })
    await refused(approveEdit(db, reviewer, { editId: first.id, version: 1 }), 'edit.changed')
  })

  test('refusals', async () => {
    const { thread, answer, member, author, reviewer } = await createScene()
    const edit = { body: BODY, reason: 'Clearer', baseRevision: 0 }
    await refused(suggestEdit(db, await createUser({ reputation: 99 }), { postId: answer.id, ...edit }), 'edit.suggest')
    await refused(suggestEdit(db, author, { postId: answer.id, ...edit }), 'edit.suggest')
    await refused(suggestEdit(db, reviewer, { postId: answer.id, ...edit }), 'edit.suggest')
    await refused(
      suggestEdit(db, await createUser({ reputation: 500 }), { postId: answer.id, ...edit }),
      'edit.suggest',
    )
    const suspended = await createUser({ reputation: 100, suspendedUntil: new Date('2999-01-01') })
    await refused(suggestEdit(db, suspended, { postId: answer.id, ...edit }), 'account.suspended')
    const comment = await createComment({ postId: answer.id })
    await refused(suggestEdit(db, member, { postId: comment.id, ...edit }), 'edit.suggest')
    await refused(suggestEdit(db, member, { postId: answer.id, ...edit, reason: ' ' }), 'reason.missing')
    await refused(suggestEdit(db, member, { postId: answer.id, ...edit, body: answer.body }), 'edit.same')
    const imported = await createAnswer({ threadId: thread.id })
    const html = '<p>Press <kbd>Tab</kbd> until the lamp is green.</p>'
    await db.updateTable('posts').set({ body: html, bodyFormat: 'html' }).where('id', '=', imported.id).execute()
    const opened = 'Press <kbd>Tab</kbd> until the lamp is green.'
    await refused(suggestEdit(db, member, { postId: imported.id, ...edit, body: opened }), 'edit.same')
    await refused(suggestEdit(db, member, { postId: answer.id, ...edit, body: 'Short.' }), 'body.too_short')
    await refused(suggestEdit(db, member, { postId: thread.questionId!, ...edit, tags: 'unheard-of' }), 'tags.unknown')
    await refused(suggestEdit(db, member, { postId: answer.id, ...edit, baseRevision: 1 }), 'post.changed_meanwhile')
    await createSuggestedEdit({ postId: answer.id })
    await refused(suggestEdit(db, member, { postId: answer.id, ...edit }), 'edit.open')
    await deletePost(db, author, { postId: answer.id })
    await refused(suggestEdit(db, member, { postId: answer.id, ...edit }), 'post.not_found')
    expect(await db.selectFrom('suggestedEdits').where('authorId', '=', member.id).select('id').execute()).toEqual([])
  })

  test('at most so many a day as the settings say, also at one moment', async () => {
    const admin = await createUser({ roles: ['admin'] })
    await changeSetting(db, admin, {
      name: 'editing',
      value: { graceMinutes: 5, hiddenMinutes: 10, suggestionsADay: 3 },
    })
    const member = await createUser({ reputation: 100 })
    const yesterday = new Date(Date.now() - 86_400_001)
    await createSuggestedEdit({ authorId: member.id, at: yesterday })
    const posts: number[] = []
    for (let index = 0; index < 6; index++) posts.push((await createAnswer({ at: HOUR_AGO })).id)
    const outcomes = await settleAtOnce(6, (index) =>
      createSuggestedEdit({ postId: posts[index]!, authorId: member.id }),
    )
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(3)
    const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
    expect(codes).toEqual(Array(3).fill('edit.too_many'))
  })

  test('by many at one moment, one waits for a decision', async () => {
    const answer = await createAnswer({ at: HOUR_AGO })
    const people: Actor[] = []
    for (let index = 0; index < 8; index++) people.push(await createUser({ reputation: 100 }))
    const outcomes = await settleAtOnce(8, (index) =>
      suggestEdit(db, people[index]!, {
        postId: answer.id,
        body: `${BODY} ${index}`,
        reason: 'Clearer',
        baseRevision: 0,
      }),
    )
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
    expect(new Set(codes)).toEqual(new Set(['edit.open']))
  })
})

describe('deciding', () => {
  test('an approved edit is a revision by whoever suggested it, who has two points and a badge', async () => {
    const { thread, answer, member, reviewer } = await createScene()
    const edit = await createSuggestedEdit({ postId: answer.id, authorId: member.id, body: BODY })
    await approveEdit(db, reviewer, { editId: edit.id, version: 1 })

    expect(await postRow(answer.id)).toMatchObject({ body: BODY, html: `<p>${BODY}</p>\n`, editedBy: member.id })
    const revisions = await db.selectFrom('revisions').selectAll().orderBy('number').execute()
    expect(revisions).toMatchObject([
      { number: 1, body: answer.body, editorId: answer.authorId },
      { number: 2, body: BODY, editorId: member.id, reason: 'Clearer words' },
    ])
    expect(await editRow(edit.id)).toMatchObject({
      state: 'approved',
      improved: false,
      decidedBy: reviewer.id,
      revisionNumber: 2,
      inEffect: true,
      version: 2,
    })
    expect(await pointsOf(member)).toBe(102)
    expect((await eventsOf(thread)).at(-1)).toBe('post.edit_approved')
    expect(await pendingJobs()).toContainEqual({ name: 'search.index_thread', payload: { threadId: thread.id } })
    expect(await pendingJobs()).toContainEqual({ name: 'badges.evaluate', payload: { userId: member.id } })

    await evaluateBadges(db, await getSystemActor(db), { userId: member.id })
    const badges = await db.selectFrom('awards').where('userId', '=', member.id).select('badge').execute()
    expect(badges).toContainEqual({ badge: 'editor' })
  })

  test('a question takes its title and tags with it', async () => {
    const { thread, asker } = await createScene()
    const edit = await createSuggestedEdit({
      postId: thread.questionId!,
      body: BODY,
      title: 'Why does it do nothing at all?',
      tags: 'screen',
    })
    await approveEdit(db, asker, { editId: edit.id, version: 1 })
    const row = await db.selectFrom('threads').selectAll().where('id', '=', thread.id).executeTakeFirstOrThrow()
    expect(row.title).toBe('Why does it do nothing at all?')
    const tags = await db.selectFrom('tags').select(['name', 'threadCount']).orderBy('name').execute()
    expect(tags.map((tag) => `${tag.name} ${tag.threadCount}`)).toEqual(['battery 0', 'screen 1', 'wifi 0'])
  })

  test('an improved edit names both, and is worth the same', async () => {
    const { answer, member, reviewer } = await createScene()
    const edit = await createSuggestedEdit({ postId: answer.id, authorId: member.id })
    await improveEdit(db, reviewer, { editId: edit.id, version: 1, baseRevision: 0, body: BODY })
    expect(await postRow(answer.id)).toMatchObject({ body: BODY, editedBy: member.id })
    expect(await editRow(edit.id)).toMatchObject({ state: 'approved', improved: true, decidedBy: reviewer.id })
    expect(await pointsOf(member)).toBe(102)
  })

  test('a rejected edit changes nothing and says why', async () => {
    const { thread, answer, member, reviewer } = await createScene()
    const edit = await createSuggestedEdit({ postId: answer.id, authorId: member.id })
    await rejectEdit(db, reviewer, { editId: edit.id, version: 1, note: ' It said that already. ' })
    expect(await editRow(edit.id)).toMatchObject({ state: 'rejected', decisionNote: 'It said that already.' })
    expect(await postRow(answer.id)).toMatchObject({ body: answer.body, editedAt: null })
    expect(await pointsOf(member)).toBe(100)
    expect((await eventsOf(thread)).at(-1)).toBe('post.edit_rejected')
    // The next one may be suggested.
    await createSuggestedEdit({ postId: answer.id })
  })

  test('one takes one’s own suggestion back', async () => {
    const { answer, member } = await createScene()
    const edit = await createSuggestedEdit({ postId: answer.id, authorId: member.id })
    await refused(withdrawEdit(db, await getActor(db, answer.authorId!), { editId: edit.id }), 'edit.withdraw')
    await withdrawEdit(db, member, { editId: edit.id })
    expect(await editRow(edit.id)).toMatchObject({ state: 'withdrawn', decidedBy: member.id })
    await refused(withdrawEdit(db, member, { editId: edit.id }), 'edit.decided')
  })

  test('refusals', async () => {
    const { answer, member, reviewer } = await createScene()
    const edit = await createSuggestedEdit({ postId: answer.id, authorId: member.id })
    const decision = { editId: edit.id, version: 1 }
    await refused(approveEdit(db, await createUser({ reputation: 349 }), decision), 'edit.not_found')
    await refused(approveEdit(db, member, decision), 'edit.decide')
    await db.updateTable('users').set({ reputationPoints: 400 }).where('id', '=', member.id).execute()
    await refused(approveEdit(db, await getActor(db, member.id), decision), 'edit.decide')
    await refused(approveEdit(db, reviewer, { ...decision, version: 2 }), 'edit.changed')
    await refused(approveEdit(db, reviewer, { editId: 999_999, version: 1 }), 'edit.not_found')
    await refused(rejectEdit(db, reviewer, { ...decision, note: ' ' }), 'note.missing')
    await refused(rejectEdit(db, reviewer, { ...decision, note: 'x'.repeat(501) }), 'note.too_long')
    await refused(improveEdit(db, reviewer, { ...decision, baseRevision: 0, body: answer.body }), 'edit.same')
    await refused(improveEdit(db, reviewer, { ...decision, baseRevision: 0, body: 'Short.' }), 'body.too_short')
    await inTransaction(db, (trx) => setPostState(trx, reviewer, answer.id, 'hidden'))
    await refused(approveEdit(db, reviewer, decision), 'edit.not_visible')
    expect(await editRow(edit.id)).toMatchObject({ state: 'open', version: 1 })
    await approveEdit(db, await createUser({ reputation: 350 }), {
      editId: (await createSuggestedEdit()).id,
      version: 1,
    })
  })

  test('a post that was changed meanwhile is never overwritten unseen', async () => {
    const { answer, author, reviewer } = await createScene()
    const edit = await createSuggestedEdit({ postId: answer.id, body: BODY })
    await editPost(db, author, { postId: answer.id, body: `${answer.body} Changed.`, baseRevision: 0 })
    await refused(approveEdit(db, reviewer, { editId: edit.id, version: 1 }), 'edit.outdated')
    const improvement = { editId: edit.id, version: 1, body: BODY }
    await refused(improveEdit(db, reviewer, { ...improvement, baseRevision: 0 }), 'post.changed_meanwhile')
    expect(await getSuggestedEdit(db, reviewer, edit.id)).toMatchObject({ base: { body: answer.body }, version: 2 })
    await improveEdit(db, reviewer, { ...improvement, baseRevision: 2 })
    expect(await postRow(answer.id)).toMatchObject({ body: BODY })
    expect(await editRow(edit.id)).toMatchObject({ state: 'approved', revisionNumber: 3, improved: false })
  })

  test('a post that is deleted, or says the same by now, leaves nothing to decide', async () => {
    const { answer, author } = await createScene()
    const edit = await createSuggestedEdit({ postId: answer.id, body: BODY })
    await editPost(db, author, { postId: answer.id, body: BODY, baseRevision: 0 })
    expect(await editRow(edit.id)).toMatchObject({ state: 'superseded', decidedBy: author.id })
    const other = await createSuggestedEdit({ postId: answer.id })
    await deletePost(db, author, { postId: answer.id })
    expect(await editRow(other.id)).toMatchObject({ state: 'superseded' })
  })

  test('by eight people at one moment, one decision counts', async () => {
    const { answer, member } = await createScene()
    const reviewers: Actor[] = []
    for (let index = 0; index < 8; index++) reviewers.push(await createUser({ roles: ['moderator'] }))
    const edit = await createSuggestedEdit({ postId: answer.id, authorId: member.id, body: BODY })
    const outcomes = await settleAtOnce(8, (index) =>
      index % 2
        ? approveEdit(db, reviewers[index]!, { editId: edit.id, version: 1 })
        : rejectEdit(db, reviewers[index]!, { editId: edit.id, version: 1, note: 'No.' }),
    )
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
    expect(new Set(codes)).toEqual(new Set(['edit.decided']))
    const { state } = await editRow(edit.id)
    expect(await pointsOf(member)).toBe(state === 'approved' ? 102 : 100)
  })
})

describe('the points of approved edits', () => {
  /** Somebody whose points are all in the ledger, so that nothing has drifted before: suggesting is open to all here. */
  async function createLedgerScene() {
    const scene = await createScene({ reputation: 1 })
    const admin = await createUser({ roles: ['admin'] })
    await changeSetting(db, admin, {
      name: 'privileges',
      value: { preset: 'custom', custom: { ...admin.privileges, suggestEdits: 1 } },
    })
    return { ...scene, member: await getActor(db, scene.member.id) }
  }
  const approve = async (reviewer: Actor, editId: number) => approveEdit(db, reviewer, { editId, version: 1 })

  test('stand with the edit: a roll back takes them, undoing it gives them back', async () => {
    const { answer, author, reviewer, member } = await createLedgerScene()
    const first = await createSuggestedEdit({ postId: answer.id, authorId: member.id })
    await approve(reviewer, first.id)
    const second = await createSuggestedEdit({ postId: answer.id, authorId: member.id })
    await approve(reviewer, second.id)
    expect(await pointsOf(member)).toBe(5)
    await expectNoDrift()

    const back = async (number: number) =>
      rollBack(db, author, { postId: answer.id, number, baseRevision: await getTextVersion(db, answer.id) })
    await back(2)
    expect([(await editRow(first.id)).inEffect, (await editRow(second.id)).inEffect]).toEqual([true, false])
    expect(await pointsOf(member)).toBe(3)
    await expectNoDrift()
    await back(1)
    expect(await pointsOf(member)).toBe(1)
    await back(3)
    expect([(await editRow(first.id)).inEffect, (await editRow(second.id)).inEffect]).toEqual([true, true])
    expect(await pointsOf(member)).toBe(5)
    await expectNoDrift()
  })

  test('go with the post and come back with it', async () => {
    const { answer, author, reviewer, member } = await createLedgerScene()
    const edit = await createSuggestedEdit({ postId: answer.id, authorId: member.id })
    await approve(reviewer, edit.id)
    expect(await pointsOf(member)).toBe(3)
    await deletePost(db, author, { postId: answer.id })
    expect(await pointsOf(member)).toBe(1)
    await expectNoDrift()
    await restorePost(db, author, { postId: answer.id })
    expect(await pointsOf(member)).toBe(3)
    await expectNoDrift()
  })

  test('are at most 1000 in all; what goes makes room for what did not count', async () => {
    const member = await createUser()
    const answer = await createAnswer({ at: HOUR_AGO })
    const before = await createAnswer({ at: HOUR_AGO })
    const many = (postId: number, count: number, from: number) =>
      db
        .insertInto('suggestedEdits')
        .values(
          Array.from({ length: count }, (_, index) => ({
            postId,
            authorId: member.id,
            baseVersion: 0,
            body: BODY,
            state: 'approved' as const,
            decidedAt: new Date(1_700_000_000_000 + (from + index) * 1000),
            revisionNumber: 1,
          })),
        )
        .execute()
    await many(before.id, 10, 0)
    await many(answer.id, 500, 10)
    const revision = { number: 1, body: BODY }
    await db
      .insertInto('revisions')
      .values([before, answer].map(({ id }) => ({ ...revision, postId: id })))
      .execute()
    await inTransaction(db, (trx) => updateEditPoints(trx, member.id))
    expect(await pointsOf(member)).toBe(1001)
    await expectNoDrift()

    await deletePost(db, await getActor(db, before.authorId!), { postId: before.id })
    expect(await pointsOf(member)).toBe(1001)
    const entries = db.selectFrom('reputationEntries').where('reversedAt', 'is', null).where('userId', '=', member.id)
    expect(await entries.where('postId', '=', answer.id).select('id').execute()).toHaveLength(500)
    await expectNoDrift()
  })
})

describe('who sees suggestions', () => {
  test('who suggested, the author of the post and reviewers; the queue is of those who may decide', async () => {
    const { thread, answer, member, author, reviewer } = await createScene()
    const edit = await createSuggestedEdit({ postId: answer.id, authorId: member.id })
    const outsider = await createUser({ reputation: 349 })
    const others = await createUser({ reputation: 350 })
    const queue = async (actor: Actor) => (await listEditsToDecide(db, actor)).edits.map((each) => each.id)
    expect(await queue(author)).toEqual([edit.id])
    expect(await queue(reviewer)).toEqual([edit.id])
    expect(await queue(others)).toEqual([edit.id])
    expect(await queue(outsider)).toEqual([])
    expect(await queue(member)).toEqual([])

    for (const viewer of [member, author, reviewer]) expect(await getSuggestedEdit(db, viewer, edit.id)).toBeTruthy()
    await refused(getSuggestedEdit(db, outsider, edit.id), 'edit.not_found')
    await refused(getSuggestedEdit(db, null, edit.id), 'edit.not_found')
    expect((await listOpenEdits(db, outsider, thread, [answer])).size).toBe(0)
    expect((await listOpenEdits(db, null, thread, [answer])).size).toBe(0)
    expect((await listOpenEdits(db, member, thread, [answer])).get(answer.id)).toEqual({
      id: edit.id,
      mine: true,
      decide: false,
    })
    expect((await listOpenEdits(db, author, thread, [answer])).get(answer.id)).toMatchObject({
      mine: false,
      decide: true,
    })

    await db.updateTable('threads').set({ audience: 'private' }).where('id', '=', thread.id).execute()
    expect(await queue(others)).toEqual([])
    await refused(getSuggestedEdit(db, others, edit.id), 'post.not_found')
  })
})
