import { z } from 'zod'
import { commandWithoutTransaction } from '#app/domain/command.ts'
import { inviteEarned, withdrawLost } from '#app/domain/experts/invite-experts.ts'
import { lapseSilent } from '#app/domain/experts/lapse-experts.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { sweepSteps } from '#app/domain/sweeps/sweep-rows.ts'

type Renewal = { invited: number; withdrawn: number; warned: number; lapsed: number; failed: number }

/**
 * Every night: invites people who have earned the role of expert of a tag; withdraws open invitations that are no
 * longer earned; warns experts, earned or appointed, who have not answered in their tag, and ends their role later.
 * Each person in a transaction of their own. Running it again changes nothing.
 */
export const renewExperts = commandWithoutTransaction(
  { name: 'expert.renew', input: z.object({ now: z.date() }), callers: 'system' },
  async (db, actor, { now }): Promise<Renewal> => {
    const tonight = { rule: await getSetting(db, 'experts'), now }
    const renewal: Renewal = { invited: 0, withdrawn: 0, warned: 0, lapsed: 0, failed: 0 }
    const { failed } = await sweepSteps(db, 'experts.renew', {
      withdraw: () => withdrawLost(db, tonight, renewal),
      invite: () => inviteEarned(db, actor, tonight, renewal),
      lapse: () => lapseSilent(db, actor, tonight, renewal),
    })
    return { ...renewal, failed }
  },
)
