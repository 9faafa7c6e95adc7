import { forbidden } from '#app/domain/errors.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import type { Db } from '#db/transaction.ts'
import { canSeeSanctions } from '#moderation/sanctions/permissions.ts'

/**
 * Every sanction of a person, the newest first, for the person and for moderators. Throws forbidden `sanction.read`.
 */
export async function listSanctions(db: Db, viewer: Viewer, userId: number) {
  if (!canSeeSanctions(viewer, userId)) throw forbidden('sanction.read')
  return db
    .selectFrom('sanctions')
    .innerJoin('users as givers', 'givers.id', 'sanctions.givenBy')
    .leftJoin('users as lifters', 'lifters.id', 'sanctions.liftedBy')
    .where('sanctions.userId', '=', userId)
    .select((eb) => [
      'sanctions.id',
      'sanctions.kind',
      'sanctions.reason',
      'sanctions.givenAt',
      'givers.name as givenByName',
      // A sanction for ever ends at infinity, which is not a date for a page.
      eb
        .case()
        .when('sanctions.endsAt', '<', new Date('9000-01-01'))
        .then(eb.ref('sanctions.endsAt'))
        .end()
        .as('endsAt'),
      'sanctions.liftedAt',
      'lifters.name as liftedByName',
      'sanctions.appeal',
      'sanctions.appealedAt',
    ])
    .orderBy('sanctions.id', 'desc')
    .execute()
}
export type SanctionItem = Awaited<ReturnType<typeof listSanctions>>[number]
