import { z } from 'zod'
import { canAnswer, canAnswerOfficially } from '#app/domain/answers/permissions.ts'
import { stopAnswering } from '#app/domain/answers/start-answering.ts'
import { command } from '#app/domain/command.ts'
import { deleteDraft } from '#app/domain/drafts/delete-draft.ts'
import { forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { replyByAnswer } from '#app/domain/expert-requests/reply-to-request.ts'
import { followByTakingPart } from '#app/domain/follows/follow.ts'
import { id, moment } from '#app/domain/input.ts'
import { lookBeforePosting } from '#app/domain/posts/look-before-posting.ts'
import { typedSeconds } from '#app/domain/posts/needs-approval.ts'
import { queueForApproval } from '#app/domain/posts/queue-for-approval.ts'
import { bodyOf, writePost } from '#app/domain/posts/write-post.ts'
import { findProtection } from '#app/domain/threads/check-protection.ts'
import { answerWithoutInfo, giveInfo } from '#app/domain/threads/give-info.ts'
import { lockThread } from '#app/domain/threads/lock-thread.ts'
import { refreshThread } from '#app/domain/threads/refresh-thread.ts'
import { tooLate } from '#app/domain/threads/who-ended.ts'
import { type LeavesTicket, leavesTicket, recordReply } from '#app/domain/tickets/record-reply.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isExpertOf } from '#app/domain/users/roles.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Answers a thread. `official` marks the answer as one of the staff; `solves: false` says that it does not try to solve
 * the question, so it does not stop the escalation clock; `leavesTicket` is the state in which an answer of staff leaves
 * the ticket. An answer that is sent twice is stored once. Throws conflict `thread.closed`, forbidden `answer.post`, and
 * `thread.protected` for a member with too few points earned here.
 */
export const postAnswer = command(
  {
    name: 'answer.post',
    input: z.object({
      threadId: id,
      body: bodyOf('answer'),
      official: z.boolean().default(false),
      solves: z.boolean().default(true),
      leavesTicket,
      typedSeconds,
      at: moment,
    }),
    callers: 'writers',
    rate: 'answer',
    texts: ({ body }) => ({ body }),
  },
  async (trx, actor, answer): Promise<{ id: number }> => {
    const thread = await lockThread(trx, actor, answer.threadId)
    if (thread.closedAt) throw await tooLate(trx, 'thread.closed', thread.id)
    if (!canAnswer(actor, thread)) throw forbidden('answer.post')
    const protection = await findProtection(trx, actor, thread)
    if (protection && !protection.mayAnswer) throw forbidden('thread.protected', { points: protection.points })
    if (answer.official && !canAnswerOfficially(actor, thread)) throw forbidden('answer.official')

    const draft = { kind: 'answer', subjectId: thread.id } as const
    const before = await lookBeforePosting(trx, actor, {
      ...answer,
      categoryId: thread.categoryId,
      kind: 'answer',
      draft,
    })
    if (before.begun) {
      await deleteDraft(trx, actor, draft)
      await stopAnswering(trx, actor, { threadId: thread.id })
    }
    if (before.sentId !== null) return { id: before.sentId }

    const pending = before.heldFor !== undefined
    const post = await writePost(trx, { ...answer, kind: 'answer', authorId: actor.id, pending })
    const answerPost = { ...post, threadId: thread.id, solves: answer.solves }
    if (before.heldFor) await queueForApproval(trx, actor, answerPost, before.heldFor)
    else await announceAnswer(trx, actor, thread, answerPost, answer)
    return { id: post.id }
  },
)

/** Does what follows when an answer becomes visible. The caller holds the lock on the thread. */
export async function announceAnswer(
  trx: Trx,
  actor: Actor,
  thread: Awaited<ReturnType<typeof lockThread>>,
  post: { id: number; createdAt: Date; solves: boolean },
  { leavesTicket = 'pending' }: { leavesTicket?: LeavesTicket } = {},
): Promise<void> {
  await giveInfo(trx, actor, thread)
  if (post.solves) await answerWithoutInfo(trx, actor, thread)
  const { hasTicket } = await refreshThread(trx, thread.id)
  if (hasTicket) await recordReply(trx, actor, { threadId: thread.id, at: post.createdAt, leavesTicket })
  if (isExpertOf(actor, thread.tagIds)) await replyByAnswer(trx, actor, thread.id)
  await followByTakingPart(trx, actor, thread.id)
  recordEvent(trx, actor, 'answer.posted', { threadId: thread.id, postId: post.id })
}
