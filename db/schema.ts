import type { ColumnType, Generated, GeneratedAlways, JSONColumnType, Selectable } from 'kysely'

type Moment = ColumnType<Date, Date | string | undefined, Date | string>
type MomentOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type Id = GeneratedAlways<number>

export type Locale = 'en' | 'fr'
export type Role = 'admin' | 'staff' | 'moderator' | 'expert'
export type PostState = 'visible' | 'pending' | 'hidden' | 'deleted'
export type PostKind = 'question' | 'answer' | 'comment' | 'note' | 'expert_note' | 'private_reply' | 'article'
export type DraftKind =
  | 'question'
  | 'answer'
  | 'comment'
  | 'edit'
  | 'article'
  | 'article_edit'
  | 'ticket'
  | 'private_reply'
  | 'contact'
export type ThreadState = 'solved' | 'needs_info' | 'answered' | 'needs_attention'
export type CloseReason = 'duplicate' | 'needs_detail' | 'off_topic' | 'no_longer_valid' | 'solved' | 'other'
export type FlagReason = 'spam' | 'rude' | 'personal_data' | 'not_an_answer' | 'duplicate' | 'no_longer_valid' | 'other'
export type SuggestedEditState = 'open' | 'approved' | 'rejected' | 'withdrawn' | 'superseded'
export type NotificationKind =
  | 'answer'
  | 'comment'
  | 'mention'
  | 'accepted'
  | 'accept_reminder'
  | 'info_requested'
  | 'automatic_reply'
  | 'private_reply'
  | 'escalated'
  | 'me_too_solved'
  | 'new_question'
  | 'expert_request'
  | 'expert'
  | 'badge'
  | 'edited'
  | 'edit_suggested'
  | 'edit_decided'
  | 'flag_outcome'
  | 'post_reviewed'
  | 'review_requested'
  | 'article_published'
  | 'article_decided'
  | 'closed'
  | 'solved'
  | 'info_given'
  | 'ticket'
  | 'sanction'
  | 'role'
export type ReviewState = 'open' | 'claimed' | 'upheld' | 'rejected'
export type ArticleState = 'draft' | 'in_review' | 'published' | 'obsolete' | 'archived'
export type Audience = 'public' | 'members' | 'staff'
export type TicketState = 'new' | 'open' | 'pending' | 'on_hold' | 'solved' | 'closed'
export type TicketPriority = 'low' | 'normal' | 'high' | 'urgent'
export type JourneyStep =
  | 'search'
  | 'suggestion_shown'
  | 'suggestion_opened'
  | 'article'
  | 'guide'
  | 'ask'
  | 'joined'
  | 'solved_alone'
export type EscalationCause = 'unanswered' | 'unsolved' | 'expert' | 'moderator' | 'staff' | 'asker'
export type ReputationKind =
  | 'question_upvoted'
  | 'question_downvoted'
  | 'answer_upvoted'
  | 'answer_downvoted'
  | 'downvote_cast'
  | 'answer_accepted'
  | 'acceptance_given'
  | 'edit_approved'
  | 'article_published'
  | 'article_helpful'
  | 'flag_upheld'
  | 'imported'

/** One stretch of working time in a week; day 1 is Monday, 7 is Sunday; times are local to the calendar's zone. */
export type CalendarSlot = { day: number; from: string; to: string }

/** The texts of a category in one language; the last two are Markdown. */
export type CategoryText = { name: string; description: string; askText?: string; unsupportedText?: string }

/** A label in each language; an empty one falls back to the other. */
export type Label = Record<Locale, string>

/** One more field that a category asks for in each question. Keys never change, even when labels do. */
export type CategoryField = {
  key: string
  kind: 'text' | 'select' | 'number' | 'version'
  label: Label
  required: boolean
  options: Array<{ key: string; label: Label }>
}

type UserTable = {
  id: Id
  kind: Generated<'person' | 'system'>
  name: string
  /** The name in lower case and without accents: what names are found and sorted by. */
  foldedName: GeneratedAlways<string>
  /** The name after an @; made from the name of the user when none is given. */
  handle: Generated<string>
  /** Whom their name or handle may be taken for, and who they are not; derived from both and from the grants. */
  looksLike: 'team' | 'expert' | null
  email: string | null
  passwordHash: string | null
  locale: Locale | null
  timeZone: string | null
  theme: Generated<'system' | 'light' | 'dark'>
  languageFirst: Generated<boolean>
  about: Generated<string>
  aboutHtml: Generated<string>
  website: string | null
  location: string | null
  reputationPoints: Generated<number>
  reputation: GeneratedAlways<number>
  importSource: string | null
  importId: number | null
  createdAt: Moment
  lastSeenAt: MomentOrNull
  /** When they last saved their profile and preferences. */
  profileChangedAt: MomentOrNull
  suspendedUntil: MomentOrNull
  silencedUntil: MomentOrNull
  deletedAt: MomentOrNull
}

