import type { SelectQueryBuilder } from 'kysely'
import type { NamesIn } from '#app/messages/keys.ts'
import type { Database } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** A badge has a name: an id without a name in the message files is no badge. */
export type BadgeId = NamesIn<'badges:', '.name'>
export type BadgeClass = 'bronze' | 'silver' | 'gold'

/** Who earned a badge; for which post, or in which calendar year, when it can be earned more than once. */
type Earned = { userId: number | null; postId: number | null; period?: string }

/** The progress of somebody towards a badge that takes more than one step. */
type Progress = {
  goal: number
  /** Of several steps on one way only the next one is shown. */
  way?: string
  have(db: Db, userId: number, now: Date): Promise<number>
}

/** A badge as data: its name and description are in the message files under its id. */
export type BadgeRule = {
  id: BadgeId
  class: BadgeClass
  /** Earned again with every post that qualifies, instead of once. */
  perPost?: true
  /** Earned again in every calendar year, which `qualifies` names as `period`. */
  perYear?: true
  /** The score at which a post earns it. Votes that reach no such score need no evaluation of badges. */
  score?: { kind: 'question' | 'answer'; atLeast: number }
  progress?: Progress
  /**
   * Depends on an acceptance: when that is withdrawn, the badge is removed, so that changing one's mind leaves no
   * trace.
   */
  withAcceptance?: true
  // biome-ignore lint/suspicious/noExplicitAny: the tables that a rule reads are its own matter
  qualifies(db: Db): SelectQueryBuilder<Database & Record<string, any>, any, Earned>
}
