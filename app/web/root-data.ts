import type { Locale } from '#db/schema.ts'

/** A time zone, and whether it is that of the account; else it is what the browser said last. */
export type ReaderZone = { name: string; isChosen: boolean }

/** What every page has, loaded at the root: the viewer, the language and the time. */
export type RootData = {
  viewer: {
    id: number
    name: string
    reputation: number
    isStaff: boolean
    isModerator: boolean
    isAdmin: boolean
    mayReview: boolean
    currentSanction: { as: 'suspended' | 'silenced'; until: Date | null } | null
    /** What waits for them: notifications, reviews, suggested edits, tickets without an owner. */
    counters: { unread: number; reviews: number; edits: number; desk: number }
  } | null
  locale: Locale
  /** The language as it is written in the reader's country, for dates: `en-GB`. */
  region: string
  timeZone: ReaderZone
  theme: 'system' | 'light' | 'dark'
  /** Whether a form was saved just now. */
  saved: boolean
  /** Whether the contact form is open. */
  contact: boolean
  /** The origin of the site, for addresses that have to be whole. */
  origin: string
  now: Date
  nonce: string
}