type SessionTable = {
  id: string
  userId: number
  createdAt: Generated<Date>
  expiresAt: Moment
  /** Their names in words; null where the browser does not say. */
  browser: string | null
  system: string | null
  lastSeenAt: Generated<Date>
}

type GrantTable = {
  id: Id
  userId: number
  role: Role
  categoryId: number | null
  tagId: number | null
  grantedBy: number | null
  origin: Generated<'appointed' | 'earned'>
  warnedAt: MomentOrNull
  createdAt: Moment
  expiresAt: MomentOrNull
  revokedAt: MomentOrNull
}

type CategoryTable = {
  id: Id
  slug: string
  name: string
  description: Generated<string>
  translations: JSONColumnType<Partial<Record<Locale, CategoryText>>, string | undefined, string>
  fields: JSONColumnType<CategoryField[], string | undefined, string>
  icon: Generated<string>
  position: Generated<number>
  escalates: Generated<boolean>
  repliesAutomatically: Generated<boolean>
  policyId: number | null
  threadCount: Generated<number>
  articleCount: Generated<number>
}

type TagTable = {
  id: Id
  name: string
  foldedName: GeneratedAlways<string>
  description: Generated<string>
  threadCount: Generated<number>
  createdAt: Moment
  guide: Generated<string>
  guideHtml: Generated<string>
}

type TagSynonymTable = {
  name: string
  foldedName: GeneratedAlways<string>
  tagId: number
  createdBy: number | null
  createdAt: Moment
}
type CategoryTagTable = { categoryId: number; tagId: number; position: Generated<number> }
type ThreadRelationTable = { threadId: number; related: Generated<number[]>; computedAt: Moment }

type ThreadTable = {
  id: Id
  audience: Generated<'public' | 'members' | 'private'>
  categoryId: number
  authorId: number | null
  title: string
  locale: Generated<Locale>
  /** The tag of the language of the text, where that is none of the forum's; then `locale` is that of the interface. */
  otherLanguage: string | null
  /** Whether a person chose the language; otherwise it follows the text. */
  localeChosen: Generated<boolean>
  acceptedAnswerId: number | null
  acceptedBy: number | null
  acceptedAt: MomentOrNull
  solvedAt: MomentOrNull
  solvedReason: string | null
  closedAt: MomentOrNull
  closedBy: number | null
  closeReason: CloseReason | null
  closeNote: string | null
  duplicateOf: number | null
  mergedInto: number | null
  protectedAt: MomentOrNull
  protectedBy: number | null
  needsInfoAt: MomentOrNull
  importSource: string | null
  importedViews: Generated<number>
  /** The number of readers of earlier days, whose rows are deleted. */
  pastViews: Generated<number>
  createdAt: Moment
  questionId: number | null
  questionState: Generated<PostState>
  /** Whether the thread is in the counts of its category and tags. */
  counted: Generated<boolean>
  state: Generated<ThreadState>
  score: Generated<number>
  answerCount: Generated<number>
  viewCount: Generated<number>
  meTooCount: Generated<number>
  lastActivityAt: Moment
  lastActivityBy: number | null
  escalationDueAt: MomentOrNull
  fields: JSONColumnType<Record<string, string>, string | undefined, string>
  hot: GeneratedAlways<string>
}

type PostTable = {
  id: Id
  threadId: number | null
  articleId: number | null
  parentId: number | null
  kind: PostKind
  state: Generated<PostState>
  authorId: number | null
  authorName: string | null
  body: string
  bodyFormat: Generated<'markdown' | 'html'>
  html: string
  officialAt: MomentOrNull
  solves: Generated<boolean>
  importSource: string | null
  importId: number | null
  createdAt: Moment
  editedAt: MomentOrNull
  editedBy: number | null
  hiddenAt: MomentOrNull
  deletedAt: MomentOrNull
  deletedBy: number | null
  graceEdits: Generated<number>
  score: Generated<number>
  commentCount: Generated<number>
}

type ThreadTagTable = { threadId: number; tagId: number; position: Generated<number> }

