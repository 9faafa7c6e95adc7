import type { CategoryField } from '#db/schema.ts'

/**
 * The demo community as plain data. Every `hoursAfter` counts from the moment the thread's question was asked, and every
 * `…HoursAgo` / `…DaysAgo` from the moment the seed runs; `hoursAfter` never exceeds the thread's `askedHoursAgo`.
 */
type Locale = 'en' | 'fr'
type Localized = Record<Locale, string>

export type PersonKey =
  | 'odile'
  | 'nadia'
  | 'theo'
  | 'priya'
  | 'lea'
  | 'marcus'
  | 'sam'
  | 'hugo'
  | 'ingrid'
  | 'yanis'
  | 'claire'
  | 'tomas'
  | 'dax'
  | 'promo'

/** Everybody is a member; grants come on top. */
type DemoGrant = { role: 'admin' | 'staff' | 'moderator' } | { role: 'expert'; tag: TagName }

export type DemoPerson = {
  key: PersonKey
  name: string
  email: string
  locale: Locale
  about: string
  grants: DemoGrant[]
  joinedDaysAgo: number
  /** One of the eight accounts that the start command prints. */
  showcased: boolean
}

export type CategorySlug = 'getting-started' | 'hub-sensors' | 'watering' | 'api' | 'account' | 'feedback'
type CategoryIcon = 'rocket' | 'radio' | 'droplets' | 'code' | 'users' | 'message-circle'

export type DemoCategory = {
  slug: CategorySlug
  name: Localized
  description: Localized
  icon: CategoryIcon
  /** Working minutes until a thread goes to staff; `default` is the forum's own policy, `excluded` means never. */
  escalation: 'default' | 'excluded' | { unansweredMinutes: number; unsolvedMinutes: number }
  /** Above the form of a question, in Markdown. */
  askText?: Localized
  fields?: CategoryField[]
}

export type TagName =
  | 'setup'
  | 'firmware'
  | 'wifi'
  | 'battery'
  | 'soil-probe'
  | 'rain-gauge'
  | 'wind'
  | 'calibration'
  | 'valve'
  | 'recipes'
  | 'scheduling'
  | 'frost'
  | 'greenhouse'
  | 'app'
  | 'notifications'
  | 'api'
  | 'mqtt'
  | 'webhooks'
  | 'export'
  | 'billing'
  | 'team'
  | 'privacy'

export type DemoTag = {
  name: TagName
  description: Localized
  synonyms?: string[]
  /** Markdown for the page of the tag. */
  guide?: string
}

export type DemoComment = { author: PersonKey; hoursAfter: number; body: string }

type DemoAnswer = {
  /** Unique within its thread. */
  key: string
  author: PersonKey
  hoursAfter: number
  body: string
  upBy: PersonKey[]
  downBy?: PersonKey[]
  official?: boolean
  comments?: DemoComment[]
}

/** `question`, or the key of one of the thread's answers. */
export type PostRef = string

/** `state` of a thread is computed by the forum; here it is what the computation must give once the seed is done. */
type DemoThreadState = 'solved' | 'answered' | 'needs_attention' | 'needs_info' | 'closed'

type DemoClosure = {
  by: PersonKey
  hoursAfter: number
  reason: 'duplicate' | 'needs_detail' | 'off_topic' | 'no_longer_valid' | 'other'
  /** Key of the other thread; present when the reason is `duplicate`. */
  duplicateOf?: string
  note?: string
}

/** An earlier wording; the thread itself holds the text after the edit. */
type DemoEdit = {
  on: PostRef
  by: PersonKey
  hoursAfter: number
  summary: string
  before: { title?: string; body: string }
}

type FlagReason = 'spam' | 'rude' | 'personal_data' | 'not_an_answer' | 'duplicate' | 'no_longer_valid' | 'other'

/** One item of the review queue; without a decision it is still waiting there. */
export type DemoReview = {
  on: PostRef
  flags: { by: PersonKey; hoursAfter: number; reason: FlagReason; note?: string }[]
  decision?: { by: PersonKey; hoursAfter: number; outcome: 'upheld' | 'rejected'; note: string }
}

type DemoTicket = {
  state: 'new' | 'open' | 'pending' | 'on_hold' | 'solved' | 'closed'
  priority: 'low' | 'normal' | 'high' | 'urgent'
  owner?: PersonKey
  takenHoursAfter?: number
  solvedHoursAfter?: number
  /** Internal: seen by staff only. */
  notes: { author: PersonKey; hoursAfter: number; body: string }[]
}

export type DemoEscalation = {
  hoursAfter: number
  cause: { kind: 'timeout' } | { kind: 'expert' | 'moderator' | 'staff'; by: PersonKey; reason: string }
  ticket: DemoTicket
}

export type DemoThread = {
  key: string
  locale: Locale
  title: string
  category: CategorySlug
  tags: TagName[]
  /** Answers to the fields of its topic. */
  fields?: Record<string, string>
  author: PersonKey
  askedHoursAgo: number
  body: string
  views: number
  upBy: PersonKey[]
  downBy?: PersonKey[]
  /** People who have the same problem. */
  meToo?: PersonKey[]
  comments?: DemoComment[]
  answers: DemoAnswer[]
  /** The knowledge base has suggested an article under it by itself. */
  automaticReply?: boolean
  accepted?: { answer: string; by: PersonKey; hoursAfter: number }
  /** Asked of the asker, posted as a comment; the clock stands still until they reply. */
  needsInfo?: DemoComment
  solvedWithoutAnswer?: { by: PersonKey; hoursAfter: number; reason: string }
  closed?: DemoClosure
  escalation?: DemoEscalation
  reviews?: DemoReview[]
  edits?: DemoEdit[]
  /** Keys of threads that a reader of this one is pointed to. */
  related?: string[]
  state: DemoThreadState
}

export type DemoArticle = {
  key: string
  category: CategorySlug
  tags: TagName[]
  /** The language it was written in first; always one of `versions`. */
  locale: Locale
  versions: Partial<Record<Locale, { title: string; body: string }>>
  state: 'draft' | 'in_review' | 'published'
  author: PersonKey
  writtenDaysAgo: number
  submittedDaysAgo?: number
  /** Present when published: staff, and never the author. */
  validated?: { by: PersonKey; daysAgo: number }
  /** Pinned articles of a category are its FAQ. */
  pinned: boolean
  /** The thread whose accepted answer it was promoted from; its asker and the answer's author do not rate the article. */
  sourceThread?: string
  helpfulBy: PersonKey[]
  notHelpfulBy: { by: PersonKey; reason?: string }[]
}
