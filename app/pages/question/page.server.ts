import type { AppLoadContext } from '@remix-run/node'
import { canAcceptAnswer, canAnswer, canAnswerOfficially } from '#app/domain/answers/permissions.ts'
import { canPromoteAnswer } from '#app/domain/articles/permissions.ts'
import { findArticleOfThread } from '#app/domain/articles/queries.ts'
import { canDecideReply } from '#app/domain/automatic-replies/permissions.ts'
import { findReplyOf } from '#app/domain/automatic-replies/queries.ts'
import { countTiers } from '#app/domain/badges/queries.ts'
import { describeAnswers } from '#app/domain/categories/fields.ts'
import { canComment } from '#app/domain/comments/permissions.ts'
import { findDraftsOfThread } from '#app/domain/drafts/queries.ts'
import { canAskExperts } from '#app/domain/experts/permissions.ts'
import { findHeld } from '#app/domain/posts/find-held.ts'
import { canDelete, canDeleteAnswered, canEdit, canRestore, canSuggestEdit } from '#app/domain/posts/permissions.ts'
import { listOpenEdits } from '#app/domain/suggested-edits/queries.ts'
import { type AnswerOrder, inOrder } from '#app/domain/threads/answer-order.ts'
import { findProtection } from '#app/domain/threads/check-protection.ts'
import { listPosts, type ThreadPost } from '#app/domain/threads/list-posts.ts'
import { listRelated } from '#app/domain/threads/list-related.ts'
import { canAskForInfo, canSolveWithoutAnswer } from '#app/domain/threads/permissions.ts'
import { getThread, listThreadNotices } from '#app/domain/threads/queries.ts'
import { findThreadForReader } from '#app/domain/threads/reader-state.ts'
import { missingPrivileges } from '#app/domain/users/next-privilege.ts'
import { isModerator, isStaff } from '#app/domain/users/roles.ts'
import { excerpt } from '#app/text/markdown.ts'
import { orHttpError } from '#app/web/http.ts'
import { showCards } from '#app/web/link-cards.server.ts'
import { openForm } from '#app/web/opened-form.server.ts'
import { pageHtml } from '#app/web/page-html.ts'
import { db } from '#db/client.server.ts'
import { canProtect, canVoteToClose } from '#moderation/curation/permissions.ts'
import { findVoting, isReopeningAsked } from '#moderation/curation/queries.ts'
import { canEscalate } from '#moderation/escalation/permissions.ts'

const NO_EDITS: Awaited<ReturnType<typeof listOpenEdits>> = new Map()