type ThreadLinkTable = {
  threadId: number
  otherThreadId: number
  kind: 'related' | 'duplicate'
  createdBy: number | null
  createdAt: Moment
}

type ThreadViewTable = { threadId: number; viewerKey: string; day: ColumnType<string, string, string> }

type RevisionTable = {
  id: Id
  postId: number
  number: number
  title: string | null
  tags: string[] | null
  body: string
  bodyFormat: Generated<'markdown' | 'html'>
  reason: Generated<string>
  weight: Generated<'typo' | 'change' | 'major'>
  editorId: number | null
  createdAt: Moment
  rolledBackTo: number | null
  redactedAt: MomentOrNull
  redactedBy: number | null
}

type SuggestedEditTable = {
  id: Id
  postId: number
  authorId: number
  baseVersion: number
  title: string | null
  tags: string[] | null
  body: string
  reason: Generated<string>
  state: Generated<SuggestedEditState>
  improved: Generated<boolean>
  version: Generated<number>
  decidedBy: number | null
  decidedAt: MomentOrNull
  decisionNote: Generated<string>
  revisionNumber: number | null
  createdAt: Moment
  inEffect: Generated<boolean>
}

type VoteTable = {
  id: Id
  postId: number
  voterId: number | null
  value: number
  movedFrom: number | null
  reversedAt: MomentOrNull
  reversedBy: number | null
  importSource: string | null
  importId: number | null
  createdAt: Moment
  changedAt: Moment
}

type EventTable = {
  id: Id
  actorId: number
  verb: string
  threadId: number | null
  postId: number | null
  articleId: number | null
  ticketId: number | null
  userId: number | null
  reviewId: number | null
  tagId: number | null
  before: ColumnType<Record<string, unknown> | null, string | null | undefined, never>
  after: ColumnType<Record<string, unknown> | null, string | null | undefined, never>
  ip: string | null
  createdAt: Moment
}

type ReputationEntryTable = {
  id: Id
  userId: number
  kind: ReputationKind
  points: number
  day: ColumnType<string, string, string>
  voteId: number | null
  postId: number | null
  articleId: number | null
  reviewId: number | null
  causeUserId: number | null
  suggestedEditId: number | null
  createdAt: Moment
  reversedAt: MomentOrNull
}

type ReputationDayTable = {
  userId: number
  day: ColumnType<string, string, string>
  cappedPoints: Generated<number>
  exemptPoints: Generated<number>
}

type AwardTable = {
  id: Id
  badge: string
  userId: number
  postId: number | null
  tagId: number | null
  /** The calendar year, for a badge that can be earned again every year. */
  period: string | null
  importSource: string | null
  importId: number | null
  awardedAt: Moment
}

type ArticleTable = {
  id: Id
  categoryId: number
  audience: Generated<Audience>
  state: Generated<ArticleState>
  defaultLocale: Locale
  draftedBy: number
  ownerId: number
  sourceThreadId: number | null
  sourceAnswerId: number | null
  submittedAt: MomentOrNull
  validatedBy: number | null
  validatedAt: MomentOrNull
  publishedAt: MomentOrNull
  reviewReason:
    | 'edited'
    | 'source_edited'
    | 'source_unaccepted'
    | 'unhelpful'
    | 'reported'
    | 'review_date'
    | 'returned'
    | null
  reviewNote: string | null
  reviewDueAt: MomentOrNull
  pinnedAt: MomentOrNull
  createdAt: Moment
  updatedAt: Moment
  helpfulCount: Generated<number>
  unhelpfulCount: Generated<number>
  viewCount: Generated<number>
}

type ArticleTranslationTable = {
  articleId: number
  locale: Locale
  title: string
  postId: number
  /** Who wrote what was validated, or else everybody who has written since the last validation. */
  writtenBy: Generated<number[]>
  validatedBy: number | null
  validatedAt: MomentOrNull
  /** Somebody asked whether it still holds. */
  doubted: Generated<boolean>
}
type ArticleCreditTable = { articleId: number; userId: number; postId: number | null }

type ArticleRatingTable = {
  id: Id
  articleId: number
  raterId: number | null
  raterKey: string | null
  helpful: boolean
  reason: Generated<string>
  createdAt: Moment
}

