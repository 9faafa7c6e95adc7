import type { CronItem } from 'graphile-worker'

const DAY = 86_400_000

/**
 * When the worker starts jobs by itself (UTC). A missed sweep needs nothing: the next one looks at states. A missed
 * nightly job runs at the next start.
 */
export const CRON_ITEMS: CronItem[] = [
  { task: 'escalation.sweep', match: '* * * * *', options: { backfillPeriod: 0, maxAttempts: 3 } },
  { task: 'reviews.remind', match: '5 * * * *', options: { backfillPeriod: 0, maxAttempts: 3 } },
  { task: 'search.send_changes', match: '* * * * *', options: { backfillPeriod: 0, maxAttempts: 1 } },
  { task: 'search.count_words', match: '*/10 * * * *', options: { backfillPeriod: 0, maxAttempts: 1 } },
  { task: 'search.check', match: '45 * * * *', options: { backfillPeriod: 0, maxAttempts: 3 } },
  { task: 'badges.evaluate_all', match: '10 2 * * *', options: { backfillPeriod: DAY } },
  { task: 'experts.renew', match: '20 2 * * *', options: { backfillPeriod: DAY } },
  { task: 'users.mark_look_alikes', match: '30 2 * * *', options: { backfillPeriod: DAY } },
  { task: 'articles.review_due', match: '25 2 * * *', options: { backfillPeriod: DAY } },
  { task: 'threads.relate_all', match: '40 2 * * *', options: { backfillPeriod: DAY, maxAttempts: 3 } },
  { task: 'journeys.delete_old', match: '55 2 * * *', options: { backfillPeriod: DAY } },
  { task: 'drafts.expire', match: '35 2 * * *', options: { backfillPeriod: DAY } },
  { task: 'experts.follow_up_requests', match: '* * * * *', options: { backfillPeriod: 0, maxAttempts: 3 } },
  { task: 'notifications.delete_old', match: '35 2 * * *', options: { backfillPeriod: DAY } },
  { task: 'attachments.remove_orphans', match: '35 * * * *', options: { backfillPeriod: 0 } },
  { task: 'answers.remind_to_accept', match: '35 2 * * *', options: { backfillPeriod: DAY } },
  { task: 'threads.close_solved', match: '40 2 * * *', options: { backfillPeriod: DAY } },
  { task: 'threads.fold_views', match: '15 2 * * *', options: { backfillPeriod: DAY } },
  { task: 'searches.update_popular', match: '50 2 * * *', options: { backfillPeriod: DAY, maxAttempts: 3 } },
  { task: 'searches.report', match: '0 6 * * 1', options: { backfillPeriod: 3 * DAY } },
  { task: 'searches.delete_old', match: '45 2 * * *', options: { backfillPeriod: DAY } },
  { task: 'search.embed', match: '*/10 * * * *', options: { backfillPeriod: 0, maxAttempts: 1 } },
  { task: 'search.embed_all', match: '55 * * * *', options: { backfillPeriod: 0, maxAttempts: 3 } },
  { task: 'automatic_replies.measure', match: '50 2 * * *', options: { backfillPeriod: 0, maxAttempts: 3 } },
  { task: 'sessions.expire', match: '30 2 * * *', options: { backfillPeriod: DAY } },
  { task: 'events.forget_addresses', match: '5 2 * * *', options: { backfillPeriod: DAY } },
]
