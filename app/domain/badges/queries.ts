import { sql } from 'kysely'
import { BADGES } from '#app/domain/badges/badges.ts'
import type { BadgeClass, BadgeId, BadgeRule } from '#app/domain/badges/rule.ts'
import type { Cursor } from '#app/domain/cursor.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Db } from '#db/transaction.ts'

/** The badge of experts has no rule over posts: making somebody an expert awards it. */
export const EXPERT_BADGE = { id: 'expert', class: 'gold' } as const satisfies Pick<BadgeRule, 'id' | 'class'>

const CLASS_ORDER: Record<BadgeClass, number> = { gold: 0, silver: 1, bronze: 2 }

export const ALL_BADGES: Pick<BadgeRule, 'id' | 'class' | 'perPost' | 'perYear'>[] = [EXPERT_BADGE, ...BADGES].sort(
  (a, b) => CLASS_ORDER[a.class] - CLASS_ORDER[b.class],
)

const badgeClass = (id: string): BadgeClass | undefined => ALL_BADGES.find((badge) => badge.id === id)?.class

/** Every badge with how many people have it. */
export async function listBadges(db: Db) {
  const counts = await db
    .selectFrom('awards')
    .innerJoin('users', 'users.id', 'awards.userId')
    .where('users.deletedAt', 'is', null)
    .select((eb) => ['badge', eb.fn.count<number>('userId').distinct().as('people')])
    .groupBy('badge')
    .execute()
  const of = new Map(counts.map((row) => [row.badge, row.people]))
  return ALL_BADGES.map((badge) => ({ id: badge.id, class: badge.class, people: of.get(badge.id) ?? 0 }))
}

/** The badges of a person, gold first, each with how often they have it and since when. */
export async function listAwards(db: Db, userId: number) {
  const rows = await db
    .selectFrom('awards')
    .leftJoin('tags', 'tags.id', 'awards.tagId')
    .where('awards.userId', '=', userId)
    .where(sql<boolean>`awards.badge = any(${ALL_BADGES.map((badge) => badge.id)})`)
    .select((eb) => [
      'awards.badge',
      'tags.name as tag',
      eb.fn.countAll<number>().as('times'),
      eb.fn.min('awards.awardedAt').as('firstAt'),
    ])
    .groupBy(['awards.badge', 'tags.name'])
    .$narrowType<{ badge: BadgeId }>()
    .execute()
  return rows
    .map((row) => ({ ...row, class: badgeClass(row.badge) ?? ('bronze' as const) }))
    .sort((a, b) => CLASS_ORDER[a.class] - CLASS_ORDER[b.class] || a.firstAt.getTime() - b.firstAt.getTime())
}
export type Award = Awaited<ReturnType<typeof listAwards>>[number]

const KNOWN = ALL_BADGES.map((badge) => badge.id)

/**
 * How often the person in a column has each badge, as a column of the statement that reads their posts. Imported
 * badges, of which a person may have many, are not counted here.
 */
export const badgeCounts = (userId: string) =>
  sql<Record<string, number> | null>`(select json_object_agg(badge, times) from (
    select badge, count(*) as times from awards
    where awards.user_id = ${sql.ref(userId)} and badge in (${sql.join(KNOWN.map((badge) => sql.lit(badge)))})
    group by badge) as earned)`

/** How many badges of each class a person has: what is shown beside a name. */
export function countTiers(earned: Record<string, number> | null): Record<BadgeClass, number> | undefined {
  if (earned === null) return undefined
  const tiers = { gold: 0, silver: 0, bronze: 0 }
  for (const [badge, times] of Object.entries(earned)) tiers[badgeClass(badge) ?? 'bronze'] += times
  return tiers
}

export const findBadge = (id: string) => ALL_BADGES.find((badge) => badge.id === id)

export type BadgeProgress = { badge: BadgeId; have: number; goal: number }

/**
 * The progress of a person towards badges that they do not have, the nearest first, and for each way only the next
 * step.
 */
export async function listProgress(db: Db, userId: number, { now }: { now: Date }): Promise<BadgeProgress[]> {
  const awards = await db.selectFrom('awards').where('userId', '=', userId).select(['badge', 'period']).execute()
  const year = String(now.getUTCFullYear())
  const all: Array<BadgeProgress & { way: string }> = []
  for (const { id, perPost, perYear, progress } of BADGES) {
    if (!progress || progress.goal < 2) continue
    const has = awards.some((award) => award.badge === id && (!perYear || award.period === year))
    if (has && !perPost) continue
    const have = Math.min(await progress.have(db, userId, now), progress.goal)
    all.push({ badge: id, have, goal: progress.goal, way: progress.way ?? id })
  }
  all.sort((a, b) => b.have / b.goal - a.have / a.goal || a.goal - b.goal)
  return all
    .filter((each, index) => all.findIndex((other) => other.way === each.way) === index)
    .map(({ way: _, ...each }) => each)
}

const HOLDERS = 30

/** Who has a badge, the latest first, with the post that earned it when this viewer may see the post. */
export async function listHolders(
  db: Db,
  viewer: Viewer,
  badge: string,
  { after, limit = HOLDERS }: { after?: Cursor; limit?: number } = {},
) {
  const rows = await db
    .selectFrom('awards')
    .innerJoin('users', 'users.id', 'awards.userId')
    .leftJoin('tags', 'tags.id', 'awards.tagId')
    .leftJoin('posts', (join) => join.onRef('posts.id', '=', 'awards.postId').on('posts.state', '=', 'visible'))
    .leftJoin('threads', (join) => join.onRef('threads.id', '=', 'posts.threadId').on(visibleTo(viewer)))
    .where('awards.badge', '=', badge)
    .where('users.deletedAt', 'is', null)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(awards.awarded_at, awards.id) < (${after?.key}::timestamptz, ${after?.id}::bigint)`),
    )
    .select((eb) => [
      'awards.id',
      'awards.awardedAt',
      'awards.period',
      sql<string>`awards.awarded_at::text`.as('key'),
      'users.id as userId',
      'users.name',
      'users.reputation',
      'tags.name as tag',
      'threads.id as threadId',
      'threads.title',
      eb.case().when('threads.id', 'is not', null).then(eb.ref('posts.id')).end().as('postId'),
    ])
    .orderBy('awards.awardedAt', 'desc')
    .orderBy('awards.id', 'desc')
    .limit(sql.lit(limit + 1))
    .execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? { key: last.key, id: last.id } : null }
}
