import type { PrivilegeTable } from '#app/domain/users/privilege-presets.ts'
import type { Locale, Role } from '#db/schema.ts'

export type Grant = { role: Role; categoryId: number | null; tagId: number | null }

/** Somebody who may act: only the data that permissions need, none that only a page shows. */
export type Actor = {
  id: number
  kind: 'person' | 'system'
  name: string
  email: string | null
  locale: Locale | null
  /** Null for that of their browser. */
  timeZone: string | null
  theme: 'system' | 'light' | 'dark'
  /** Whether lists begin with the reader's own language. */
  languageFirst: boolean
  reputation: number
  suspendedUntil: Date | null
  silencedUntil: Date | null
  createdAt: Date
  grants: Grant[]
  /**
   * From how many points each privilege is open in this forum; part of the actor, so that permissions are pure
   * functions.
   */
  privileges: PrivilegeTable
  /** The address of the request in which they act, for the audit log; jobs and imports have none. */
  ip?: string | undefined
}

/** The person who looks: an actor, or null for a visitor. */
export type Viewer = Actor | null
