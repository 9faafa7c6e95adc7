import { articlePath, historyPath, postPath, threadPath, ticketPath } from '#app/web/paths.ts'
import type { NotificationKind } from '#db/schema.ts'

type LinkedNotification = {
  kind: NotificationKind
  verb: string
  threadId: number | null
  postId: number | null
  articleId: number | null
  reviewId: number | null
  ticketId: number | null
  aboutUserId: number | null
  invitationId: number | null
  suggestedEditId: number | null
  title: string | null
}

/** The address to which opening a notification leads. */
export const notificationPath = (notification: LinkedNotification, self: number): string =>
  PATHS[notification.kind](notification, self)

const PATHS: Record<NotificationKind, (notification: LinkedNotification, self: number) => string> = {
  answer: subjectPath,
  comment: subjectPath,
  mention: subjectPath,
  accepted: subjectPath,
  accept_reminder: subjectPath,
  info_requested: subjectPath,
  automatic_reply: subjectPath,
  private_reply: (notification) =>
    notification.threadId ? `/questions/${notification.threadId}/private-replies` : subjectPath(notification),
  escalated: subjectPath,
  me_too_solved: subjectPath,
  new_question: subjectPath,
  expert_request: subjectPath,
  expert: ({ invitationId }) => (invitationId ? `/experts/invitations/${invitationId}` : '/experts'),
  badge: (_told, self) => `/users/${self}`,
  // What was changed, and why, beside what it said before.
  edited: (notification) =>
    notification.postId !== null && notification.title !== null
      ? historyPath(notification.postId)
      : subjectPath(notification),
  edit_suggested: (notification) =>
    notification.suggestedEditId ? `/review/edits/${notification.suggestedEditId}` : subjectPath(notification),
  edit_decided: subjectPath,
  flag_outcome: subjectPath,
  post_reviewed: subjectPath,
  review_requested: (notification) => {
    if (notification.verb === 'user.appealed') return `/users/${notification.aboutUserId}/sanctions`
    if (notification.reviewId) return `/review/${notification.reviewId}`
    if (notification.suggestedEditId) return `/review/edits/${notification.suggestedEditId}`
    return notification.verb === 'searches.listed' ? '/admin/searches?week=last' : subjectPath(notification)
  },
  article_published: subjectPath,
  article_decided: subjectPath,
  closed: subjectPath,
  solved: subjectPath,
  info_given: subjectPath,
  ticket: (notification) => (notification.ticketId ? ticketPath(notification.ticketId) : subjectPath(notification)),
  sanction: (_told, self) => `/users/${self}/sanctions`,
  role: (_told, self) => `/users/${self}`,
}

function subjectPath(notification: LinkedNotification): string {
  if (notification.articleId !== null) return articlePath({ id: notification.articleId, title: '' })
  // A user may learn the outcome of their flag even when they may no longer see the thread.
  if (notification.threadId === null || notification.title === null) return '/notifications'
  return notification.postId === null
    ? threadPath({ id: notification.threadId, title: notification.title })
    : postPath(notification.threadId, notification.postId)
}
