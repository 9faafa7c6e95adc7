import { conflict, forbidden, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { makeExpert } from '#app/domain/experts/make-expert.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isSuspended } from '#app/domain/users/roles.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

/**
 * Somebody accepts the charter, and is expert of the tag from then on; repeating it changes nothing. Throws
 * `invitation.not_found` for anybody else, conflict `invitation.closed`, forbidden `expert.accept` while suspended.
 */
export function acceptInvitation(
  db: Db,
  actor: Actor,
  { invitationId, at = new Date() }: { invitationId: number; at?: Date },
): Promise<{ tagId: number }> {
  return inTransaction(db, async (trx) => {
    const invitation = await lockInvitation(trx, actor, invitationId)
    const { tagId } = invitation
    if (invitation.state === 'accepted') return { tagId }
    if (invitation.state !== 'open') throw conflict('invitation.closed')
    if (isSuspended(actor, at)) throw forbidden('expert.accept')

    await close(trx, invitationId, 'accepted', at)
    await recordEvent(trx, actor, 'expert.accepted', { userId: actor.id, tagId }, { after: { invitationId } })
    await makeExpert(trx, actor, { userId: actor.id, tagId, origin: 'earned', at })
    return { tagId }
  })
}

/** No, thank you: they are not invited to this tag again for a while. Throws as accepting does. */
export function declineInvitation(
  db: Db,
  actor: Actor,
  { invitationId, at = new Date() }: { invitationId: number; at?: Date },
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const invitation = await lockInvitation(trx, actor, invitationId)
    if (invitation.state === 'declined') return
    if (invitation.state !== 'open') throw conflict('invitation.closed')

    await close(trx, invitationId, 'declined', at)
    const subject = { userId: actor.id, tagId: invitation.tagId }
    await recordEvent(trx, actor, 'expert.declined', subject, { after: { invitationId } })
  })
}

const lockInvitation = (trx: Trx, actor: Actor, invitationId: number) =>
  trx
    .selectFrom('expertInvitations')
    .selectAll()
    .where('id', '=', invitationId)
    .where('userId', '=', actor.id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow(() => notFound('invitation'))

async function close(trx: Trx, id: number, state: 'accepted' | 'declined', decidedAt: Date): Promise<void> {
  await trx.updateTable('expertInvitations').set({ state, decidedAt }).where('id', '=', id).execute()
}
