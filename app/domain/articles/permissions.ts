import { mayMove } from '#app/domain/articles/states.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isExpertOf, isModerator, isStaff, isSuspended } from '#app/domain/users/roles.ts'
import type { ArticleState } from '#db/schema.ts'

type ArticleFacts = {
  state: ArticleState
  categoryId: number
  draftedBy: number
  ownerId: number
  reviewReason: string | null
}

const isActive = (viewer: Viewer): viewer is NonNullable<Viewer> => viewer !== null && !isSuspended(viewer)

/** Experts of any tag, moderators and staff may write articles. */
export const canDraftArticles = (viewer: Viewer): boolean =>
  isActive(viewer) && (isModerator(viewer) || viewer.grants.some((grant) => grant.role === 'expert'))

/** The accepted answer of a public thread, by staff, moderators and the experts of one of its tags. */
export const canPromoteAnswer = (
  viewer: Viewer,
  thread: { audience: string; categoryId: number; tagIds: number[] },
): boolean =>
  isActive(viewer) &&
  thread.audience === 'public' &&
  (isModerator(viewer, thread.categoryId) || isExpertOf(viewer, thread.tagIds))

/** Staff edit any article that is not archived; whoever drafts one edits it until it is submitted, moderators too. */
export function canEditArticle(viewer: Viewer, article: ArticleFacts): boolean {
  if (!isActive(viewer) || article.state === 'archived') return false
  if (isStaff(viewer, article.categoryId)) return true
  return article.state === 'draft' && (isAuthor(viewer, article) || isModerator(viewer, article.categoryId))
}

export const canSubmitArticle = (viewer: Viewer, article: ArticleFacts): boolean =>
  isActive(viewer) &&
  mayMove(article.state, 'submit') &&
  (isStaff(viewer, article.categoryId) ||
    (article.state === 'draft' && (isAuthor(viewer, article) || isModerator(viewer, article.categoryId))))

/** Only staff validate, and nobody what they drafted themselves: the two gates of the knowledge base. */
export const canValidateArticle = (viewer: Viewer, article: Pick<ArticleFacts, 'categoryId' | 'draftedBy'>): boolean =>
  isActive(viewer) && isStaff(viewer, article.categoryId) && viewer.id !== article.draftedBy

export const canPublishArticle = (viewer: Viewer, article: ArticleFacts): boolean =>
  mayMove(article.state, 'publish') && canValidateArticle(viewer, article)

export const canReturnArticle = (viewer: Viewer, article: ArticleFacts): boolean =>
  isActive(viewer) &&
  mayMove(article.state, 'return') &&
  (isStaff(viewer, article.categoryId) || isAuthor(viewer, article))

/** Saying that a published article still holds: staff, and not whoever wrote the words that are to be checked. */
export const canConfirmArticle = (
  viewer: Viewer,
  article: ArticleFacts,
  { lastWriterId }: { lastWriterId: number },
): boolean =>
  isActive(viewer) &&
  article.state === 'published' &&
  article.reviewReason !== null &&
  isStaff(viewer, article.categoryId) &&
  viewer.id !== lastWriterId

/** Experienced members say that an article no longer holds; whether it does, staff decide. */
export const canReportArticle = (viewer: Viewer, article: { categoryId: number }): boolean =>
  viewer !== null && hasPrivilege(viewer, 'markObsolete', article.categoryId)

export const canRetireArticle = (viewer: Viewer, article: ArticleFacts): boolean =>
  isActive(viewer) && isStaff(viewer, article.categoryId) && mayMove(article.state, 'obsolete')

export const canArchiveArticle = (viewer: Viewer, article: ArticleFacts): boolean =>
  isActive(viewer) &&
  mayMove(article.state, 'archive') &&
  (isStaff(viewer, article.categoryId) || (article.state === 'draft' && isAuthor(viewer, article)))

export const canPinArticle = (viewer: Viewer, article: Pick<ArticleFacts, 'state' | 'categoryId'>): boolean =>
  isActive(viewer) && article.state === 'published' && isStaff(viewer, article.categoryId)

/** Everybody who can read it, without an account too; not the people it credits: nobody votes on their own. */
export const canRateArticle = (
  viewer: Viewer,
  article: Pick<ArticleFacts, 'state' | 'draftedBy'>,
  creditedIds: number[],
): boolean =>
  article.state === 'published' &&
  (viewer === null || (!isSuspended(viewer) && viewer.id !== article.draftedBy && !creditedIds.includes(viewer.id)))

const isAuthor = (viewer: NonNullable<Viewer>, article: ArticleFacts): boolean =>
  viewer.id === article.draftedBy || viewer.id === article.ownerId
