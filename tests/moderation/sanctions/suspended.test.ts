import { beforeEach, expect, test } from 'vitest'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { archiveArticle } from '#app/domain/articles/archive-article.ts'
import { createArticle as draftArticle } from '#app/domain/articles/create-article.ts'
import { obsoleteArticle } from '#app/domain/articles/obsolete-article.ts'
import { pinArticle } from '#app/domain/articles/pin-article.ts'
import { promoteAnswer } from '#app/domain/articles/promote-answer.ts'
import { rateArticle } from '#app/domain/articles/rate-article.ts'
import { reportArticle } from '#app/domain/articles/report-article.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { nameExpert } from '#app/domain/experts/name-expert.ts'
import { sayMeToo } from '#app/domain/me-toos/say-me-too.ts'
import { deletePost, restorePost } from '#app/domain/posts/delete-post.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { solveThread, unsolveThread } from '#app/domain/questions/solve-thread.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { settings } from '#app/domain/settings/settings.ts'
import { suggestEdit } from '#app/domain/suggested-edits/suggest-edit.ts'
import { addSynonym } from '#app/domain/tags/add-synonym.ts'
import { describeTag } from '#app/domain/tags/describe-tag.ts'
import { mergeTags } from '#app/domain/tags/merge-tags.ts'
import { renameTag } from '#app/domain/tags/rename-tag.ts'
import { requestInfo } from '#app/domain/threads/request-info.ts'
import { addNote } from '#app/domain/tickets/add-note.ts'
import { changeTicket } from '#app/domain/tickets/change-ticket.ts'
import { releaseTicket } from '#app/domain/tickets/release-ticket.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import { solveTicket } from '#app/domain/tickets/solve-ticket.ts'
import { takeTicket } from '#app/domain/tickets/take-ticket.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { changeProfile } from '#app/domain/users/change-profile.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { grantRole } from '#app/domain/users/grant-role.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { mergeThreads } from '#moderation/curation/merge-threads.ts'
import { protectThread } from '#moderation/curation/protect-thread.ts'
import { reopenThread } from '#moderation/curation/reopen-thread.ts'
import { takeCloseVoteBack, voteToClose, voteToReopen } from '#moderation/curation/vote-to-close.ts'
import { assignCategoryPolicy } from '#moderation/escalation/assign-category-policy.ts'
import { escalateThread } from '#moderation/escalation/escalate-thread.ts'
import { saveCalendar } from '#moderation/escalation/save-calendar.ts'
import { savePolicy } from '#moderation/escalation/save-policy.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { claimReview } from '#moderation/review/claim-review.ts'
import { decideReview } from '#moderation/review/decide-review.ts'
import { releaseReview } from '#moderation/review/release-review.ts'
import { liftSanction } from '#moderation/sanctions/lift-sanction.ts'
import { sanctionPerson } from '#moderation/sanctions/sanction-person.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

type Facts = {
  threadId: number
  closedId: number
  questionId: number
  answerId: number
  deletedId: number
  ownAnswerId: number
  articleId: number
  draftId: number
  reviewId: number
  ticketId: number
  tagId: number
  otherTagId: number
  userId: number
  sanctionId: number
  categoryId: number
}
const body = 'Turn it off, wait a moment, and turn it on again.'

