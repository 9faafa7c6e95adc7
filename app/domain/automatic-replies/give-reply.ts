import { sql } from 'kysely'
import { findQuestion, findReply, isFit } from '#app/domain/automatic-replies/find-reply.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

/**
 * Shows the article that most certainly answers a new question below it, marked as found automatically. It is not a
 * post: it counts as no answer and stops no clock. Does nothing when somebody has answered, when a reply was shown
 * before, or when no article is certain enough. Running it again changes nothing.
 */
export async function giveReply(
  db: Db,
  actor: Actor,
  engine: SearchEngine,
  { threadId, at = new Date() }: { threadId: number; at?: Date },
): Promise<void> {
  const { enabled, threshold } = await getSetting(db, 'automaticReply')
  if (!enabled || !(await isWaiting(db, threadId))) return
  const question = await findQuestion(db, threadId)
  const found = question && (await findReply(db, engine, question, { asOf: at }))
  if (!found || found.certainty < threshold) return

  await inTransaction(db, async (trx) => {
    // Searching took some time: what was read before is read again, now under the lock.
    const thread = await trx
      .selectFrom('threads')
      .where('id', '=', threadId)
      .select(['id', 'audience'])
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!thread || !(await isWaiting(trx, threadId)) || !(await findQuestion(trx, threadId))) return
    // A shared lock, since many questions can get the same article at the same time. A command that makes the article
    // obsolete waits, and then finds this reply.
    const article = await trx
      .selectFrom('articles')
      .where('id', '=', found.articleId)
      .select(['state', 'reviewReason', 'validatedAt', 'audience', 'sourceThreadId'])
      .forShare()
      .executeTakeFirst()
    if (!article || !isFit(article, thread)) return

    await trx
      .insertInto('automaticReplies')
      .values({ ...found, threadId, passage: JSON.stringify(found.passage), shownAt: at })
      .execute()
    const { articleId, certainty } = found
    recordEvent(trx, actor, 'automatic_reply.shown', { threadId }, { after: { articleId, certainty } })
  })
}

/** Whether the question is unanswered, open and unsolved, and never had a reply, whatever happened to that one. */
async function isWaiting(db: Db | Trx, threadId: number): Promise<boolean> {
  const row = await db
    .selectFrom('threads')
    .where('id', '=', threadId)
    .where('answerCount', '=', 0)
    .where('acceptedAnswerId', 'is', null)
    .where('solvedAt', 'is', null)
    .where('closedAt', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('automaticReplies')
            .whereRef('automaticReplies.threadId', '=', 'threads.id')
            .select(sql`1`.as('one')),
        ),
      ),
    )
    .select('id')
    .executeTakeFirst()
  return row !== undefined
}