/** What the page of a thread shows to this reader, and what they may do there, in as few statements as possible. */
export async function loadThreadPage(context: AppLoadContext, threadId: number, order: AnswerOrder = 'best') {
  const viewer = await context.viewer()
  const thread = await orHttpError(getThread(db, viewer, threadId))
  const [listed, notices, related, article, reader, drafts, reply] = await Promise.all([
    listPosts(db, viewer, thread),
    thread.hasNotices ? listThreadNotices(db, threadId) : [],
    listRelated(db, viewer, threadId),
    thread.hasArticle ? findArticleOfThread(db, viewer, threadId, await context.locale()) : undefined,
    findThreadForReader(db, viewer, {
      threadId,
      browserKey: thread.meTooCount > 0 ? await context.knownBrowserKey() : undefined,
      hasAnswerings: Boolean(thread.hasAnswerings),
    }),
    viewer && thread.hasDrafts ? findDraftsOfThread(db, viewer, threadId) : undefined,
    thread.hasReply ? findReplyOf(db, viewer, threadId) : undefined,
  ])
  const posts = await showCards(context, listed)
  const own = viewer ? listed.filter((post) => post.state === 'pending' && post.authorId === viewer.id) : []
  const [openEdits, voting, protection, held] = await Promise.all([
    thread.hasOpenEdits ? listOpenEdits(db, viewer, thread, listed) : NO_EDITS,
    findVoting(db, viewer, thread),
    findProtection(db, viewer, thread),
    findHeld(
      db,
      own.map((post) => post.id),
    ),
  ])

  const moderates = isModerator(viewer, thread.categoryId)
  const withStaff = thread.state !== 'solved' && notices.some((notice) => notice.verb === 'thread.escalated')
  const facts = { ...thread, tagIds: thread.tags.map((tag) => tag.id) }
  const answeredByOthers = posts.some(
    (post) => post.kind === 'answer' && post.state === 'visible' && post.authorId !== thread.authorId,
  )
  const askerLastWordAt = posts
    .filter((post) => post.authorId === thread.authorId && post.state === 'visible')
    .reduce((last, post) => (post.createdAt > last ? post.createdAt : last), thread.createdAt)

  const show = (post: ShownPost) => {
    const seen = { ...post, author: describe(post), html: pageHtml(post.html, context) }
    return {
      id: seen.id,
      kind: seen.kind,
      state: seen.state,
      html: seen.html,
      score: seen.score,
      myVote: seen.myVote ?? 0,
      official: post.officialAt !== null,
      solves: post.solves,
      createdAt: post.createdAt,
      editedAt: post.editedAt,
      author: seen.author,
      bookmarked: reader.bookmarked.includes(post.id),
      openEdit: openEdits.get(post.id),
      held: held.get(post.id),
      draft: drafts?.comments.get(post.id),
      may: viewer && {
        own: post.authorId === viewer.id,
        comment: canComment(viewer, facts, post),
        edit: canEdit(viewer, thread, post),
        suggest: canSuggestEdit(viewer, thread, post),
        delete:
          canDelete(viewer, thread, post) &&
          (post.kind !== 'question' || !answeredByOthers || canDeleteAnswered(viewer, thread)),
        restore: canRestore(viewer, thread, post),
        promote: post.id === thread.acceptedAnswerId && canPromoteAnswer(viewer, facts),
      },
      comments: [] as Array<ReturnType<typeof showComment>>,
    }
  }
  const showComment = (post: ThreadPost) => ({
    id: post.id,
    state: post.state,
    html: pageHtml(post.html, context),
    createdAt: post.createdAt,
    editedAt: post.editedAt,
    author: describe(post),
    held: held.get(post.id),
    may: viewer && {
      own: post.authorId === viewer.id,
      edit: canEdit(viewer, thread, post),
      delete: canDelete(viewer, thread, post),
      restore: canRestore(viewer, thread, post),
    },
  })

  const shown = inOrder(posts.filter(isShown), order, thread.acceptedAnswerId).map(show)
  const byId = new Map(shown.map((post) => [post.id, post]))
  for (const post of posts) if (post.parentId !== null) byId.get(post.parentId)?.comments.push(showComment(post))
  const question = shown.find((post) => post.kind === 'question')

  return {
    thread: {
      id: thread.id,
      title: thread.title,
      locale: thread.otherLanguage ?? thread.locale,
      audience: thread.audience,
      state: thread.state,
      questionState: thread.questionState,
      authorId: thread.authorId,
      acceptedAnswerId: thread.acceptedAnswerId,
      acceptedByName: thread.acceptedBy === thread.authorId ? null : thread.acceptedByName,
      solvedAt: thread.solvedAt,
      solvedReason: thread.solvedReason,
      closedAt: thread.closedAt,
      closeReason: thread.closeReason,
      closeNote: thread.closeNote,
      closedByName: thread.closedByName,
      reopeningAsked: thread.closedAt !== null && (await isReopeningAsked(db, thread.id)),
      duplicateOf: thread.duplicateOf,
      mergedInto: thread.mergedInto,
      protectedAt: thread.protectedAt,
      duplicateOfTitle: thread.duplicateOfTitle,
      createdAt: thread.createdAt,
      lastActivityAt: thread.lastActivityAt,
      viewCount: thread.viewCount,
      meTooCount: thread.meTooCount,
      helpedCount: thread.helpedCount,
      answerCount: thread.answerCount,
      escalationDueAt: thread.escalationDueAt,
      categorySlug: thread.categorySlug,
      categoryName: thread.categoryName,
      categoryTranslations: thread.categoryTranslations,
      tags: thread.tags,
      fields: describeAnswers(thread.categoryFields, thread.fields, await context.locale()),
    },
    question,
    answers: shown.filter((post) => post.kind === 'answer'),
    order,
    draft: drafts?.answer,
    ownAnswerId: shown.find((post) => post.kind === 'answer' && post.may?.own && post.state === 'visible')?.id,
    reader: {
      following: reader.following,
      meToo: reader.meToo,
      answering: reader.answering,
      taken: reader.requests.find((request) => request.state === 'accepted'),
      asked: reader.requests.find((request) => request.userId === viewer?.id),
    },
    notices,
    related,
    article,
    reply,
    description: excerpt(posts.find((post) => post.kind === 'question')?.html ?? '', 160),
    voting,
    protectedFrom: protection?.points,
    opened: await openForm(viewer),
    may: {
      signedIn: viewer !== null,
      isAsker: viewer !== null && viewer.id === thread.authorId,
      answer: canAnswer(viewer, facts) && (protection?.mayAnswer ?? true),
      voteToClose: canVoteToClose(viewer, thread),
      protect: canProtect(viewer, thread),
      answerOfficially: canAnswerOfficially(viewer, thread),
      accept: canAcceptAnswer(viewer, { ...facts, askerLastWordAt }),
      requestInfo: canAskForInfo(viewer, facts),
      solve: canSolveWithoutAnswer(viewer, facts),
      decideReply: canDecideReply(viewer, thread),
      escalate: canEscalate(viewer, facts) && !withStaff,
      askExperts: thread.state !== 'solved' && !thread.closedAt && canAskExperts(viewer, thread),
      moderate: moderates,
      work: isStaff(viewer, thread.categoryId),
      needs: { have: viewer?.reputation ?? 0, points: missingPrivileges(viewer, thread.categoryId) },
    },
  }
}

export type ThreadPageData = Awaited<ReturnType<typeof loadThreadPage>>
export type PostData = ThreadPageData['answers'][number]
export type CommentData = PostData['comments'][number]

/** A post with its own place on the page; comments are shown below it. */
type ShownPost = ThreadPost & { kind: Exclude<ThreadPost['kind'], 'comment' | 'article'> }
const isShown = (post: ThreadPost): post is ShownPost => post.kind !== 'comment'

function describe(post: ThreadPost) {
  return {
    id: post.authorId,
    name: post.userName,
    formerName: post.formerName,
    reputation: post.reputation,
    byStaff: Boolean(post.byStaff),
    byExpert: Boolean(post.byExpert),
    looksLike: post.looksLike,
    badges: countTiers(post.badges),
  }
}
