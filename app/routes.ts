import { index, layout, type RouteConfig, type RouteConfigEntry, route } from '@remix-run/route-config'

/** All addresses of the forum, each with its module in app/pages. */
const pages: RouteConfigEntry[] = [
  // Home and the page for unknown addresses
  index('pages/home/page.tsx'),
  route('*', 'pages/not-found/page.tsx'),

  // Search
  route('search', 'pages/search/page.tsx'),
  route('search/results', 'pages/search/results.ts'),
  route('search/suggestions', 'pages/search/suggestions.ts'),
  route('search/completions', 'pages/search/completions.ts'),
  route('searches/openings', 'pages/search/openings.ts'),
  route('opensearch.xml', 'pages/search/opensearch.ts'),

  // Suggestions while somebody writes
  route('suggestions', 'pages/suggestions/list.ts'),
  route('suggestions/openings', 'pages/suggestions/openings.ts'),
  route('suggestions/solutions', 'pages/suggestions/solutions.ts'),
  route('suggestions/me-toos', 'pages/suggestions/me-toos.ts'),
  route('suggestions/tags', 'pages/suggestions/tags.ts'),
  route('suggestions/views', 'pages/suggestions/views.ts'),

  // Asking
  route('ask', 'pages/ask/page.tsx'),
  route('ask/duplicate', 'pages/ask/duplicate.ts'),
  route('contact', 'pages/contact/page.tsx'),

  // Lists of questions
  route('questions', 'pages/questions/page.tsx'),
  route('categories/:slug', 'pages/categories/page.tsx'),
  route('categories/:categoryId/follow', 'pages/categories/follow.ts'),

  // A question
  route('questions/:threadId', 'pages/question/page.tsx'),
  // Old addresses below /threads, permanently redirected
  route('threads/:threadId/*', 'pages/question/old-address.ts'),
  route('questions/:threadId/live', 'pages/question/live/stream.ts'),
  route('questions/:threadId/views', 'pages/question/views.ts'),
  route('questions/:threadId/answering', 'pages/question/answering.ts'),
  route('questions/:threadId/help', 'pages/question/help/page.tsx'),
  route('questions/:threadId/follow', 'pages/question/follow.ts'),
  route('questions/:threadId/me-too', 'pages/question/me-too.ts'),
  route('questions/:threadId/solution', 'pages/question/solution.tsx'),
  route('questions/:threadId/info-request', 'pages/question/info-request.tsx'),
  route('questions/:threadId/expert-requests', 'pages/question/expert-request.ts'),
  route('questions/:threadId/escalations', 'pages/question/escalation.tsx'),
  route('questions/:threadId/private-replies', 'pages/question/private-replies.tsx'),
  route('questions/:threadId/closure', 'pages/question/curation/closure.tsx'),
  route('questions/:threadId/close-vote', 'pages/question/curation/close-vote.ts'),
  route('questions/:threadId/merge', 'pages/question/curation/merge.tsx'),
  route('questions/:threadId/protection', 'pages/question/curation/protection.ts'),
  route('answers/:answerId', 'pages/question/answer-permalink.ts'),
  route('answers/:answerId/acceptance', 'pages/question/acceptance.ts'),
  route('answers/:answerId/promotion', 'pages/question/promotion.ts'),
  route('automatic-replies/:replyId/solution', 'pages/question/automatic-reply-solution.ts'),
  route('automatic-replies/:replyId/refusal', 'pages/question/automatic-reply-refusal.ts'),

  // A post: question, answer, comment
  route('posts/:postId', 'pages/post/permalink.ts'),
  route('posts/:postId/vote', 'pages/post/vote.ts'),
  route('posts/:postId/bookmark', 'pages/post/bookmark.tsx'),
  route('posts/:postId/comments', 'pages/post/comments.tsx'),
  route('posts/:postId/quote', 'pages/post/quote.ts'),
  route('posts/:postId/edit', 'pages/post/edit.tsx'),
  route('posts/:postId/deletion', 'pages/post/deletion.ts'),
  route('posts/:postId/revisions', 'pages/post/revisions.tsx'),
  route('posts/:postId/revisions/:number/restoration', 'pages/post/restoration.tsx'),
  route('posts/:postId/revisions/:number/redaction', 'pages/post/redaction.tsx'),
  route('posts/:postId/flags', 'pages/post/flags.tsx'),
  route('flags/done', 'pages/post/flag-sent.tsx'),

  // Requests of the editor, and attached files
  route('preview', 'pages/editor/preview.ts'),
  route('mentions', 'pages/editor/mentions.ts'),
  route('references', 'pages/editor/references.ts'),
  route('attachments', 'pages/editor/upload.ts'),
  route('attachments/:name', 'pages/editor/attachment.ts'),

  // Knowledge base
  route('kb', 'pages/kb/page.tsx'),
  route('kb/drafts', 'pages/kb/drafts.tsx'),
  route('kb/categories/:slug', 'pages/kb/category.tsx'),
  route('kb/articles/new', 'pages/kb/new.tsx'),
  route('kb/articles/:articleId', 'pages/kb/article.tsx'),
  route('kb/articles/:articleId/edit', 'pages/kb/edit.tsx'),
  route('kb/articles/:articleId/history', 'pages/kb/history.ts'),
  route('kb/articles/:articleId/rating', 'pages/kb/rating.ts'),
  route('kb/articles/:articleId/report', 'pages/kb/report.tsx'),
  route('kb/articles/:articleId/submission', 'pages/kb/submission.ts'),
  route('kb/articles/:articleId/return', 'pages/kb/return.tsx'),
  route('kb/articles/:articleId/publication', 'pages/kb/publication.ts'),
  route('kb/articles/:articleId/confirmation', 'pages/kb/confirmation.ts'),
  route('kb/articles/:articleId/pin', 'pages/kb/pin.ts'),
  route('kb/articles/:articleId/retirement', 'pages/kb/retirement.tsx'),
  route('kb/articles/:articleId/archival', 'pages/kb/archival.ts'),

  // Tags
  route('tags', 'pages/tags/page.tsx'),
  route('tags/:name', 'pages/tags/tag.tsx'),
  route('tags/:name/edit', 'pages/tags/edit.tsx'),
  route('tags/:name/history', 'pages/tags/history.tsx'),
  route('tags/:name/leaders', 'pages/tags/leaders.tsx'),
  route('tags/:name/names', 'pages/tags/names.tsx'),
  route('tags/:name/rename', 'pages/tags/rename.tsx'),
  route('tags/:name/merge', 'pages/tags/merge.tsx'),
  route('tags/:name/synonyms', 'pages/tags/synonyms.tsx'),
  route('tags/:name/synonyms/:synonym/removal', 'pages/tags/synonym-removal.ts'),
  route('tags/:tagId/follow', 'pages/tags/follow.ts'),

  // Users
  route('users', 'pages/users/page.tsx'),
  route('users/:userId', 'pages/users/profile.tsx', [
    index('pages/users/overview.tsx'),
    route('questions', 'pages/users/questions.tsx'),
    route('answers', 'pages/users/answers.tsx'),
    route('badges', 'pages/users/badges.tsx'),
    route('reputation', 'pages/users/reputation.tsx'),
    route('activity', 'pages/users/activity.tsx'),
  ]),
  route('users/:userId/follow', 'pages/users/follow.ts'),
  route('users/:userId/sanctions', 'pages/users/sanctions.tsx'),
  route('sanctions/:sanctionId/appeal', 'pages/users/sanction-appeal.ts'),
  route('sanctions/:sanctionId/end', 'pages/users/sanction-end.ts'),
  route('badges', 'pages/badges/page.tsx'),
  route('badges/:badgeId', 'pages/badges/badge.tsx'),
  route('privileges', 'pages/privileges/page.tsx'),
  route('experts', 'pages/experts/page.tsx'),
  route('experts/invitations/:invitationId', 'pages/experts/invitation.tsx'),
  route('experts/invitations/:invitationId/acceptance', 'pages/experts/invitation-acceptance.ts'),
  route('experts/invitations/:invitationId/refusal', 'pages/experts/invitation-refusal.ts'),
  route('expert-requests/:requestId/acceptance', 'pages/experts/request-acceptance.ts'),
  route('expert-requests/:requestId/pass', 'pages/experts/request-pass.ts'),

  // Account
  route('sign-up', 'pages/account/sign-up.tsx'),
  route('sign-up/done', 'pages/account/sign-up-done.tsx'),
  route('sign-in', 'pages/account/sign-in.tsx'),
  route('sign-out', 'pages/account/sign-out.ts'),
  route('settings', 'pages/account/settings.tsx'),
  route('settings/notifications', 'pages/account/notification-settings.tsx'),
  route('preferences', 'pages/account/preferences.ts'),
  route('counters', 'pages/account/counters.ts'),
  route('notifications', 'pages/account/notifications.tsx'),
  route('notifications/reading', 'pages/account/notifications-reading.ts'),
  route('notifications/:notificationId', 'pages/account/notification.ts'),
  route('bookmarks', 'pages/account/bookmarks.tsx'),
  route('following', 'pages/account/following.tsx'),
  route('drafts', 'pages/account/drafts.tsx'),
  route('drafts/versions', 'pages/account/draft-versions.ts'),
  route('drafts/deletion', 'pages/account/draft-deletion.ts'),

  // Review
  route('review', 'pages/review/page.tsx'),
  route('review/:reviewId', 'pages/review/review.tsx'),
  route('review/:reviewId/claim', 'pages/review/claim.ts'),
  route('review/edits', 'pages/suggested-edits/page.tsx'),
  route('review/edits/:editId', 'pages/suggested-edits/suggested-edit.tsx'),
  route('review/edits/:editId/approval', 'pages/suggested-edits/approval.ts'),
  route('review/edits/:editId/improvement', 'pages/suggested-edits/improvement.tsx'),
  route('review/edits/:editId/rejection', 'pages/suggested-edits/rejection.tsx'),
  route('review/edits/:editId/withdrawal', 'pages/suggested-edits/withdrawal.ts'),

  // Desk
  route('desk', 'pages/desk/page.tsx'),
  route('desk/backlog', 'pages/desk/backlog.tsx'),
  route('desk/tickets/:ticketId', 'pages/desk/ticket.tsx'),
  route('desk/tickets/:ticketId/changes', 'pages/desk/ticket-changes.tsx'),
  route('desk/tickets/:ticketId/ownership', 'pages/desk/ticket-ownership.ts'),
  route('desk/tickets/:ticketId/solution', 'pages/desk/ticket-solution.tsx'),

  // Administration
  route('admin', 'pages/admin/start.ts'),
  route('admin/settings', 'pages/admin/settings.tsx'),
  route('admin/settings/privileges', 'pages/admin/privileges.tsx'),
  route('admin/categories', 'pages/admin/categories.tsx'),
  route('admin/categories/:categoryId', 'pages/admin/category.tsx', [
    route('place', 'pages/admin/category-place.ts'),
    route('automatic-reply', 'pages/admin/category-automatic-reply.ts'),
  ]),
  route('admin/categories/:categoryId/policy', 'pages/admin/category-policy.tsx'),
  route('admin/policies', 'pages/admin/policies.tsx'),
  route('admin/policies/:policyId', 'pages/admin/policy.tsx'),
  route('admin/calendars', 'pages/admin/calendars.tsx'),
  route('admin/calendars/:calendarId', 'pages/admin/calendar.tsx'),
  route('admin/experts', 'pages/admin/experts.tsx'),
  route('admin/experts/revocation', 'pages/admin/expert-revocation.ts'),
  route('admin/automatic-reply', 'pages/admin/automatic-reply.tsx'),
  route('admin/automatic-reply/threshold', 'pages/admin/automatic-reply-threshold.ts'),
  route('admin/automatic-reply/measurement', 'pages/admin/automatic-reply-measurement.ts'),
  route('admin/search', 'pages/admin/search.tsx'),
  route('admin/search/rebuilds', 'pages/admin/search-rebuilds.ts'),
  route('admin/search/embeddings', 'pages/admin/search-embeddings.ts'),
  route('admin/searches', 'pages/admin/searches.tsx'),
  route('admin/searches/resolutions', 'pages/admin/searches-resolutions.ts'),
  route('admin/searches/export.csv', 'pages/admin/searches-export.ts'),
  route('admin/jobs', 'pages/admin/jobs.tsx'),
  route('admin/audit', 'pages/admin/audit.tsx'),
]

// Refusals are shown inside the frame, which is loaded as for any page: language, account and nonce stay.
export default [layout('pages/not-found/refusal.tsx', pages)] satisfies RouteConfig