/** Whatever changes something that others see, tried by an administrator with all the points there are. */
const ACTS: Record<string, (actor: Actor, on: Facts) => Promise<unknown>> = {
  askQuestion: (actor, { categoryId }) =>
    askQuestion(db, actor, { title: 'Why is the lamp dark?', body, categoryId, tags: 'lamp', locale: 'en' }),
  postAnswer: (actor, { threadId }) => postAnswer(db, actor, { threadId, body }),
  postComment: (actor, { answerId }) => postComment(db, actor, { postId: answerId, body }),
  editPost: (actor, { ownAnswerId }) =>
    editPost(db, actor, { postId: ownAnswerId, body: `${body} Better.`, baseRevision: 0 }),
  suggestEdit: (actor, { answerId }) =>
    suggestEdit(db, actor, { postId: answerId, body: `${body} Better.`, reason: 'It says more.', baseRevision: 0 }),
  deletePost: (actor, { ownAnswerId }) => deletePost(db, actor, { postId: ownAnswerId }),
  restorePost: (actor, { deletedId }) => restorePost(db, actor, { postId: deletedId }),
  castVote: (actor, { answerId }) => castVote(db, actor, { postId: answerId, value: 1 }),
  acceptAnswer: (actor, { answerId }) => acceptAnswer(db, actor, { answerId }),
  unacceptAnswer: (actor, { answerId }) => unacceptAnswer(db, actor, { answerId }),
  sayMeToo: (actor, { threadId }) => sayMeToo(db, actor, { threadId, browserKey: '' }),
  solveThread: (actor, { threadId }) => solveThread(db, actor, { threadId, reason: 'It went away.' }),
  unsolveThread: (actor, { threadId }) => unsolveThread(db, actor, { threadId }),
  requestInfo: (actor, { threadId }) => requestInfo(db, actor, { threadId }),
  closeThread: (actor, { threadId }) => closeThread(db, actor, { threadId, reason: 'off_topic', note: '' }),
  reopenThread: (actor, { closedId }) => reopenThread(db, actor, closedId),
  voteToClose: (actor, { threadId }) => voteToClose(db, actor, { threadId, reason: 'off_topic', note: '' }),
  voteToReopen: (actor, { closedId }) => voteToReopen(db, actor, closedId),
  takeCloseVoteBack: (actor, { threadId }) => takeCloseVoteBack(db, actor, threadId),
  protectThread: (actor, { threadId }) => protectThread(db, actor, threadId),
  mergeThreads: (actor, { threadId, closedId }) => mergeThreads(db, actor, { threadId, into: closedId }),
  escalateThread: (actor, { closedId }) => escalateThread(db, actor, { threadId: closedId, reason: 'Help.' }),
  raiseFlag: (actor, { answerId }) => raiseFlag(db, actor, { postId: answerId, reason: 'rude', note: '' }),
  claimReview: (actor, { reviewId }) => claimReview(db, actor, reviewId),
  releaseReview: (actor, { reviewId }) => releaseReview(db, actor, reviewId),
  decideReview: (actor, { reviewId }) => decideReview(db, actor, { reviewId, version: 1, decision: 'keep', note: '' }),
  draftArticle: (actor, { categoryId }) =>
    draftArticle(db, actor, { categoryId, locale: 'en', title: 'How to light a lamp', body, audience: 'public' }),
  promoteAnswer: (actor, { answerId }) => promoteAnswer(db, actor, { answerId }),
  obsoleteArticle: (actor, { articleId }) => obsoleteArticle(db, actor, { articleId }),
  archiveArticle: (actor, { draftId }) => archiveArticle(db, actor, { articleId: draftId }),
  pinArticle: (actor, { articleId }) => pinArticle(db, actor, { articleId }),
  rateArticle: (actor, { articleId }) => rateArticle(db, actor, { articleId, helpful: true }),
  reportArticle: (actor, { articleId }) => reportArticle(db, actor, { articleId, note: 'It has changed.' }),
  addNote: (actor, { ticketId }) => addNote(db, actor, { ticketId, body }),
  replyPrivately: (actor, { threadId }) => replyPrivately(db, actor, { threadId, body }),
  takeTicket: (actor, { ticketId }) => takeTicket(db, actor, { ticketId }),
  releaseTicket: (actor, { ticketId }) => releaseTicket(db, actor, { ticketId }),
  changeTicket: (actor, { ticketId }) => changeTicket(db, actor, { ticketId, priority: 'high' }),
  solveTicket: (actor, { ticketId }) => solveTicket(db, actor, { ticketId, reason: 'It was the fuse.' }),
  describeTag: (actor, { tagId }) => describeTag(db, actor, { tagId, description: 'A lamp.', guide: '' }),
  renameTag: (actor, { tagId }) => renameTag(db, actor, { tagId, name: 'light' }),
  mergeTags: (actor, { tagId, otherTagId }) => mergeTags(db, actor, { tagId, intoId: otherTagId }),
  addSynonym: (actor, { tagId }) => addSynonym(db, actor, { tagId, name: 'bulb' }),
  nameExpert: (actor, { tagId, userId }) => nameExpert(db, actor, { userId, tagId }),
  grantRole: (actor, { userId }) => grantRole(db, actor, { userId, role: 'moderator' }),
  sanctionPerson: (actor, { userId }) => sanctionPerson(db, actor, { userId, kind: 'warning', reason: 'Be kind.' }),
  liftSanction: (actor, { sanctionId }) => liftSanction(db, actor, sanctionId),
  changeSetting: (actor) => changeSetting(db, actor, { name: 'closing', value: settings.closing.parse({}) }),
  savePolicy: (actor) =>
    savePolicy(db, actor, {
      name: 'Mine',
      calendarId: 1,
      isDefault: false,
      unansweredMinutes: 1,
      unsolvedMinutes: 1,
      firstResponseMinutes: 1,
      nextResponseMinutes: 1,
      solutionMinutes: 1,
    }),
  saveCalendar: (actor) =>
    saveCalendar(db, actor, {
      name: 'Mine',
      timeZone: 'Europe/Paris',
      slots: [{ day: 1, from: '09:00', to: '10:00' }],
      holidaysCountry: null,
      holidaysRegion: null,
    }),
  assignCategoryPolicy: (actor, { categoryId }) =>
    assignCategoryPolicy(db, actor, { categoryId, policyId: null, escalates: false }),
  changeProfile: (actor) =>
    changeProfile(db, actor, {
      name: 'Somebody',
      handle: 'somebody',
      about: 'Buy my lamps.',
      location: '',
      website: '',
      locale: null,
      theme: 'system',
    }),
}

