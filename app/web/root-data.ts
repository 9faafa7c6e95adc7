import type { Locale } from '#db/schema.ts'

/** What every page knows, loaded at the root: who looks, in which language, at which moment. */
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
    unread: number
  } | null
  locale: Locale
  theme: 'system' | 'light' | 'dark'
  /** Whether messages to the staff are open. */
  contact: boolean
  now: Date
  nonce: string
}
