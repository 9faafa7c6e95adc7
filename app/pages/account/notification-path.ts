import { articlePath, postPath, threadPath } from '#app/web/paths.ts'

type Told = {
  kind: string
  verb: string
  threadId: number | null
  postId: number | null
  articleId: number | null
  reviewId: number | null
  invitationId: number | null
  suggestedEditId: number | null
  title: string | null
}

/** Where opening a notification leads. */
export function notificationPath(told: Told, self: number): string {
  if (told.kind === 'expert') return told.invitationId ? `/experts/invitations/${told.invitationId}` : '/experts'
  if (told.kind === 'badge') return `/users/${self}`
  if (told.kind === 'edit_suggested' && told.suggestedEditId) return `/review/edits/${told.suggestedEditId}`
  if (told.kind === 'review_wanted' && told.reviewId) return `/review/${told.reviewId}`
  if (told.verb === 'searches.listed') return '/admin/searches?week=last'
  if (told.articleId !== null) return articlePath({ id: told.articleId, title: '' })
  if (told.kind === 'private_reply' && told.threadId) return `/threads/${told.threadId}/messages`
  // Of a flag one may learn the outcome where one may not go any more.
  if (told.threadId === null || told.title === null) return '/notifications'
  return told.postId === null
    ? threadPath({ id: told.threadId, title: told.title })
    : postPath(told.threadId, told.postId)
}
