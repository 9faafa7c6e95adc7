import { articlePath, postPath, threadPath } from '#app/web/paths.ts'
import type { NotificationKind } from '#db/schema.ts'

type Told = {
  kind: NotificationKind
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
export const notificationPath = (told: Told, self: number): string => PATHS[told.kind](told, self)

const PATHS: Record<NotificationKind, (told: Told, self: number) => string> = {
  answer: subjectPath,
  comment: subjectPath,
  mention: subjectPath,
  accepted: subjectPath,
  accept_reminder: subjectPath,
  info_requested: subjectPath,
  automatic_reply: subjectPath,
  private_reply: (told) => (told.threadId ? `/threads/${told.threadId}/messages` : subjectPath(told)),
  escalated: subjectPath,
  me_too_solved: subjectPath,
  new_question: subjectPath,
  asked: subjectPath,
  expert: ({ invitationId }) => (invitationId ? `/experts/invitations/${invitationId}` : '/experts'),
  badge: (_told, self) => `/users/${self}`,
  edited: subjectPath,
  edit_suggested: (told) => (told.suggestedEditId ? `/review/edits/${told.suggestedEditId}` : subjectPath(told)),
  edit_decided: subjectPath,
  flag_outcome: subjectPath,
  post_judged: subjectPath,
  review_wanted: (told) => {
    if (told.reviewId) return `/review/${told.reviewId}`
    return told.verb === 'searches.listed' ? '/admin/searches?week=last' : subjectPath(told)
  },
  article_published: subjectPath,
}

function subjectPath(told: Told): string {
  if (told.articleId !== null) return articlePath({ id: told.articleId, title: '' })
  // Of a flag one may learn the outcome where one may not go any more.
  if (told.threadId === null || told.title === null) return '/notifications'
  return told.postId === null
    ? threadPath({ id: told.threadId, title: told.title })
    : postPath(told.threadId, told.postId)
}
