import type { SelectQueryBuilder } from 'kysely'
import type { Database } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

export type BadgeClass = 'bronze' | 'silver' | 'gold'

/** Who has earned a badge, and for which post where it can be earned more than once. */
type Earned = { userId: number | null; postId: number | null }

/** A badge as data: its name and description are in the message files under its id. */
export type BadgeRule = {
  id: string
  class: BadgeClass
  /** Earned again with every post that qualifies, instead of once. */
  perPost?: true
  /** Rests on an acceptance: taking that back takes the badge back, so that changing one's mind leaves no trace. */
  withAcceptance?: true
  // biome-ignore lint/suspicious/noExplicitAny: the tables that a rule reads are its own matter
  qualifies(db: Db): SelectQueryBuilder<Database & Record<string, any>, any, Earned>
}
