import { sql } from 'kysely'
import { command } from '#app/domain/command.ts'
import { countMeToos, meTooInput, weighsMeToo } from '#app/domain/me-toos/add-me-too.ts'

/**
 * When a visitor signs in, the me-toos of this browser become theirs, and they are notified when the thread is solved.
 * A me-too that they have as a member already counts once; one on their own question is removed.
 */
export const transferMeToos = command(
  { name: 'me_too.transfer', input: meTooInput.pick({ browserKey: true }), callers: 'members' },
  async (trx, actor, { browserKey }): Promise<{ adopted: number }> => {
    const userId = actor.id
    const ofBrowser = await trx.selectFrom('meToos').where('browserKey', '=', browserKey).select('threadId').execute()
    const threadIds = ofBrowser.map((one) => one.threadId).sort((a, b) => a - b)
    if (threadIds.length === 0) return { adopted: 0 }
    await sql`select id from threads where id = any(${threadIds}) order by id for no key update`.execute(trx)

    const adopted = await trx
      .updateTable('meToos')
      .set({ userId, browserKey: null, weighs: weighsMeToo(actor) })
      .where('browserKey', '=', browserKey)
      .where('threadId', 'not in', (eb) =>
        eb.selectFrom('meToos as own').where('own.userId', '=', userId).select('own.threadId'),
      )
      .where('threadId', 'in', (eb) =>
        eb
          .selectFrom('threads')
          .where((or) => or('threads.authorId', 'is distinct from', userId))
          .select('threads.id'),
      )
      .executeTakeFirst()
    await trx.deleteFrom('meToos').where('browserKey', '=', browserKey).execute()
    await countMeToos(trx, threadIds)
    return { adopted: Number(adopted.numUpdatedRows) }
  },
)
