import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { reverse } from '#app/domain/reputation/ledger.ts'
import { creditAcceptance, lockPeopleOf } from '#app/domain/reputation/reconcile-post.ts'
import { canAcceptAnswer } from '#app/domain/threads/permissions.ts'
import { findAskersLastWord } from '#app/domain/threads/queries.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Marks the answer that solved the thread, in place of another one if need be; repeating it changes nothing.
 * Throws forbidden `answer.accept`, conflict `thread.closed` and `answer.not_visible`.
 */
export const acceptAnswer = command(
  { name: 'answer.accept', input: z.object({ answerId: id, at: moment }), callers: 'active' },
  async (trx, actor, { answerId, at }) => {
    const { post, thread } = await lockPost(trx, actor, answerId)
    if (post.kind !== 'answer') throw conflict('answer.not_an_answer')
    const askerLastWordAt = await findAskersLastWord(trx, thread)
    if (!canAcceptAnswer(actor, { ...thread, askerLastWordAt }, at)) throw forbidden('answer.accept')
    if (thread.closedAt) throw conflict('thread.closed')
    if (post.state !== 'visible') throw conflict('answer.not_visible')
    if (thread.acceptedAnswerId === post.id) return { threadId: thread.id }

    await lockPeopleOf(trx, [post.id, thread.acceptedAnswerId], [actor.id])
    if (thread.acceptedAnswerId !== null) await takeBack(trx, actor, thread.id, thread.acceptedAnswerId)
    await writeAcceptance(
      trx,
      actor,
      { id: post.id, threadId: thread.id, authorId: post.authorId },
      { by: actor.id, at },
    )
    await creditAcceptance(trx, post, { askerId: thread.authorId, by: actor.id, at })
    await refreshThread(trx, thread.id)
    return { threadId: thread.id }
  },
)

/** The acceptance itself, its event, and what follows from it; points and the state of the thread are the caller's. */
async function writeAcceptance(
  trx: Trx,
  actor: Actor,
  answer: { id: number; threadId: number; authorId: number | null },
  { by, at }: { by: number | null; at: Date },
): Promise<void> {
  const { threadId, authorId } = answer
  await trx
    .updateTable('threads')
    .set({ acceptedAnswerId: answer.id, acceptedBy: by, acceptedAt: at, needsInfoAt: null })
    .where('id', '=', threadId)
    .execute()
  await recordEvent(trx, actor, 'answer.accepted', { threadId, postId: answer.id, userId: authorId })
  await enqueue(trx, 'escalation.settle_thread', { threadId })
  if (authorId !== null) await enqueue(trx, 'badges.evaluate', { userId: authorId, postId: answer.id })
  if (by !== null) await enqueue(trx, 'badges.evaluate', { userId: by })
  await recheckArticlesOf(trx, answer.id)
}

type Withdrawn = { by: number | null; at: Date }

/**
 * The acceptance that an answer lost when it was deleted or hidden, if the thread has had none since: shown again, the
 * answer has it back. Undefined for one that somebody took back.
 */
export async function findWithdrawnAcceptance(
  trx: Trx,
  threadId: number,
  answerId: number,
): Promise<Withdrawn | undefined> {
  const last = await trx
    .selectFrom('events')
    .innerJoin('threads', 'threads.id', 'events.threadId')
    .where('events.threadId', '=', threadId)
    .where('events.verb', 'in', ['answer.accepted', 'answer.unaccepted'])
    .where('threads.acceptedAnswerId', 'is', null)
    .orderBy('events.id', 'desc')
    .select(['events.verb', 'events.postId', 'events.before'])
    .limit(1)
    .executeTakeFirst()
  if (last?.verb !== 'answer.unaccepted' || last.postId !== answerId || !last.before?.withdrawn) return undefined
  const { by, at } = last.before
  return { by: typeof by === 'number' ? by : null, at: new Date(String(at)) }
}

/** Gives a shown answer its acceptance back, as it was. The caller settles points and the state of the thread. */
export const restoreAcceptance = (
  trx: Trx,
  actor: Actor,
  answer: { id: number; threadId: number; authorId: number | null },
  acceptance: Withdrawn,
): Promise<void> => writeAcceptance(trx, actor, answer, acceptance)

/** Takes the acceptance back, with the points it gave; repeating it changes nothing. Throws forbidden `answer.accept`. */
export const unacceptAnswer = command(
  { name: 'answer.unaccept', input: z.object({ answerId: id }), callers: 'active' },
  async (trx, actor, { answerId }) => {
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
  },
)

/**
 * The part that all share: no accepted answer, no points, one event; badges and its article are looked at again.
 * Withdrawn says that the answer went, not the acceptance: the event remembers it.
 */
export async function takeBack(
  trx: Trx,
  actor: Actor,
  threadId: number,
  answerId: number,
  { withdrawn = false } = {},
): Promise<void> {
  const people = await trx
    .selectFrom('threads')
    .innerJoin('posts', 'posts.id', 'threads.acceptedAnswerId')
    .where('threads.id', '=', threadId)
    .select(['posts.authorId', 'threads.acceptedBy', 'threads.acceptedAt'])
    .executeTakeFirst()
  await trx
    .updateTable('threads')
    .set({ acceptedAnswerId: null, acceptedBy: null, acceptedAt: null })
    .where('id', '=', threadId)
    .execute()
  await reverse(trx, { kinds: ['answer_accepted', 'acceptance_given'], postId: answerId })
  const before = { by: people?.acceptedBy, at: people?.acceptedAt?.toISOString(), withdrawn }
  await recordEvent(trx, actor, 'answer.unaccepted', { threadId, postId: answerId }, withdrawn ? { before } : {})

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
