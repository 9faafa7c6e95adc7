import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

/** How many drafts more this person may have, of the most that anybody may. */
export async function countRoom(trx: Trx, actor: Pick<Actor, 'id'>): Promise<{ room: number; max: number }> {
  const { perPerson: max } = await getSetting(trx, 'drafts')
  const { count } = await trx
    .selectFrom('drafts')
    .where('userId', '=', actor.id)
    .where('discardedAt', 'is', null)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return { room: max - count, max }
}
