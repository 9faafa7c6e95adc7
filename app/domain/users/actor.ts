import type { PrivilegeTable } from '#app/domain/users/privilege-presets.ts'
import type { Locale, Role } from '#db/schema.ts'

export type Grant = { role: Role; categoryId: number | null; tagId: number | null }

/** Somebody who may act: what the policies need to know about them, and nothing that only a page shows. */
export type Actor = {
  id: number
  kind: 'person' | 'system'
  name: string
  email: string | null
  locale: Locale | null
  theme: 'system' | 'light' | 'dark'
  reputation: number
  suspendedUntil: Date | null
  silencedUntil: Date | null
  createdAt: Date
  grants: Grant[]
  /** From how many points each privilege is open in this forum; with the actor, so that policies stay pure. */
  privileges: PrivilegeTable
}

/** Whoever looks: an actor, or nobody in particular. */
export type Viewer = Actor | null
