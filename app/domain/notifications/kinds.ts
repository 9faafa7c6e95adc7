import type { NotificationKind } from '#db/schema.ts'

/** The kinds of notifications, in the order of the settings; each can be switched off. */
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
  'expert_request',
  'expert',
  'badge',
  'edited',
  'edit_suggested',
  'edit_decided',
  'flag_outcome',
  'post_reviewed',
  'review_requested',
  'article_published',
] as const satisfies readonly NotificationKind[]
