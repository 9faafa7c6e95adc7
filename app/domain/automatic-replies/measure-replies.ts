import { sql } from 'kysely'
import { z } from 'zod'
import { findQuestion, findReply, listDeclined } from '#app/domain/automatic-replies/find-reply.ts'
import { type Outcome, precisionTable } from '#app/domain/automatic-replies/precision.ts'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { moment } from '#app/domain/input.ts'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { sweepEach } from '#app/domain/sweeps/sweep-rows.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

/** How many questions are replayed at most (the newest), and how many by one job. */
const QUESTIONS_MAX = 2000
const AT_ONCE = 50

/**
 * Starts a new measurement of the precision; when one is running, that one continues. Throws forbidden
 * `settings.change`.
 */
export const startMeasurement = command(
  { name: 'automatic_reply.start_measurement', input: z.object({ at: moment }), callers: 'active' },
  async (trx, actor, { at }) => {
    if (!isAdmin(actor)) throw forbidden('settings.change')
    if (await beginMeasurement(trx, actor.id, at)) recordEvent(trx, actor, 'automatic_reply.measured', {})
    enqueue(trx, 'automatic_replies.measure', { goesOn: true })
  },
)

/** Returns false when a measurement is not finished yet. */
async function beginMeasurement(trx: Trx, startedBy: number, now: Date): Promise<boolean> {
  const { historyDays } = await getSetting(trx, 'automaticReply')
  const since = new Date(now.getTime() - historyDays * 86_400_000)
  const { count } = await trx
    .selectFrom(asked(trx, since).orderBy('threads.id', 'desc').limit(sql.lit(QUESTIONS_MAX)).as('newest'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const begun = await trx
    .insertInto('automaticReplyMeasurements')
    .values({ since, questions: count, startedBy, startedAt: now })
    .onConflict((running) => running.doNothing())
    .returning('id')
    .executeTakeFirst()
  return begun !== undefined
}

/** The questions that are replayed: those that everybody or every member can read. */
const asked = (db: Db, since: Date) =>
  db
    .selectFrom('threads')
    .where('threads.createdAt', '>=', since)
    .where('threads.questionState', '=', 'visible')
    .where('threads.audience', '<>', 'private')
    .select('threads.id')

/**
 * Replays past questions as if they were asked again, with the code that replies to new questions: which article would
 * have been shown, and how certain it was. Only articles and threads that existed when the question was asked are
 * considered, with the texts and the counts of words of today, and never an article made from the thread itself. When a
 * reply was really shown and decided, that one is used. How each question ended:
 *
 * - right: the asker said that the article solved it, or found it helpful later; the question was closed as a duplicate
 * of the source thread of the article, or merged into it; or somebody else answered with a link to either.
 * - refused: the asker said that it was not their problem, below the question or before they asked it.
 * - otherwise: an answer that names neither was accepted, or the question was closed as a duplicate of another thread.
 * The article may still have helped, so the measured precision is too low rather than too high.
 * - unknown: all others; no share counts them.
 *
 * One job handles a part and enqueues the next job. When no measurement is running it starts one, unless it was
 * enqueued to continue one.
 */
export async function measureReplies(
  db: Db,
  actor: Actor,
  engine: SearchEngine,
  { goesOn = false, now = new Date(), atOnce = AT_ONCE }: { goesOn?: boolean; now?: Date; atOnce?: number } = {},
): Promise<void> {
  if (!goesOn) await inTransaction(db, (trx) => beginMeasurement(trx, actor.id, now))
  const running = await db
    .selectFrom('automaticReplyMeasurements')
    .where('finishedAt', 'is', null)
    .select(['id', 'since', 'questions', 'done', 'lastThreadId'])
    .executeTakeFirst()
  if (!running) return

  const left = Math.min(atOnce, running.questions - running.done)
  const threads = await asked(db, running.since)
    .$if(running.lastThreadId !== null, (query) => query.where('threads.id', '<', running.lastThreadId ?? 0))
    .orderBy('threads.id', 'desc')
    .limit(sql.lit(Math.max(0, left)))
    .execute()
  const cases: Array<Found & { measurementId: number; threadId: number }> = []
  // A question that cannot be replayed is counted as one without a reply.
  const sweep = { name: 'automatic_replies.measure', subject: ({ id }: { id: number }) => `thread ${id}` }
  await sweepEach(db, sweep, threads, async ({ id }) => {
    const found = (await findDecided(db, id)) ?? (await replay(db, engine, id))
    if (found) cases.push({ ...found, measurementId: running.id, threadId: id })
  })

  await inTransaction(db, async (trx) => {
    if (cases.length > 0) {
      await trx
        .insertInto('automaticReplyCases')
        .values(cases)
        .onConflict((again) => again.doNothing())
        .execute()
    }
    const done = running.done + threads.length
    const isLast = threads.length < atOnce || done >= running.questions
    await trx
      .updateTable('automaticReplyMeasurements')
      .set({ done, lastThreadId: threads.at(-1)?.id ?? running.lastThreadId, finishedAt: isLast ? new Date() : null })
      .where('id', '=', running.id)
      .execute()
    if (!isLast) return enqueue(trx, 'automatic_replies.measure', { goesOn: true })
    await trx.deleteFrom('automaticReplyMeasurements').where('id', '<', running.id).execute()
  })
}

type Found = { articleId: number; certainty: number; outcome: Outcome }

/** The reply that was really shown, if the asker has decided about it. */
async function findDecided(db: Db, threadId: number): Promise<Found | undefined> {
  const reply = await db
    .selectFrom('automaticReplies')
    .where('threadId', '=', threadId)
    .where('state', 'in', ['solved', 'refused'])
    .select(['articleId', 'certainty', 'state'])
    .executeTakeFirst()
  if (!reply) return undefined
  const { state, ...found } = reply
  return { ...found, outcome: state === 'solved' ? 'right' : 'refused' }
}

async function replay(db: Db, engine: SearchEngine, threadId: number): Promise<Found | undefined> {
  const question = await findQuestion(db, threadId)
  const found = question && (await findReply(db, engine, question, { asOf: question.createdAt, except: null }))
  if (!found) return undefined
  const { articleId, certainty } = found
  if ((await listDeclined(db, threadId)).includes(articleId)) return { articleId, certainty, outcome: 'refused' }
  return { articleId, certainty, outcome: await howItEnded(db, { threadId, articleId }) }
}

async function howItEnded(db: Db, ended: { threadId: number; articleId: number }): Promise<Outcome> {
  const { rows } = await sql<{ right: boolean; otherwise: boolean }>`
    select
      coalesce(threads.duplicate_of = source.id or threads.duplicate_of = source.duplicate_of
        or threads.merged_into = source.id, false)
      or exists (
        select from article_ratings
        where article_id = articles.id and rater_id = threads.author_id and helpful and created_at >= threads.created_at)
      or exists (
        select from posts
        where posts.thread_id = threads.id and posts.kind in ('answer', 'comment') and posts.state = 'visible'
          and posts.author_id is distinct from threads.author_id
          and (posts.html ~ ('/kb/articles/' || articles.id || '[^0-9]')
            or exists (
              select from thread_references
              where thread_references.post_id = posts.id and thread_references.other_thread_id = source.id)))
      as "right",
      threads.accepted_answer_id is not null or threads.duplicate_of is not null as otherwise
    from threads cross join articles left join threads source on source.id = articles.source_thread_id
    where threads.id = ${ended.threadId} and articles.id = ${ended.articleId}`.execute(db)
  const [row] = rows
  if (row?.right) return 'right'
  return row?.otherwise ? 'otherwise' : 'unknown'
}

/** The last finished measurement, as a table by threshold, and the progress of one that is running. */
export async function findPrecision(db: Db) {
  const measurements = await db
    .selectFrom('automaticReplyMeasurements')
    .select(['id', 'since', 'questions', 'done', 'startedAt', 'finishedAt'])
    .orderBy('id', 'desc')
    .execute()
  const last = measurements.find(({ finishedAt }) => finishedAt !== null)
  const cases = last
    ? await db
        .selectFrom('automaticReplyCases')
        .where('measurementId', '=', last.id)
        .select(['certainty', 'outcome'])
        .execute()
    : []
  return {
    last: last && { ...last, table: precisionTable(cases) },
    running: measurements.find(({ finishedAt }) => finishedAt === null),
  }
}
