import { type SqlBool, sql } from 'kysely'
import type { Change } from '#app/domain/errors.ts'
import type { Subject, Verb } from '#app/domain/events/verbs.ts'
import type { Db } from '#db/transaction.ts'

/** Which events have changed the thing: of these verbs, about these ids, with one of these values in what came after. */
type Wanted = { verbs: readonly Verb[]; about?: Subject; after?: Record<string, unknown>[]; has?: string }

/** Who changed something last, according to the events; undefined when no event says so. */
export async function findLastChange(db: Db, { verbs, about = {}, after, has }: Wanted): Promise<Change | undefined> {
  return db
    .selectFrom('events')
    .innerJoin('users', 'users.id', 'events.actorId')
    .where('events.verb', 'in', verbs)
    .where((eb) => eb.and(about))
    .$if(after !== undefined, (query) =>
      query.where((eb) =>
        eb.or((after ?? []).map((one) => sql<SqlBool>`${eb.ref('events.after')} @> ${JSON.stringify(one)}::jsonb`)),
      ),
    )
    .$if(has !== undefined, (query) =>
      query.where((eb) => eb.fn<SqlBool>('jsonb_exists', ['events.after', eb.val(has)])),
    )
    .select(['users.id', 'users.name', 'events.createdAt as at'])
    .orderBy('events.id', 'desc')
    .limit(1)
    .executeTakeFirst()
}
