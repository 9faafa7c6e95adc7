import { sql } from 'kysely'
import { z } from 'zod'
import { commandWithoutTransaction } from '#app/domain/command.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { lapseStep } from '#app/domain/experts/expert-lapse.ts'
import { type ExpertRule, helpfulPercent, isExpertWork } from '#app/domain/experts/expert-rule.ts'
import { listCurrentExperts, listWork } from '#app/domain/experts/queries.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { type Swept, sweepRows, sweepSteps } from '#app/domain/sweeps/sweep-rows.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Db, Trx } from '#db/transaction.ts'

const DAY = 86_400_000

type Renewal = { invited: number; withdrawn: number; warned: number; lapsed: number; failed: number }

/**
 * Every night: invites people who have earned the role of expert of a tag; withdraws open invitations that are no
 * longer earned; warns experts, earned or appointed, who have not answered in their tag, and ends their role later.
 * Each person in a transaction of their own. Running it again changes nothing.
 */
export const renewExperts = commandWithoutTransaction(
  { name: 'expert.renew', input: z.object({ now: z.date() }), callers: 'system' },
  async (db, actor, { now }): Promise<Renewal> => {
    const rule = await getSetting(db, 'experts')
    const renewal: Renewal = { invited: 0, withdrawn: 0, warned: 0, lapsed: 0, failed: 0 }
    const { failed } = await sweepSteps(db, 'experts.renew', {
      withdraw: () => withdrawLost(db, rule, now, renewal),
      invite: () => inviteEarned(db, actor, rule, now, renewal),
      lapse: () => lapseSilent(db, actor, rule, now, renewal),
    })
    return { ...renewal, failed }
  },
)

/** A person whose role would lapse at once has not earned it. */
async function listEarned(db: Db, rule: ExpertRule, now: Date) {
  const since = new Date(now.getTime() - rule.windowDays * DAY)
  const activeSince = new Date(now.getTime() - rule.lapseDays * DAY)
  const work = await listWork(db, { since, atLeast: rule.answers })
  return work.filter((one) => isExpertWork(one, rule) && one.lastAnswerAt > activeSince)
}

async function withdrawLost(db: Db, rule: ExpertRule, now: Date, renewal: Renewal): Promise<Swept> {
  const earned = await listEarned(db, rule, now)
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
    renewal.withdrawn += Number(numUpdatedRows)
  })
}

async function inviteEarned(db: Db, actor: Actor, rule: ExpertRule, now: Date, renewal: Renewal): Promise<Swept> {
  const declinedSince = new Date(now.getTime() - rule.inviteAgainDays * DAY)
  const sweep = { name: 'experts.renew invite', subject: ({ userId }: { userId: number }) => `user ${userId}` }
  return sweepRows(db, sweep, await listEarned(db, rule, now), async (trx, one) => {
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
    renewal.invited += 1
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

async function lapseSilent(db: Db, actor: Actor, rule: ExpertRule, now: Date, renewal: Renewal): Promise<Swept> {
  const sweep = { name: 'experts.renew lapse', subject: ({ userId }: { userId: number }) => `user ${userId}` }
  return sweepRows(db, sweep, await listCurrentExperts(db), async (trx, expert) => {
    const step = lapseStep(expert, rule, now)
    const subject = { userId: expert.userId, tagId: expert.tagId }
    if (step === null) return
    // Another run has done it at the same moment: then the row is no longer as it was read.
    const done = await trx
      .updateTable('grants')
      .set(step === 'warn' ? { warnedAt: now } : { revokedAt: now })
      .where('id', '=', expert.id)
      .where('revokedAt', 'is', null)
      .where('warnedAt', 'is not distinct from', expert.warnedAt)
      .returning('id')
      .executeTakeFirst()
    if (!done) return
    if (step === 'warn') {
      recordEvent(trx, actor, 'expert.lapsing', subject)
      renewal.warned += 1
    }
    if (step === 'lapse') {
      recordEvent(trx, actor, 'expert.lapsed', subject, { before: { role: 'expert', tagId: expert.tagId } })
      renewal.lapsed += 1
    }
  })
}
