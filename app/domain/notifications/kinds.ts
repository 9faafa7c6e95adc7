/** What somebody is told of, in the order of their settings; each can be switched off. */
export const NOTIFICATION_KINDS = [
  'answer',
  'comment',
  'mention',
  'accepted',
  'accept_reminder',
  'info_requested',
  'automatic_reply',
  'private_reply',
  'escalated',
  'me_too_solved',
  'new_question',
  'asked',
  'expert',
  'badge',
  'edited',
  'edit_suggested',
  'edit_decided',
  'flag_outcome',
  'post_judged',
  'review_wanted',
  'article_published',
] as const

export type NotificationKind = (typeof NOTIFICATION_KINDS)[number]
