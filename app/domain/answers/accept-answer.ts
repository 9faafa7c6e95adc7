import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { reverse } from '#app/domain/reputation/ledger.ts'
import { creditAcceptance, lockPeopleOf } from '#app/domain/reputation/reconcile-post.ts'
import { canAcceptAnswer } from '#app/domain/threads/policy.ts'
import { findAskersLastWord } from '#app/domain/threads/queries.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/jobs/queue.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

/**
 * Marks the answer that solved the thread, in place of another one if need be; repeating it changes nothing.
 * Throws forbidden `answer.accept`, conflict `thread.closed` and `answer.not_visible`.
 */
export function acceptAnswer(
  db: Db,
  actor: Actor,
  answerId: number,
  { at = new Date() } = {},
): Promise<{ threadId: number }> {
  return inTransaction(db, async (trx) => {
    const { post, thread } = await lockPost(trx, actor, answerId)
    if (post.kind !== 'answer') throw conflict('answer.not_an_answer')
    const askerLastWordAt = await findAskersLastWord(trx, thread)
    if (!canAcceptAnswer(actor, { ...thread, askerLastWordAt }, at)) throw forbidden('answer.accept')
    if (thread.closedAt) throw conflict('thread.closed')
    if (post.state !== 'visible') throw conflict('answer.not_visible')
    if (thread.acceptedAnswerId === post.id) return { threadId: thread.id }

    await lockPeopleOf(trx, [post.id, thread.acceptedAnswerId], [actor.id])
    if (thread.acceptedAnswerId !== null) await takeBack(trx, actor, thread.id, thread.acceptedAnswerId)
    await trx
      .updateTable('threads')
      .set({ acceptedAnswerId: post.id, acceptedBy: actor.id, acceptedAt: at, needsInfoAt: null })
      .where('id', '=', thread.id)
      .execute()

    await creditAcceptance(trx, post, { askerId: thread.authorId, by: actor.id, at })
    await refreshThread(trx, thread.id)
    await recordEvent(trx, actor, 'answer.accepted', { threadId: thread.id, postId: post.id, userId: post.authorId })
    await enqueue(trx, 'escalation.settle_thread', { threadId: thread.id })
    if (post.authorId !== null) await enqueue(trx, 'badges.evaluate', { userId: post.authorId, postId: post.id })
    await enqueue(trx, 'badges.evaluate', { userId: actor.id })
    await recheckArticlesOf(trx, post.id)
    return { threadId: thread.id }
  })
}

/** Takes the acceptance back, with the points it gave; repeating it changes nothing. Throws forbidden `answer.accept`. */
export function unacceptAnswer(db: Db, actor: Actor, answerId: number): Promise<{ threadId: number }> {
  return inTransaction(db, async (trx) => {
    const { post, thread } = await lockPost(trx, actor, answerId)
    const askerLastWordAt = await findAskersLastWord(trx, thread)
    if (!canAcceptAnswer(actor, { ...thread, askerLastWordAt })) throw forbidden('answer.accept')
    if (thread.closedAt) throw conflict('thread.closed')
    if (thread.acceptedAnswerId !== post.id) return { threadId: thread.id }

    await lockPeopleOf(trx, [post.id])
    await takeBack(trx, actor, thread.id, post.id)
    await refreshThread(trx, thread.id)
    await enqueue(trx, 'escalation.settle_thread', { threadId: thread.id })
    return { threadId: thread.id }
  })
}

/** The part that both share: no accepted answer, no points, one event; badges and its article are looked at again. */
export async function takeBack(trx: Trx, actor: Actor, threadId: number, answerId: number): Promise<void> {
  const people = await trx
    .selectFrom('threads')
    .innerJoin('posts', 'posts.id', 'threads.acceptedAnswerId')
    .where('threads.id', '=', threadId)
    .select(['posts.authorId', 'threads.acceptedBy'])
    .executeTakeFirst()
  await trx
    .updateTable('threads')
    .set({ acceptedAnswerId: null, acceptedBy: null, acceptedAt: null })
    .where('id', '=', threadId)
    .execute()
  await reverse(trx, { kinds: ['answer_accepted', 'acceptance_given'], postId: answerId })
  await recordEvent(trx, actor, 'answer.unaccepted', { threadId, postId: answerId })

  for (const userId of new Set([people?.authorId, people?.acceptedBy])) {
    if (userId) await enqueue(trx, 'badges.evaluate', { userId })
  }
  await recheckArticlesOf(trx, answerId)
}

/** Articles made from an answer follow its acceptance, there and back. */
async function recheckArticlesOf(trx: Trx, answerId: number): Promise<void> {
  const articles = await trx.selectFrom('articles').where('sourceAnswerId', '=', answerId).select('id').execute()
  for (const article of articles) await enqueue(trx, 'articles.recheck', { articleId: article.id })
}
