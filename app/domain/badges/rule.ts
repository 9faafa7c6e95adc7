import type { SelectQueryBuilder } from 'kysely'
import type { NamesIn } from '#app/messages/keys.ts'
import type { Database } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** A badge has a name: without one in the message files there is none. */
export type BadgeId = NamesIn<'badges:', '.name'>
export type BadgeClass = 'bronze' | 'silver' | 'gold'

/** Who has earned a badge, for which post or in which calendar year where it can be earned more than once. */
type Earned = { userId: number | null; postId: number | null; period?: string }

/** How far somebody is on the way to a badge that takes more than one step. */
type Progress = {
  goal: number
  /** Of several steps on one way only the nearest is shown. */
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
  /** The score of a post that earns it: votes that pass no such score need no look at badges. */
  score?: { kind: 'question' | 'answer'; atLeast: number }
  progress?: Progress
  /** Rests on an acceptance: taking that back takes the badge back, so that changing one's mind leaves no trace. */
  withAcceptance?: true
  // biome-ignore lint/suspicious/noExplicitAny: the tables that a rule reads are its own matter
  qualifies(db: Db): SelectQueryBuilder<Database & Record<string, any>, any, Earned>
}
