import { sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { lapseStep } from '#app/domain/experts/expert-lapse.ts'
import { type ExpertRule, helpfulPercent, isExpertWork } from '#app/domain/experts/expert-rule.ts'
import { listCurrentExperts, listWork } from '#app/domain/experts/queries.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

const DAY = 86_400_000

type Renewal = { invited: number; withdrawn: number; warned: number; lapsed: number }

/**
 * Every night: invites people who have earned the role of expert of a tag; withdraws open invitations that are no
 * longer earned; warns experts, earned or appointed, who have not answered in their tag, and ends their role later.
 * Running it again changes nothing.
 */
export const renewExperts = command(
  { name: 'expert.renew', input: z.object({ now: z.date() }), callers: 'system' },
  async (trx, actor, { now }): Promise<Renewal> => {
    const rule = await getSetting(trx, 'experts')
    return { ...(await inviteEarned(trx, actor, rule, now)), ...(await lapseSilent(trx, actor, rule, now)) }
  },
)

async function inviteEarned(trx: Trx, actor: Actor, rule: ExpertRule, now: Date) {
  const since = new Date(now.getTime() - rule.windowDays * DAY)
  const activeSince = new Date(now.getTime() - rule.lapseDays * DAY)
  const work = await listWork(trx, { since, atLeast: rule.answers })
  // A person whose role would lapse at once is not invited.
  const earned = work.filter((one) => isExpertWork(one, rule) && one.lastAnswerAt > activeSince)

  const open = await trx.selectFrom('expertInvitations').where('state', '=', 'open').selectAll().forUpdate().execute()
  const lost = open.filter(({ userId, tagId }) => !earned.some((one) => one.userId === userId && one.tagId === tagId))
  for (const { id } of lost) {
    await trx
      .updateTable('expertInvitations')
      .set({ state: 'withdrawn', decidedAt: now })
      .where('id', '=', id)
      .execute()
  }

  let invited = 0
  const declinedSince = new Date(now.getTime() - rule.inviteAgainDays * DAY)
  for (const one of earned) {
    if (await isPastInviting(trx, one, { declinedSince })) continue
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
    if (!invitation) continue
    const subject = { userId: one.userId, tagId: one.tagId }
    recordEvent(trx, actor, 'expert.invited', subject, { after: { invitationId: invitation.id } })
    invited += 1
  }
  return { invited, withdrawn: lost.length }
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

async function lapseSilent(trx: Trx, actor: Actor, rule: ExpertRule, now: Date) {
  let warned = 0
  let lapsed = 0
  for (const expert of await listCurrentExperts(trx)) {
    const step = lapseStep(expert, rule, now)
    const subject = { userId: expert.userId, tagId: expert.tagId }
    if (step === null) continue
    // Another run has done it at the same moment: then the row is no longer as it was read.
    const done = await trx
      .updateTable('grants')
      .set(step === 'warn' ? { warnedAt: now } : { revokedAt: now })
      .where('id', '=', expert.id)
      .where('revokedAt', 'is', null)
      .where('warnedAt', 'is not distinct from', expert.warnedAt)
      .returning('id')
      .executeTakeFirst()
    if (!done) continue
    if (step === 'warn') {
      recordEvent(trx, actor, 'expert.lapsing', subject)
      warned += 1
    }
    if (step === 'lapse') {
      recordEvent(trx, actor, 'expert.lapsed', subject, { before: { role: 'expert', tagId: expert.tagId } })
      lapsed += 1
    }
  }
  return { warned, lapsed }
}
