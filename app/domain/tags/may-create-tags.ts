import { sql } from 'kysely'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isSuspended } from '#app/domain/users/roles.ts'
import type { Db } from '#db/transaction.ts'

/**
 * Whether somebody may bring in a tag that nobody has used yet: with the privilege, and everybody while the forum has
 * few, since a young one has none to choose from.
 */
export async function mayCreateTags(db: Db, viewer: Viewer): Promise<boolean> {
  if (viewer === null || isSuspended(viewer)) return false
  if (hasPrivilege(viewer, 'createTags')) return true
  const { everybodyCreatesBelow } = await getSetting(db, 'tagging')
  if (everybodyCreatesBelow === 0) return false
  const one = await db
    .selectFrom('tags')
    .select('id')
    .offset(sql.lit(everybodyCreatesBelow - 1))
    .limit(1)
    .executeTakeFirst()
  return one === undefined
}
