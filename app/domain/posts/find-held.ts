import { sql } from 'kysely'
import type { HeldFor } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const DAYS = 90
/** Fewer decisions say nothing about the next one. */
const ENOUGH = 5

/** Why a post waits, unknown for one from before this was written down, and in how many minutes most are decided on. */
export type Held = { reason: HeldFor | null; usualMinutes: number | null }

/** What the author of posts that are queued for approval is told, by the id of the post. */
export async function findHeld(db: Db, postIds: number[], now = new Date()): Promise<Map<number, Held>> {
  if (postIds.length === 0) return new Map()
  const [rows, usualMinutes] = await Promise.all([
    db
      .selectFrom('reviews')
      .where('postId', 'in', postIds)
      .where('cause', '=', 'new_member')
      .where('decidedAt', 'is', null)
      .select(['postId', 'heldFor'])
      .execute(),
    usualWait(db, now),
  ])
  return new Map(rows.map(({ postId, heldFor }) => [postId, { reason: heldFor, usualMinutes }]))
}

/** Three of four first posts of the last 90 days were decided on within so many minutes; null when they were too few. */
async function usualWait(db: Db, now: Date): Promise<number | null> {
  const { minutes, decided } = await db
    .selectFrom('reviews')
    .where('cause', '=', 'new_member')
    .where('decidedAt', '>', new Date(now.getTime() - DAYS * 86_400_000))
    .select([
      sql<number>`count(*)::integer`.as('decided'),
      sql<number | null>`(extract(epoch from percentile_cont(0.75) within group (order by decided_at - opened_at))
        / 60)::float8`.as('minutes'),
    ])
    .executeTakeFirstOrThrow()
  return decided < ENOUGH || minutes === null ? null : Math.max(1, Math.ceil(minutes))
}
