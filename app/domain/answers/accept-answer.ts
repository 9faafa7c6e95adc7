import { z } from 'zod'
import { canAcceptAnswer } from '#app/domain/answers/permissions.ts'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { id, moment } from '#app/domain/input.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { creditAcceptance, lockAuthorsOf } from '#app/domain/reputation/reconcile-post.ts'
import { findAskersLastWord } from '#app/domain/threads/queries.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import { tooLate } from '#app/domain/threads/who-ended.ts'
import { withdrawAcceptance } from '#app/domain/threads/withdraw-acceptance.ts'
import { writeAcceptance } from '#app/domain/threads/write-acceptance.ts'
import { enqueue } from '#app/queue/enqueue.ts'

/**
 * Marks the answer that solved the thread; it replaces an earlier accepted answer. Repeating it changes nothing. Throws
 * forbidden `answer.accept`, conflict `thread.closed` and `answer.not_visible`.
 */
export const acceptAnswer = command(
  { name: 'answer.accept', input: z.object({ answerId: id, at: moment }), callers: 'active' },
  async (trx, actor, { answerId, at }) => {
    const { post, thread } = await lockPost(trx, actor, answerId)
    if (post.kind !== 'answer') throw conflict('answer.not_an_answer')
    const askerLastWordAt = await findAskersLastWord(trx, thread)
    if (!canAcceptAnswer(actor, { ...thread, askerLastWordAt }, at)) throw forbidden('answer.accept')
    if (thread.closedAt) throw await tooLate(trx, 'thread.closed', thread.id)
    if (post.state !== 'visible') throw conflict('answer.not_visible')
    if (thread.acceptedAnswerId === post.id) return { threadId: thread.id }

    await lockAuthorsOf(trx, [post.id, thread.acceptedAnswerId], [actor.id])
    if (thread.acceptedAnswerId !== null) await withdrawAcceptance(trx, actor, thread.id, thread.acceptedAnswerId)
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

/**
 * Removes the acceptance and the points that it gave; repeating it changes nothing. Throws forbidden `answer.accept`.
 */
export const unacceptAnswer = command(
  { name: 'answer.unaccept', input: z.object({ answerId: id }), callers: 'active' },
  async (trx, actor, { answerId }) => {
    const { post, thread } = await lockPost(trx, actor, answerId)
    const askerLastWordAt = await findAskersLastWord(trx, thread)
    if (!canAcceptAnswer(actor, { ...thread, askerLastWordAt })) throw forbidden('answer.accept')
    if (thread.closedAt) throw await tooLate(trx, 'thread.closed', thread.id)
    if (thread.acceptedAnswerId !== post.id) return { threadId: thread.id }

    await lockAuthorsOf(trx, [post.id])
    await withdrawAcceptance(trx, actor, thread.id, post.id)
    await refreshThread(trx, thread.id)
    enqueue(trx, 'tickets.sync', { threadId: thread.id })
    return { threadId: thread.id }
  },
)
