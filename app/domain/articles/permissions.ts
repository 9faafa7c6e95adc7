import { canTransition } from '#app/domain/articles/states.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { mayAct, mayWrite } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isExpertOf, isModerator, isModeratorAnywhere, isStaff } from '#app/domain/users/roles.ts'
import type { ArticleState } from '#db/schema.ts'

type ArticleFacts = {
  state: ArticleState
  categoryId: number
  draftedBy: number
  ownerId: number
  reviewReason: string | null
}

const isExpert = (actor: Actor): boolean => actor.grants.some((grant) => grant.role === 'expert')

/** Experts of any tag may write articles; moderators and staff in their categories. */
export const canDraftArticles = mayWrite(
  (actor, article: { categoryId: number }) => isModerator(actor, article.categoryId) || isExpert(actor),
)

/** For the pages that lead to it. */
export const canDraftAnywhere = mayWrite((actor) => isModeratorAnywhere(actor) || isExpert(actor))

/** Staff, moderators and the experts of one of its tags may promote the accepted answer of a public thread. */
export const canPromoteAnswer = mayWrite(
  (actor, thread: { audience: string; categoryId: number; tagIds: number[] }) =>
    thread.audience === 'public' && (isModerator(actor, thread.categoryId) || isExpertOf(actor, thread.tagIds)),
)

/** Staff edit any article that is not archived. The drafter edits it until it is submitted; so do moderators. */
export const canEditArticle = mayWrite((actor, article: ArticleFacts) => {
  if (article.state === 'archived') return false
  if (isStaff(actor, article.categoryId)) return true
  return article.state === 'draft' && (isAuthor(actor, article) || isModerator(actor, article.categoryId))
})

export const canSubmitArticle = mayAct(
  (actor, article: ArticleFacts) =>
    canTransition(article.state, 'submit') &&
    (isStaff(actor, article.categoryId) ||
      (article.state === 'draft' && (isAuthor(actor, article) || isModerator(actor, article.categoryId)))),
)

/** One language of an article, as far as it decides who may validate it. */
type Text = { writtenBy: number[]; validatedBy: number | null; doubted: boolean }

/** Whether a second person has to look at a language before the article stands under their name. */
export const isUnchecked = (text: Pick<Text, 'validatedBy' | 'doubted'>): boolean =>
  text.validatedBy === null || text.doubted

/**
 * Only staff validate. Nobody publishes an article that they drafted, or a text that they had a hand in since it was
 * last validated, be it a comma: two people are needed.
 */
export const canValidateArticle = mayAct(
  (actor, article: Pick<ArticleFacts, 'categoryId' | 'draftedBy'>, text: Pick<Text, 'writtenBy'>) =>
    isStaff(actor, article.categoryId) && actor.id !== article.draftedBy && !text.writtenBy.includes(actor.id),
)

export const canPublishArticle = (viewer: Viewer, article: ArticleFacts, text: Pick<Text, 'writtenBy'>): boolean =>
  canTransition(article.state, 'publish') && canValidateArticle(viewer, article, text)

export const canReturnArticle = mayWrite(
  (actor, article: ArticleFacts) =>
    canTransition(article.state, 'return') && (isStaff(actor, article.categoryId) || isAuthor(actor, article)),
)

/** Staff may confirm that one language of a published article is right, but nobody who wrote what is to be checked. */
export const canConfirmArticle = mayAct(
  (actor, article: ArticleFacts, text: Text) =>
    article.state === 'published' &&
    isUnchecked(text) &&
    isStaff(actor, article.categoryId) &&
    !text.writtenBy.includes(actor.id),
)

/** Members with the privilege report that an article is no longer right; staff decide whether that is true. */
export const canReportArticle = mayWrite((actor, article: { categoryId: number }) =>
  hasPrivilege(actor, 'markObsolete', article.categoryId),
)

export const canRetireArticle = mayWrite(
  (actor, article: ArticleFacts) => isStaff(actor, article.categoryId) && canTransition(article.state, 'obsolete'),
)

export const canArchiveArticle = mayAct(
  (actor, article: ArticleFacts) =>
    canTransition(article.state, 'archive') &&
    (isStaff(actor, article.categoryId) || (article.state === 'draft' && isAuthor(actor, article))),
)

export const canPinArticle = mayAct(
  (actor, article: Pick<ArticleFacts, 'state' | 'categoryId'>) =>
    article.state === 'published' && isStaff(actor, article.categoryId),
)

const canRateAsMember = mayAct(
  (actor, article: { draftedBy: number }, creditedIds: number[]) =>
    actor.id !== article.draftedBy && !creditedIds.includes(actor.id),
)

/**
 * Everybody who can read it may rate it, visitors too, but not the people it credits: nobody votes on their own work.
 */
export const canRateArticle = (
  viewer: Viewer,
  article: Pick<ArticleFacts, 'state' | 'draftedBy'>,
  creditedIds: number[],
): boolean => article.state === 'published' && (viewer === null || canRateAsMember(viewer, article, creditedIds))

function isAuthor(actor: Actor, article: ArticleFacts): boolean {
  return actor.id === article.draftedBy || actor.id === article.ownerId
}
