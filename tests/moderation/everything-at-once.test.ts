import { expect, test } from 'vitest'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { DomainError } from '#app/domain/errors.ts'
import { deletePost, restorePost } from '#app/domain/posts/delete-post.ts'
import { changeTicket } from '#app/domain/tickets/change-ticket.ts'
import { takeTicket } from '#app/domain/tickets/take-ticket.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { reopenThread } from '#moderation/curation/reopen-thread.ts'
import { escalateThread } from '#moderation/escalation/escalate-thread.ts'
import { sweep } from '#moderation/escalation/sweep.ts'
import { syncTicket } from '#moderation/escalation/sync-ticket.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { decideReview } from '#moderation/review/decide-review.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, settleAtOnce } from '#tests/support/database.ts'

test('whatever people do at one moment, they are served or refused, and nobody is stuck with somebody', async () => {
  const system = await getSystemActor(db)
  const category = await createCategory({ policyId: (await createPolicy()).id })
  const people: Actor[] = []
  for (let index = 0; index < 4; index++) people.push(await createUser({ reputation: 1000 }))
  const [moderator, staff] = [await createUser({ roles: ['moderator'] }), await createUser({ roles: ['staff'] })]
  const cases: { threadId: number; questionId: number; answerId: number; asker: Actor }[] = []
  for (let index = 0; index < 2; index++) {
    const asker = people[index]!
    const thread = await createThread({ authorId: asker.id, categoryId: category.id })
    const answer = await createAnswer({ threadId: thread.id, authorId: people[3 - index]!.id })
    cases.push({ threadId: thread.id, questionId: thread.questionId!, answerId: answer.id, asker })
  }

  const failures: string[] = []
  for (let round = 0; round < 6; round++) {
    const outcomes = await settleAtOnce(18, async (index) => {
      const { threadId, questionId, answerId, asker } = cases[(index + round) % 2]!
      const person = people[(index + round) % 4]!
      const ticket = await db.selectFrom('tickets').where('threadId', '=', threadId).select('id').executeTakeFirst()
      const review = await db
        .selectFrom('reviews')
        .where('decidedAt', 'is', null)
        .select(['id', 'version'])
        .executeTakeFirst()
      const acts = [
        () => acceptAnswer(db, asker, { answerId }),
        () => unacceptAnswer(db, asker, { answerId }),
        () => postAnswer(db, person, { threadId, body: 'Turn it off, wait a moment, turn it on.' }),
        () => postComment(db, person, { postId: answerId, body: 'That helped me.' }),
        () => castVote(db, person, { postId: answerId, value: 1 }),
        () => castVote(db, person, { postId: questionId, value: -1 }),
        () => deletePost(db, moderator, { postId: answerId }),
        () => restorePost(db, moderator, { postId: answerId }),
        () => raiseFlag(db, person, { postId: answerId, reason: 'rude', note: '' }),
        () => raiseFlag(db, staff, { postId: questionId, reason: 'spam', note: '' }),
        () =>
          review &&
          decideReview(db, moderator, { reviewId: review.id, version: review.version, decision: 'keep', note: '' }),
        () =>
          review &&
          decideReview(db, moderator, { reviewId: review.id, version: review.version, decision: 'hide', note: '' }),
        () => escalateThread(db, moderator, { threadId, reason: 'Beyond us.' }),
        () => syncTicket(db, system, { threadId }),
        () => sweep(db, system, { now: new Date(Date.now() + 86_400_000 * (round + 1)) }),
        () => (ticket ? takeTicket(db, staff, { ticketId: ticket.id }) : undefined),
        () => (ticket ? changeTicket(db, staff, { ticketId: ticket.id, state: 'pending' }) : undefined),
        () =>
          round % 2
            ? reopenThread(db, moderator, { threadId })
            : closeThread(db, moderator, {
                threadId,
                reason: 'duplicate',
                note: '',
                duplicateOf: cases[(index + round + 1) % 2]!.threadId,
              }),
      ]
      await acts[index]!()
    })
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected' && !(outcome.reason instanceof DomainError))
        failures.push(String(outcome.reason))
    }
  }

  expect(failures).toEqual([])
  for (const { threadId } of cases) {
    const open = await db
      .selectFrom('tickets')
      .where('threadId', '=', threadId)
      .where('closedAt', 'is', null)
      .select('id')
      .execute()
    expect(open.length).toBeLessThanOrEqual(1)
  }
  expect(await getActor(db, people[0]!.id)).toMatchObject({ id: people[0]!.id })
})
