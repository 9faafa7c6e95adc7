import { sql } from 'kysely'
import { z } from 'zod'
import { leave, type Outbox, type Trx } from '#db/transaction.ts'

const thread = z.object({ threadId: z.number().int() })

/** Every job that the worker knows, with the shape of its payload. Running any of them twice is harmless. */
export const jobs = {
  'search.index_thread': thread,
  'search.send_changes': z.object({}),
  'search.check': z.object({}),
  'search.rebuild': z.object({ engine: z.enum(['postgres', 'meilisearch']) }),
  'search.count_words': z.object({}),
  'search.index_tag': z.object({ tagId: z.number().int() }),
  'search.embed': z.object({}),
  'search.embed_all': z.object({}),
  'threads.relate': thread,
  'threads.relate_all': z.object({}),
  'searches.delete_old': z.object({}),
  'searches.update_popular': z.object({}),
  'searches.report': z.object({}),
  'search.index_article': z.object({ articleId: z.number().int() }),
  'automatic_replies.reply': thread,
  'automatic_replies.reconsider': thread,
  'automatic_replies.measure': z.object({ goesOn: z.literal(true).optional() }),
  'escalation.schedule': thread,
  'tickets.sync': thread,
  'escalation.schedule_all': z.object({}),
  'escalation.sweep': z.object({}),
  'reviews.remind': z.object({}),
  'badges.evaluate_all': z.object({}),
  'experts.renew': z.object({}),
  'experts.ask': thread,
  'experts.follow_up_requests': z.object({}),
  'notifications.deliver': z.object({ eventId: z.number().int() }),
  'notifications.delete_old': z.object({}),
  'attachments.remove_orphans': z.object({}),
  'answers.remind_to_accept': z.object({}),
  'threads.close_solved': z.object({}),
  'threads.fold_views': z.object({}),
  'sessions.expire': z.object({}),
  'users.mark_look_alikes': z.object({}),
  'events.forget_addresses': z.object({}),
  'drafts.expire': z.object({}),
  'journeys.delete_old': z.object({}),
  'badges.evaluate': z.object({ userId: z.number().int(), postId: z.number().int().optional() }),
  'articles.review_due': z.object({}),
  'articles.recheck': z.object({ articleId: z.number().int() }),
} as const

export type JobName = keyof typeof jobs
export type JobPayload<Name extends JobName> = z.infer<(typeof jobs)[Name]>

type LeftJob = { name: JobName; payload: unknown; key: string }

const jobsLeft: Outbox<LeftJob> = {
  order: 2,
  async write(trx, left) {
    const specs = [...new Map(left.map((job) => [job.key, job])).values()]
    await sql`
      select count(*) from graphile_worker.add_jobs(array(
        select row(name, payload, null, null, null, key, null, null)::graphile_worker.job_spec
        from json_to_recordset(${JSON.stringify(specs)}::json) as spec (name text, payload json, key text)))`.execute(
      trx,
    )
  },
}

/**
 * Enqueues a job in the transaction of the caller: the job exists if and only if that transaction commits. When a job
 * with the same name and payload is already waiting, no second one is added.
 */
export function enqueue<Name extends JobName>(trx: Trx, name: Name, payload: JobPayload<Name>): void {
  leave(trx, jobsLeft, { name, payload, key: `${name}:${Object.values(payload).join(':')}` })
}
