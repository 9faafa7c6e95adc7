import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict, notFound } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { makeExpert } from '#app/domain/experts/make-expert.ts'
import { id, moment } from '#app/domain/input.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Somebody accepts the charter and becomes an expert of the tag; repeating it changes nothing. Throws
 * `invitation.not_found` for anybody else, conflict `invitation.closed`.
 */
export const acceptInvitation = command(
  { name: 'invitation.accept', input: z.object({ invitationId: id, at: moment }), callers: 'active' },
  async (trx, actor, { invitationId, at }): Promise<{ tagId: number }> => {
    const invitation = await lockInvitation(trx, actor, invitationId)
    const { tagId } = invitation
    if (invitation.state === 'accepted') return { tagId }
    if (invitation.state !== 'open') throw conflict('invitation.closed')

    await close(trx, invitationId, 'accepted', at)
    recordEvent(trx, actor, 'expert.accepted', { userId: actor.id, tagId }, { after: { invitationId } })
    await makeExpert(trx, actor, { userId: actor.id, tagId, origin: 'earned', at })
    return { tagId }
  },
)

/** Declines: they are not invited to this tag again for some time. Throws the same errors as accepting. */
export const declineInvitation = command(
  { name: 'invitation.decline', input: z.object({ invitationId: id, at: moment }), callers: 'members' },
  async (trx, actor, { invitationId, at }) => {
    const invitation = await lockInvitation(trx, actor, invitationId)
    if (invitation.state === 'declined') return
    if (invitation.state !== 'open') throw conflict('invitation.closed')

    await close(trx, invitationId, 'declined', at)
    const subject = { userId: actor.id, tagId: invitation.tagId }
    recordEvent(trx, actor, 'expert.declined', subject, { after: { invitationId } })
  },
)

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
