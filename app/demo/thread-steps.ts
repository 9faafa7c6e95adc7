import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { solveThread } from '#app/domain/questions/solve-thread.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import type { Trx } from '#db/transaction.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { requestInfo } from '#moderation/curation/request-info.ts'
import { syncTicket } from '#moderation/escalation/sync-ticket.ts'
import { caseSteps } from './case-steps.ts'
import { reviewSteps } from './review-steps.ts'
import { type Scene, type Step, spread } from './scene.ts'
import type { DemoComment, DemoThread, PersonKey, PostRef } from './types.ts'

const VOTE_GAP_HOURS = 7

/** Everything that happened in a thread. What happens at the same moment happens in the order of this list. */
export function threadSteps(scene: Scene, thread: DemoThread): Step[] {
  const after = (hours: number) => scene.hoursAgo(thread.askedHoursAgo - hours)
  return [
    { at: after(0), play: (trx) => ask(scene, thread, trx) },
    ...(thread.comments ?? []).map((comment) => commentStep(scene, thread, 'question', comment)),
    ...answerSteps(scene, thread),
    ...voteSteps(scene, thread, 'question', { ...thread, hoursAfter: 0 }),
    ...(thread.edits ?? []).map(({ on, by, hoursAfter, summary }) => ({
      at: after(hoursAfter),
      play: (trx: Trx) => edit(scene, thread, { on, by, summary, at: after(hoursAfter) }, trx),
    })),
    ...caseSteps(scene, thread),
    ...reviewSteps(scene, thread),
    ...endSteps(scene, thread),
  ]
}

async function ask(scene: Scene, thread: DemoThread, trx: Trx): Promise<void> {
  const first = thread.edits?.find((change) => change.on === 'question')?.before
  const { id } = await askQuestion(trx, await scene.actor(trx, thread.author), {
    title: first?.title ?? thread.title,
    body: first?.body ?? thread.body,
    categoryId: scene.categories.of(thread.category),
    tags: thread.tags.join(' '),
    locale: thread.locale,
    ...(thread.fields ? { fields: thread.fields } : {}),
    at: scene.hoursAgo(thread.askedHoursAgo),
  })
  const { questionId } = await trx
    .selectFrom('threads')
    .where('id', '=', id)
    .select('questionId')
    .executeTakeFirstOrThrow()
  scene.threads.add(thread.key, id)
  scene.addPost(thread.key, 'question', questionId ?? 0)
}

function answerSteps(scene: Scene, thread: DemoThread): Step[] {
  return thread.answers.flatMap((answer) => {
    const at = scene.hoursAgo(thread.askedHoursAgo - answer.hoursAfter)
    const first = thread.edits?.find((change) => change.on === answer.key)?.before
    return [
      {
        at,
        play: async (trx: Trx) => {
          const { id } = await postAnswer(trx, await scene.actor(trx, answer.author), {
            threadId: scene.threads.of(thread.key),
            body: first?.body ?? answer.body,
            official: answer.official ?? false,
            at,
          })
          scene.addPost(thread.key, answer.key, id)
        },
      },
      ...(answer.comments ?? []).map((comment) => commentStep(scene, thread, answer.key, comment)),
      ...voteSteps(scene, thread, answer.key, answer),
    ]
  })
}

function commentStep(scene: Scene, thread: DemoThread, on: PostRef, comment: DemoComment): Step {
  const at = scene.hoursAgo(thread.askedHoursAgo - comment.hoursAfter)
  return {
    at,
    play: async (trx) => {
      const postId = scene.postOf(thread.key, on)
      await postComment(trx, await scene.actor(trx, comment.author), { postId, body: comment.body, at })
    },
  }
}

/** Nobody votes on all posts of a day at once: the votes on a post come in one after the other. */
function voteSteps(
  scene: Scene,
  thread: DemoThread,
  on: PostRef,
  post: { upBy: PersonKey[]; downBy?: PersonKey[]; hoursAfter: number },
): Step[] {
  const votes = [
    ...post.upBy.map((by) => ({ by, value: 1 as const })),
    ...(post.downBy ?? []).map((by) => ({ by, value: -1 as const })),
  ]
  // What has been flagged may be hidden from then on.
  const flaggedAfter = thread.reviews?.find((review) => review.on === on)?.flags[0]?.hoursAfter
  const until = scene.hoursAgo(flaggedAfter === undefined ? 0 : thread.askedHoursAgo - flaggedAfter)
  const moments = spread(scene.hoursAgo(thread.askedHoursAgo - post.hoursAfter), until, votes.length, VOTE_GAP_HOURS)

  return votes.map(({ by, value }, index) => {
    const at = moments[index] ?? until
    return {
      at,
      play: async (trx) => {
        await castVote(trx, await scene.actor(trx, by), { postId: scene.postOf(thread.key, on), value, at })
      },
    }
  })
}

async function edit(
  scene: Scene,
  thread: DemoThread,
  { on, by, summary, at }: { on: PostRef; by: PersonKey; summary: string; at: Date },
  trx: Trx,
): Promise<void> {
  const postId = scene.postOf(thread.key, on)
  const text = on === 'question' ? thread : thread.answers.find((answer) => answer.key === on)
  if (!text) throw new Error(`The demo has no post ${on} in ${thread.key}`)
  await editPost(trx, await scene.actor(trx, by), {
    postId,
    body: text.body,
    ...(on === 'question' ? { title: thread.title } : {}),
    reason: summary,
    baseRevision: await getTextVersion(trx, postId),
    at,
  })
}

/** How a thread came to rest, or what it waits for; a ticket that it has follows it. */
function endSteps(scene: Scene, thread: DemoThread): Step[] {
  const { accepted, needsInfo, solvedWithoutAnswer, closed } = thread
  const steps: Step[] = []
  const add = (hoursAfter: number, play: (trx: Trx, threadId: number, at: Date) => Promise<unknown>) => {
    const at = scene.hoursAgo(thread.askedHoursAgo - hoursAfter)
    steps.push({
      at,
      play: async (trx) => {
        const threadId = scene.threads.of(thread.key)
        await play(trx, threadId, at)
        await syncTicket(trx, await getSystemActor(trx), { threadId, now: at })
      },
    })
  }

  if (needsInfo) {
    add(needsInfo.hoursAfter, async (trx, threadId, at) => {
      await requestInfo(trx, await scene.actor(trx, needsInfo.author), { threadId, details: needsInfo.body, at })
    })
  }
  if (accepted) {
    add(accepted.hoursAfter, async (trx, _, at) =>
      acceptAnswer(trx, await scene.actor(trx, accepted.by), {
        answerId: scene.postOf(thread.key, accepted.answer),
        at,
      }),
    )
  }
  if (solvedWithoutAnswer) {
    const { by, hoursAfter, reason } = solvedWithoutAnswer
    add(hoursAfter, async (trx, threadId, at) => {
      await solveThread(trx, await scene.actor(trx, by), { threadId, reason })
      await trx.updateTable('threads').set({ solvedAt: at }).where('id', '=', threadId).execute()
    })
  }
  if (closed) {
    const { by, hoursAfter, reason, duplicateOf, note = '' } = closed
    add(hoursAfter, async (trx, threadId, at) => {
      const original = duplicateOf ? scene.threads.of(duplicateOf) : null
      const closure = { threadId, reason, note, duplicateOf: original }
      await closeThread(trx, await scene.actor(trx, by), { ...closure, at: at })
    })
  }
  return steps
}
