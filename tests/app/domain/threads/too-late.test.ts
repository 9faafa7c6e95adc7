import { expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { mergeThreads } from '#moderation/curation/merge-threads.ts'
import { requestInfo } from '#moderation/curation/request-info.ts'
import { escalateThread } from '#moderation/escalation/escalate-thread.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

type Thread = { id: number; questionId: number }
type Act = (actor: Actor, thread: Thread) => Promise<unknown>

const words = 'The grey box has two lamps.'
const close: Act = (actor, { id }) => closeThread(db, actor, { threadId: id, reason: 'off_topic', note: '' })
const solve: Act = (actor, { id }) => solveThread(db, actor, { threadId: id, reason: 'Phoned.' })
const escalate: Act = (actor, { id }) => escalateThread(db, actor, { threadId: id, reason: 'It smokes.' })
const answer: Act = (actor, { id }) => postAnswer(db, actor, { threadId: id, body: words })
const comment: Act = (actor, { questionId }) => postComment(db, actor, { postId: questionId, body: words })
const ask: Act = (actor, { id }) => requestInfo(db, actor, { threadId: id, details: 'Which version?' })
const accept: Act = async (actor, { id }) =>
  acceptAnswer(db, actor, { answerId: (await createAnswer({ threadId: id })).id })
const merge: Act = async (actor, { id }) => mergeThreads(db, actor, { threadId: id, into: (await createThread()).id })

const CASES: [string, string, Act, Act][] = [
  ['an answer', 'thread.closed', close, answer],
  ['a comment', 'thread.closed', merge, comment],
  ['another closing', 'thread.closed', close, close],
  ['a request for details', 'thread.closed', close, ask],
  ['a request for details', 'thread.solved', accept, ask],
  ['a solution', 'thread.solved', solve, solve],
  ['an escalation', 'thread.solved', solve, escalate],
  ['an escalation', 'thread.escalated', escalate, escalate],
]
test.each(CASES)(
  '%s that comes too late is refused as %s, with who was faster and when',
  async (_, code, first, late) => {
    const [ada, bea] = [await createUser({ roles: ['staff'] }), await createUser({ roles: ['staff'] })]
    const policy = await createPolicy()
    const { id: categoryId } = await createCategory({ policyId: policy.id })
    const { id, questionId } = await createThread({ categoryId })
    const thread = { id, questionId: questionId ?? 0 }
    await first(ada, thread)
    await expect(late(bea, thread)).rejects.toMatchObject({
      ...{ kind: 'conflict', code },
      faster: { id: ada.id, name: ada.name, at: expect.any(Date) },
    })
  },
)
