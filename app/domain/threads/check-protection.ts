import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { isModerator } from '#app/domain/users/roles.ts'
import type { Db } from '#db/transaction.ts'

/**
 * How many points are needed to answer a protected thread, and whether somebody has them. Only points earned here
 * count, without the one that everybody starts with and without imported ones. Undefined for a thread that is not
 * protected.
 */
export async function findProtection(
  db: Db,
  viewer: Viewer,
  thread: { protectedAt: Date | null; categoryId: number },
): Promise<{ points: number; mayAnswer: boolean } | undefined> {
  if (thread.protectedAt === null) return undefined
  const { protectedPoints: points } = await getSetting(db, 'closing')
  if (viewer === null || isModerator(viewer, thread.categoryId)) return { points, mayAnswer: viewer !== null }
  const { imported } = await db
    .selectFrom('reputationEntries')
    .where('userId', '=', viewer.id)
    .where('kind', '=', 'imported')
    .where('reversedAt', 'is', null)
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('points'), eb.lit(0)).as('imported'))
    .executeTakeFirstOrThrow()
  return { points, mayAnswer: viewer.reputation - 1 - Number(imported) >= points }
}
