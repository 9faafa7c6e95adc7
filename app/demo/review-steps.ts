import type { Trx } from '#db/transaction.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { claimReview } from '#moderation/review/claim-review.ts'
import { decideReview } from '#moderation/review/decide-review.ts'
import type { Scene, Step } from './scene.ts'
import type { DemoReview, DemoThread } from './types.ts'

/** What readers reported in a thread, and what was decided about it. */
export function reviewSteps(scene: Scene, thread: DemoThread): Step[] {
  return (thread.reviews ?? []).flatMap(({ on, flags, decision }) => {
    const steps: Step[] = flags.map(({ by, hoursAfter, reason, note = '' }) => ({
      at: scene.hoursAgo(thread.askedHoursAgo - hoursAfter),
      play: async (trx) => {
        const postId = scene.postOf(thread.key, on)
        await raiseFlag(trx, await scene.actor(trx, by), { postId, reason, note })
      },
    }))
    if (decision) {
      const at = scene.hoursAgo(thread.askedHoursAgo - decision.hoursAfter)
      steps.push({ at, play: (trx) => decide(scene, scene.postOf(thread.key, on), decision, at, trx) })
    }
    return steps
  })
}

async function decide(
  scene: Scene,
  postId: number,
  { by, outcome, note }: NonNullable<DemoReview['decision']>,
  now: Date,
  trx: Trx,
): Promise<void> {
  const actor = await scene.actor(trx, by)
  const waiting = () =>
    trx
      .selectFrom('reviews')
      .where('postId', '=', postId)
      .where('decidedAt', 'is', null)
      .select(['id', 'version'])
      .executeTakeFirstOrThrow()

  await claimReview(trx, actor, { reviewId: (await waiting()).id, at: now })
  const { id: reviewId, version } = await waiting()
  const decision = outcome === 'upheld' ? 'hide' : 'keep'
  await decideReview(trx, actor, { reviewId, version, decision, note, at: now })
  await trx
    .updateTable('reputationEntries')
    .set({ reversedAt: now })
    .where('postId', '=', postId)
    .where('reversedAt', 'is not', null)
    .execute()
  await trx.updateTable('posts').set({ hiddenAt: now }).where('id', '=', postId).where('state', '=', 'hidden').execute()
}
