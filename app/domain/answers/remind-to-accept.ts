import { sql } from 'kysely'
import { z } from 'zod'
import { commandWithoutTransaction } from '#app/domain/command.ts'
import { recordEvent, writeEvents } from '#app/domain/events/record-event.ts'
import { factText } from '#app/domain/events/verbs.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Setting } from '#app/domain/settings/settings.ts'
import { readRows, type Swept, sweepRows } from '#app/domain/sweeps/sweep-rows.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

const BATCH_SIZE = 500
const DAY = 86_400_000

/**
 * Reminds askers to accept an answer when their question has an answer with a positive score and no accepted one. The
 * setting `solving` says how many days after that answer. When the job did not run for some days, only one reminder is
 * sent. Running it again changes nothing. The event itself is the reminder. Imported and old questions get none.
 */
export const remindToAccept = commandWithoutTransaction(
  { name: 'answer.remind_to_accept', input: z.object({ now: z.date() }), callers: 'system' },
  async (db, actor, { now }): Promise<Swept> => {
    const setting = await getSetting(db, 'solving')
    const waiting = readRows((after) =>
      db
        .selectFrom('threads')
        .where('id', '>', after)
        .where('state', 'in', ['answered', 'needs_attention', 'needs_info'])
        .where('questionState', '=', sql.lit('visible'))
        .where('closedAt', 'is', null)
        .where('importSource', 'is', null)
        .where('answerCount', '>', 0)
        .where('createdAt', '>', new Date(now.getTime() - setting.remindedQuestionDays * DAY))
        .select('id')
        .orderBy('id')
        .limit(BATCH_SIZE)
        .execute(),
    )
    const sweep = { name: 'answers.remind_to_accept', subject: ({ id }: { id: number }) => `thread ${id}` }
    return sweepRows(db, sweep, waiting, (trx, { id }) => remindAsker(trx, actor, { threadId: id, setting, now }))
  },
)

/** Checks again after taking the lock: somebody may have accepted an answer since the batch was read. */
async function remindAsker(
  trx: Trx,
  actor: Actor,
  { threadId, setting, now }: { threadId: number; setting: Setting<'solving'>; now: Date },
): Promise<boolean> {
  const thread = await trx
    .selectFrom('threads')
    .where('id', '=', threadId)
    .where('state', '<>', 'solved')
    .where('closedAt', 'is', null)
    .where('authorId', 'is not', null)
    .select(['id', 'authorId'])
    .forNoKeyUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!thread) return false

  const best = await trx
    .selectFrom('posts')
    .where('threadId', '=', threadId)
    .where('kind', '=', 'answer')
    .where('state', '=', 'visible')
    .where('solves', '=', true)
    .where('score', '>', 0)
    .where('authorId', 'is distinct from', thread.authorId)
    .select(['id', 'createdAt'])
    .orderBy('score', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (!best) return false

  const age = (now.getTime() - best.createdAt.getTime()) / DAY
  const days = [setting.firstReminderDays, setting.secondReminderDays, setting.lastReminderDays]
  const due = Math.max(0, ...days.filter((day) => day <= age))
  await writeEvents(trx)
  const { rows } = await sql<{ day: number | null }>`
      select max((${factText('answer.accept_reminded', 'after', 'day')})::integer) as day from events
      where thread_id = ${threadId} and verb = 'answer.accept_reminded'`.execute(trx)
  if (due === 0 || due <= (rows[0]?.day ?? 0)) return false

  const subject = { threadId, postId: best.id, userId: thread.authorId }
  recordEvent(trx, actor, 'answer.accept_reminded', subject, { after: { day: due } })
  return true
}