export type HeldFor = 'speed' | 'links'
type ReviewTable = {
  id: Id
  postId: number
  cause: Generated<'flags' | 'new_member' | 'edited' | 'reopening'>
  /** Why a first post is queued for approval. */
  heldFor: HeldFor | null
  state: Generated<ReviewState>
  claimedBy: number | null
  claimedAt: MomentOrNull
  decidedBy: number | null
  decidedAt: MomentOrNull
  decisionNote: Generated<string>
  version: Generated<number>
  openedAt: Moment
  remindedAt: MomentOrNull
}

type FlagTable = {
  id: Id
  postId: number
  reviewId: number
  flaggerId: number
  reason: FlagReason
  note: Generated<string>
  weight: ColumnType<string, number | undefined, number>
  createdAt: Moment
}

type CalendarTable = {
  id: Id
  name: string
  timeZone: Generated<string>
  slots: JSONColumnType<CalendarSlot[]>
  holidaysCountry: string | null
  holidaysRegion: string | null
}

type PolicyTable = {
  id: Id
  name: string
  isDefault: Generated<boolean>
  calendarId: number
  unansweredMinutes: number
  unsolvedMinutes: number
  firstResponseMinutes: number
  nextResponseMinutes: number
  solutionMinutes: number
  startsAt: Moment
}

type TicketTable = {
  id: Id
  threadId: number
  requesterId: number | null
  channel: Generated<'community' | 'mail' | 'form' | 'api'>
  cause: EscalationCause
  causeNote: Generated<string>
  escalatedBy: number
  priority: Generated<TicketPriority>
  state: Generated<TicketState>
  ownerId: number | null
  policyId: number
  firstRespondedAt: MomentOrNull
  customerWaitingSince: MomentOrNull
  pausedSince: MomentOrNull
  pausedMinutes: Generated<number>
  solvedAt: MomentOrNull
  solvedBy: number | null
  closedAt: MomentOrNull
  previousTicketId: number | null
  createdAt: Moment
  updatedAt: Moment
  firstResponseDueAt: MomentOrNull
  nextResponseDueAt: MomentOrNull
  solutionDueAt: MomentOrNull
  firstResponseBreachedAt: MomentOrNull
  nextResponseBreachedAt: MomentOrNull
  solutionBreachedAt: MomentOrNull
  /** The deadline that staff were warned of. */
  warnedOf: MomentOrNull
}

type SearchDocumentTable = {
  postId: number
  threadId: number | null
  articleId: number | null
  kind: 'question' | 'answer' | 'article'
  locale: Locale
  title: string
  tags: Generated<string>
  body: string
  answerIds: number[]
  titleTerms: number[]
  terms: number[]
  impacts: number[]
  indexedAt: Moment
}

type PostEmbeddingTable = {
  postId: number
  model: string | null
  textHash: string | null
  vector: Buffer | null
  embeddedAt: MomentOrNull
  dueAt: MomentOrNull
}

type SearchIndexTable = {
  engine: 'postgres' | 'meilisearch'
  fingerprint: string | null
  synonyms: string | null
  builtAt: MomentOrNull
  rebuildWantedAt: MomentOrNull
  rebuildStartedAt: MomentOrNull
  documentsDone: Generated<number>
  documentsTotal: Generated<number>
  checkedAt: MomentOrNull
  mended: Generated<number>
  failedAt: MomentOrNull
  failure: string | null
}

type SearchChangeTable = {
  subject: 'thread' | 'article'
  subjectId: number
  sequence: GeneratedAlways<number>
  changedAt: Moment
}

type SearchOutageTable = {
  process: string
  since: Moment
  reason: 'unreachable' | 'slow' | 'failing' | 'missing'
  detail: Generated<string>
  seenAt: Moment
}

/** A row that a sweep could not do. `subject` is its kind and its id. */
type SweepFailureTable = {
  sweep: string
  subject: string
  reason: string
  firstFailedAt: Moment
  failedAt: Moment
  times: Generated<number>
}

/** How many questions and articles have a stem (its hash), in any place and in their titles. */
type SearchLexemeTable = { lexeme: number; documents: number; titles: number }

/** The vocabulary: words of titles and texts as they are written. */
type SearchWordTable = { word: string; documents: Generated<number> }

/** A single row with the result of the last count of words. */
type SearchStatisticsTable = { single: Generated<boolean>; documents: number; countedAt: Moment }

type ImportTable = {
  id: Id
  source: string
  origin: string
  progress: JSONColumnType<Record<string, unknown>, string | undefined, string>
  /** By what the community is known again: dates of its first posts and people. */
  facts: JSONColumnType<Record<string, unknown>, string | undefined, string>
  startedAt: Moment
  finishedAt: MomentOrNull
}

