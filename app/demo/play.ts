import { sql } from 'kysely'
import { giveReply } from '#app/domain/automatic-replies/give-reply.ts'
import { evaluateBadges } from '#app/domain/badges/evaluate-badges.ts'
import { NOTIFYING_VERBS } from '#app/domain/events/verbs.ts'
import { renewExperts } from '#app/domain/experts/renew-experts.ts'
import { deliverEvent } from '#app/domain/notifications/deliver-event.ts'
import { relateThreads } from '#app/domain/search/find/relate-thread.ts'
import { markBreaches } from '#app/domain/tickets/mark-breaches.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { markLookAlikes } from '#app/domain/users/look-alikes.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { inTransaction, type Trx } from '#db/transaction.ts'
import { scheduleAllEscalations } from '#moderation/escalation/schedule-all-escalations.ts'
import { articleSteps } from './article-steps.ts'
import { articles, threads } from './community.ts'
import { asOf } from './dated-inserts.ts'
import { peopleSteps } from './people-steps.ts'
import { placeSteps } from './place-steps.ts'
import { Scene, type Step } from './scene.ts'
import { suggestedEditSteps } from './suggested-edit-steps.ts'
import { threadSteps } from './thread-steps.ts'

/** Plays the whole past of the demo community in the order in which it happened, then does what jobs would do later. */
export async function playDemo(trx: Trx, { now, passwordHash }: { now: Date; passwordHash: string }): Promise<void> {
  const scene = new Scene(now)
  const steps = [
    ...peopleSteps(scene, passwordHash),
    ...placeSteps(scene),
    ...threads.flatMap((thread) => threadSteps(scene, thread)),
    ...articles.flatMap((article) => articleSteps(scene, article)),
    ...suggestedEditSteps(scene),
    ...badgeSteps(scene),
  ].sort((a, b) => a.at.getTime() - b.at.getTime())
  for (const { at, play } of steps) await inTransaction(asOf(trx, at), play)

  await linkRelated(scene, trx)
  await countViews(scene, trx)
  await sql`
    update users set last_seen_at = acts.last
    from (select actor_id, max(created_at) as last from events group by actor_id) acts
    where acts.actor_id = users.id and users.kind = 'person'`.execute(trx)
  await doJobs(scene, trx)
}

/** Once a week instead of every night. */
function badgeSteps(scene: Scene): Step[] {
  const first = Math.max(...threads.map((thread) => thread.askedHoursAgo)) / 24
  const steps: Step[] = []
  for (let daysAgo = first; daysAgo > 0; daysAgo -= 7) {
    const at = scene.daysAgo(daysAgo)
    steps.push({ at, play: (trx) => awardBadges(trx, at) })
  }
  return [...steps, { at: scene.now, play: (trx) => awardBadges(trx, scene.now) }]
}

async function awardBadges(trx: Trx, at: Date): Promise<void> {
  await evaluateBadges(trx, await getSystemActor(trx), {})
  // now() is when this transaction began, so these are the awards that are still undated.
  await sql`update awards set awarded_at = ${at} where awarded_at = now()`.execute(trx)
}

async function linkRelated(scene: Scene, trx: Trx): Promise<void> {
  const links = threads.flatMap((thread) => (thread.related ?? []).map((other) => ({ thread, other })))
  for (const { thread, other } of links) {
    await asOf(trx, scene.hoursAgo(thread.askedHoursAgo))
      .insertInto('threadLinks')
      .values({ threadId: scene.threads.of(thread.key), otherThreadId: scene.threads.of(other), kind: 'related' })
      .execute()
  }
}

/** One reader a view, most of them soon after the question was asked. Thousands: not one command each. */
async function countViews(scene: Scene, trx: Trx): Promise<void> {
  const ids = threads.map((thread) => scene.threads.of(thread.key))
  const views = threads.map((thread) => thread.views)
  await sql`
    insert into thread_views (thread_id, viewer_key, day)
    select threads.id, 'demo:' || reader,
      ((threads.created_at + (${scene.now}::timestamptz - threads.created_at) * (reader::float8 / wanted.views) ^ 2)
        at time zone 'UTC')::date
    from unnest(${ids}::bigint[], ${views}::integer[]) as wanted (id, views)
    join threads on threads.id = wanted.id
    cross join lateral generate_series(1, wanted.views) as reader`.execute(trx)
  await sql`
    update threads set view_count = imported_views + (select count(*) from thread_views where thread_id = threads.id)
    where id = any(${ids}::bigint[])`.execute(trx)
}

/** What happened in the last two weeks is told; what is older than two days has been read. */
async function tellOfLately(scene: Scene, trx: Trx): Promise<void> {
  const events = await trx
    .selectFrom('events')
    .where('createdAt', '>', scene.daysAgo(14))
    .where('verb', 'in', NOTIFYING_VERBS)
    .select('id')
    .orderBy('id')
    .execute()
  for (const { id } of events) await deliverEvent(trx, { eventId: id })
  await trx.updateTable('notifications').set({ readAt: scene.now }).where('createdAt', '<', scene.daysAgo(2)).execute()
}

/** Half a minute after the question, while its asker still has it before them. */
async function replyByItself(scene: Scene, trx: Trx): Promise<void> {
  for (const thread of threads.filter(({ automaticReply }) => automaticReply)) {
    const at = new Date(scene.hoursAgo(thread.askedHoursAgo).getTime() + 30_000)
    const threadId = scene.threads.of(thread.key)
    await giveReply(asOf(trx, at), await getSystemActor(trx), searchEngine, { threadId, at })
    const [event] = await trx
      .selectFrom('events')
      .where('threadId', '=', threadId)
      .where('verb', '=', 'automatic_reply.shown')
      .select('id')
      .execute()
    if (event) await deliverEvent(trx, { eventId: event.id })
  }
}

/** The deadlines that have passed by now, of which staff are told. */
async function missDeadlines(scene: Scene, trx: Trx): Promise<void> {
  await inTransaction(asOf(trx, scene.now), (dated) => markBreaches(dated, { now: scene.now }))
  const missed = await trx.selectFrom('events').where('verb', '=', 'ticket.breached').select('id').execute()
  for (const { id } of missed) await deliverEvent(trx, { eventId: id })
}

async function doJobs(scene: Scene, trx: Trx): Promise<void> {
  await renewExperts(trx, await getSystemActor(trx), { now: scene.now })
  await markLookAlikes(trx)
  await tellOfLately(scene, trx)
  await scheduleAllEscalations(trx)
  await searchEngine.rebuild(trx)
  await relateThreads(trx, searchEngine)
  await replyByItself(scene, trx)
  await missDeadlines(scene, trx)
  await sql`select graphile_worker.remove_job(key) from graphile_worker.jobs where key is not null`.execute(trx)
}
