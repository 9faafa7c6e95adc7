import type { NotificationKind } from '#db/schema.ts'

/** The kinds of notifications, in the order of the settings; each can be switched off. */
export const NOTIFICATION_KINDS = [
  'answer',
  'comment',
  'mention',
  'accepted',
  'accept_reminder',
  'info_requested',
  'info_given',
  'automatic_reply',
  'private_reply',
  'escalated',
  'closed',
  'solved',
  'me_too_solved',
  'new_question',
  'expert_request',
  'expert',
  'role',
  'badge',
  'edited',
  'edit_suggested',
  'edit_decided',
  'flag_outcome',
  'post_reviewed',
  'sanction',
  'review_requested',
  'ticket',
  'article_published',
  'article_decided',
] as const satisfies readonly NotificationKind[]

/** What nobody can switch off, because it says what they may do here. */
export const ALWAYS_TOLD: readonly NotificationKind[] = ['sanction']