type CloseVoteTable = {
  id: Id
  threadId: number
  voterId: number
  direction: 'close' | 'reopen'
  reason: Exclude<CloseReason, 'solved'> | null
  note: Generated<string>
  duplicateOf: number | null
  castAt: Moment
  usedAt: MomentOrNull
}

type SanctionTable = {
  id: Id
  userId: number
  kind: 'warning' | 'silence' | 'suspension'
  reason: string
  givenBy: number
  givenAt: Moment
  endsAt: MomentOrNull
  liftedAt: MomentOrNull
  liftedBy: number | null
  appeal: string | null
  appealedAt: MomentOrNull
}

type SettingTable = {
  name: string
  value: JSONColumnType<Record<string, unknown>, string, string>
  changedBy: number | null
  changedAt: Moment
}

type NotificationTable = {
  id: Id
  userId: number
  eventId: number
  kind: NotificationKind
  actorId: number
  threadId: number | null
  postId: number | null
  articleId: number | null
  createdAt: Moment
  readAt: MomentOrNull
}

type NotificationPreferenceTable = { userId: number; kind: NotificationKind; site: Generated<boolean> }

type ExpertInvitationTable = {
  id: Id
  userId: number
  tagId: number
  state: Generated<'open' | 'accepted' | 'declined' | 'withdrawn'>
  answers: number
  accepted: number
  helpfulPercent: number
  invitedAt: Moment
  decidedAt: MomentOrNull
}

type ExpertRequestTable = {
  id: Id
  threadId: number
  userId: number
  wave: number
  state: Generated<'open' | 'accepted' | 'passed' | 'expired' | 'answered' | 'cancelled'>
  askedAt: Moment
  decidedAt: MomentOrNull
}

type FollowTable = {
  id: Id
  userId: number
  threadId: number | null
  tagId: number | null
  categoryId: number | null
  followedUserId: number | null
  createdAt: Moment
  endedAt: MomentOrNull
}

type BookmarkTable = { id: Id; userId: number; postId: number; note: Generated<string>; createdAt: Moment }

type MeTooTable = {
  id: Id
  threadId: number
  userId: number | null
  browserKey: string | null
  weighs: Generated<boolean>
  createdAt: Moment
}

type DeflectionTable = {
  id: Id
  threadId: number | null
  articleId: number | null
  postId: number
  userId: number | null
  browserKey: string | null
  createdAt: Moment
}

type AnsweringTable = { threadId: number; userId: number; startedAt: Moment; expiresAt: Moment }

type DraftTable = {
  id: Id
  userId: number
  kind: DraftKind
  subjectId: Generated<number>
  locale: Generated<string>
  fields: JSONColumnType<Record<string, string>, string, string>
  version: Generated<number>
  writer: Generated<string>
  written: Generated<number>
  begunAt: Moment
  savedAt: Moment
  discardedAt: MomentOrNull
}
export type VisitorDraftKind = 'question' | 'answer' | 'comment' | 'contact'
type VisitorDraftTable = {
  browserKey: string
  kind: VisitorDraftKind
  subjectId: Generated<number>
  fields: JSONColumnType<Record<string, string>, string, string>
  begunAt: Moment
  savedAt: Moment
}

type LiveWatchTable = { threadId: number; processId: string; expiresAt: Moment }

type JourneyTable = {
  id: Id
  /** The value of a cookie that lasts a day; removed when the cookie expires. */
  key: string | null
  locale: Locale
  member: boolean
  begunAt: Moment
  lastAt: Moment
  endedAt: MomentOrNull
  /** The outcome that the browser last reported; what happened to the question later is in its thread. */
  outcome: 'asked' | 'joined' | 'solved_alone' | 'left' | null
  threadId: number | null
}

type JourneyStepTable = {
  id: Id
  journeyId: number
  step: JourneyStep
  at: Moment
  threadId: number | null
  articleId: number | null
}

type FunnelDayTable = {
  day: ColumnType<string, string, string>
  locale: Locale
  member: boolean
  measure: string
  count: number
}

type MentionTable = { postId: number; userId: number; createdAt: Moment }
type ThreadReferenceTable = { postId: number; threadId: number; otherThreadId: number }

type AttachmentTable = {
  id: Id
  key: string
  uploaderId: number | null
  kind: 'image' | 'file'
  extension: string
  mediaType: string
  name: string
  bytes: number
  width: number | null
  height: number | null
  /** Widths in which an image is kept beside its own, in pixels. */
  variants: Generated<number[]>
  createdAt: Moment
}