let actor: Actor
let facts: Facts

beforeEach(async () => {
  const admin = await createUser({ roles: ['admin'] })
  const suspended = await createUser({ roles: ['admin'], reputation: 9000 })
  const [thread, closed] = [await createThread({ tags: ['lamp'] }), await createThread({ tags: ['lamp'] })]
  const [answer, own, gone] = [
    await createAnswer({ threadId: thread.id }),
    await createAnswer({ threadId: thread.id, authorId: suspended.id }),
    await createAnswer({ threadId: closed.id, authorId: suspended.id }),
  ]
  await deletePost(db, suspended, { postId: gone.id })
  await closeThread(db, admin, { threadId: closed.id, reason: 'off_topic', note: '' })
  const flag = { postId: answer.id, reason: 'spam' as const, note: '' }
  const { reviewId } = await raiseFlag(db, await createUser({ reputation: 20 }), flag)
  const someone = await createUser()
  const sanction = await sanctionPerson(db, admin, { userId: someone.id, kind: 'warning', reason: 'Be kind.' })
  facts = {
    threadId: thread.id,
    closedId: closed.id,
    questionId: thread.questionId ?? 0,
    answerId: answer.id,
    ownAnswerId: own.id,
    deletedId: gone.id,
    articleId: (await createArticle()).id,
    draftId: (await createArticle({ state: 'draft' })).id,
    reviewId,
    ticketId: (await createTicket({ threadId: thread.id })).id,
    tagId: (await createTag({ name: 'lamp' })).id,
    otherTagId: (await createTag()).id,
    userId: someone.id,
    sanctionId: sanction.id,
    categoryId: thread.categoryId,
  }
  // Nobody suspends an administrator: it takes the database to see that every refusal is for this alone.
  await db
    .updateTable('users')
    .set({ suspendedUntil: new Date('2999-01-01') })
    .where('id', '=', suspended.id)
    .execute()
  actor = await getActor(db, suspended.id)
})

const countEvents = async () =>
  (
    await db
      .selectFrom('events')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
  ).count

test.each(Object.keys(ACTS))('whoever is suspended cannot %s', async (name) => {
  const before = await countEvents()
  await expect(ACTS[name]?.(actor, facts)).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await countEvents()).toBe(before)
})
