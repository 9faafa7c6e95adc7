import { sql } from 'kysely'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { type ExpertRule, helpfulPercent, isExpertWork } from '#app/domain/experts/expert-rule.ts'
import { listWork } from '#app/domain/experts/queries.ts'
import { type Swept, sweepRows } from '#app/domain/sweeps/sweep-rows.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Db, Trx } from '#db/transaction.ts'

const DAY = 86_400_000

type Tonight = { rule: ExpertRule; now: Date }

/** A person whose role would lapse at once has not earned it. */
async function listEarned(db: Db, { rule, now }: Tonight) {
  const since = new Date(now.getTime() - rule.windowDays * DAY)
  const activeSince = new Date(now.getTime() - rule.lapseDays * DAY)
  const work = await listWork(db, { since, atLeast: rule.answers })
  return work.filter((one) => isExpertWork(one, rule) && one.lastAnswerAt > activeSince)
}

/** Withdraws the open invitations that are no longer earned, and counts them. */
export async function withdrawLost(db: Db, { rule, now }: Tonight, counts: { withdrawn: number }): Promise<Swept> {
  const earned = await listEarned(db, { rule, now })
  const open = await db.selectFrom('expertInvitations').where('state', '=', 'open').selectAll().execute()
  const lost = open.filter(({ userId, tagId }) => !earned.some((one) => one.userId === userId && one.tagId === tagId))
  const sweep = { name: 'experts.renew withdraw', subject: ({ userId }: { userId: number }) => `user ${userId}` }
  return sweepRows(db, sweep, lost, async (trx, { id }) => {
    const { numUpdatedRows } = await trx
      .updateTable('expertInvitations')
      .set({ state: 'withdrawn', decidedAt: now })
      .where('id', '=', id)
      .where('state', '=', 'open')
      .executeTakeFirst()
    counts.withdrawn += Number(numUpdatedRows)
  })
}

/** Invites everybody who has earned the role and has not declined it lately, and counts them. */
export async function inviteEarned(
  db: Db,
  actor: Actor,
  { rule, now }: Tonight,
  counts: { invited: number },
): Promise<Swept> {
  const declinedSince = new Date(now.getTime() - rule.inviteAgainDays * DAY)
  const sweep = { name: 'experts.renew invite', subject: ({ userId }: { userId: number }) => `user ${userId}` }
  return sweepRows(db, sweep, await listEarned(db, { rule, now }), async (trx, one) => {
    if (await isPastInviting(trx, one, { declinedSince })) return
    const invitation = await trx
      .insertInto('expertInvitations')
      .values({
        userId: one.userId,
        tagId: one.tagId,
        answers: one.answers,
        accepted: one.accepted,
        helpfulPercent: Math.floor(helpfulPercent(one)),
        invitedAt: now,
      })
      .onConflict((same) => same.columns(['userId', 'tagId']).where('state', '=', sql.lit('open')).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!invitation) return
    const subject = { userId: one.userId, tagId: one.tagId }
    recordEvent(trx, actor, 'expert.invited', subject, { after: { invitationId: invitation.id } })
    counts.invited += 1
  })
}

/** The person is an expert already, or has declined not long ago. */
async function isPastInviting(
  trx: Trx,
  { userId, tagId }: { userId: number; tagId: number },
  { declinedSince }: { declinedSince: Date },
): Promise<boolean> {
  const grant = await trx
    .selectFrom('grants')
    .where('userId', '=', userId)
    .where('tagId', '=', tagId)
    .where('role', '=', 'expert')
    .where('revokedAt', 'is', null)
    .select('id')
    .executeTakeFirst()
  const declined = await trx
    .selectFrom('expertInvitations')
    .where('userId', '=', userId)
    .where('tagId', '=', tagId)
    .where('state', '=', 'declined')
    .where('decidedAt', '>', declinedSince)
    .select('id')
    .executeTakeFirst()
  return grant !== undefined || declined !== undefined
}