type PostAttachmentTable = { postId: number; attachmentId: number }

type SearchTable = {
  id: Id
  text: string
  key: string
  locale: Locale
  surface: string
  hits: number
  searchedAt: Moment
}

type PopularSearchTable = { locale: Locale; text: string; days: number }

type SearchResolutionTable = {
  key: string
  resolution: 'done' | 'ignored'
  resolvedBy: number | null
  resolvedAt: Moment
}

type SearchOpeningTable = { searchId: number; postId: number; rank: number; openedAt: Moment }

type AutomaticReplyTable = {
  id: Id
  threadId: number
  articleId: number
  /** The language of the article that is shown. */
  postId: number
  passage: JSONColumnType<{ text: string; marked: boolean }[], string, string>
  certainty: number
  state: Generated<'shown' | 'solved' | 'refused' | 'withdrawn'>
  withdrawnBecause: 'article' | 'question' | 'category' | null
  rated: Generated<boolean>
  shownAt: Moment
  decidedAt: MomentOrNull
}

type AutomaticReplyMeasurementTable = {
  id: Id
  since: Moment
  questions: number
  done: Generated<number>
  lastThreadId: number | null
  startedBy: number | null
  startedAt: Moment
  finishedAt: MomentOrNull
}

type AutomaticReplyCaseTable = {
  measurementId: number
  threadId: number
  articleId: number
  certainty: number
  outcome: 'right' | 'refused' | 'otherwise' | 'unknown'
}

export type Database = {
  journeys: JourneyTable
  journeySteps: JourneyStepTable
  funnelDays: FunnelDayTable
  automaticReplies: AutomaticReplyTable
  declinedArticles: { threadId: number; articleId: number }
  automaticReplyMeasurements: AutomaticReplyMeasurementTable
  automaticReplyCases: AutomaticReplyCaseTable
  searches: SearchTable
  searchOpenings: SearchOpeningTable
  popularSearches: PopularSearchTable
  searchResolutions: SearchResolutionTable
  mentions: MentionTable
  threadReferences: ThreadReferenceTable
  attachments: AttachmentTable
  postAttachments: PostAttachmentTable
  settings: SettingTable
  drafts: DraftTable
  visitorDrafts: VisitorDraftTable
  liveWatches: LiveWatchTable
  follows: FollowTable
  notifications: NotificationTable
  notificationPreferences: NotificationPreferenceTable
  expertInvitations: ExpertInvitationTable
  expertRequests: ExpertRequestTable
  bookmarks: BookmarkTable
  meToos: MeTooTable
  deflections: DeflectionTable
  answerings: AnsweringTable
  users: UserTable
  sessions: SessionTable
  grants: GrantTable
  categories: CategoryTable
  tags: TagTable
  tagSynonyms: TagSynonymTable
  categoryTags: CategoryTagTable
  threadRelations: ThreadRelationTable
  threads: ThreadTable
  posts: PostTable
  threadTags: ThreadTagTable
  threadLinks: ThreadLinkTable
  threadViews: ThreadViewTable
  revisions: RevisionTable
  suggestedEdits: SuggestedEditTable
  votes: VoteTable
  events: EventTable
  reputationEntries: ReputationEntryTable
  reputationDays: ReputationDayTable
  awards: AwardTable
  articles: ArticleTable
  articleTranslations: ArticleTranslationTable
  articleCredits: ArticleCreditTable
  articleRatings: ArticleRatingTable
  reviews: ReviewTable
  flags: FlagTable
  sanctions: SanctionTable
  closeVotes: CloseVoteTable
  secrets: { name: string; value: string }
  calendars: CalendarTable
  policies: PolicyTable
  tickets: TicketTable
  searchDocuments: SearchDocumentTable
  searchLexemes: SearchLexemeTable
  searchStatistics: SearchStatisticsTable
  searchWords: SearchWordTable
  searchIndexes: SearchIndexTable
  searchChanges: SearchChangeTable
  searchOutages: SearchOutageTable
  sweepFailures: SweepFailureTable
  postEmbeddings: PostEmbeddingTable
  imports: ImportTable
}

export type Thread = Selectable<ThreadTable>
export type Post = Selectable<PostTable>
export type Article = Selectable<ArticleTable>
export type Ticket = Selectable<TicketTable>
export type Calendar = Selectable<CalendarTable>
export type Policy = Selectable<PolicyTable>
export type Category = Selectable<CategoryTable>
export type Tag = Selectable<TagTable>
