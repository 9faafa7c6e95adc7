import { DomainError } from '#app/domain/errors.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { languageOfThread } from '#app/domain/threads/list-columns.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Db } from '#db/transaction.ts'
import { checkPair } from '#moderation/curation/merge-threads.ts'
import { canVoteToClose } from '#moderation/curation/permissions.ts'
import { listCounting, mostOf } from '#moderation/curation/vote-to-close.ts'

const facts = (db: Db, viewer: Viewer, threadId: number) =>
  db
    .selectFrom('threads')
    .innerJoin('categories', 'categories.id', 'threads.categoryId')
    .leftJoin('users as authors', 'authors.id', 'threads.authorId')
    .where('threads.id', '=', threadId)
    .where(visibleTo(viewer))
    .select((eb) => [
      'threads.id',
      'threads.title',
      languageOfThread,
      'threads.state',
      'threads.closeReason',
      'threads.createdAt',
      'threads.answerCount',
      'threads.score',
      'threads.meTooCount',
      'threads.viewCount',
      'threads.categoryId',
      'threads.mergedInto',
      'threads.duplicateOf',
      'threads.audience',
      'threads.questionState',
      'authors.name as authorName',
      eb
        .selectFrom('posts')
        .whereRef('posts.threadId', '=', 'threads.id')
        .where('posts.kind', '=', 'comment')
        .select((count) => count.fn.countAll<number>().as('count'))
        .as('commentCount'),
      eb
        .selectFrom('follows')
        .whereRef('follows.threadId', '=', 'threads.id')
        .where('follows.endedAt', 'is', null)
        .select((count) => count.fn.countAll<number>().as('count'))
        .as('followerCount'),
    ])
    .executeTakeFirst()
export type MergeSide = NonNullable<Awaited<ReturnType<typeof facts>>>

/** Both threads of a merge as they are now, and the code of the reason why they cannot be merged. */
export async function previewMerge(db: Db, actor: Actor, { threadId, into }: { threadId: number; into: number }) {
  const source = await facts(db, actor, threadId)
  const target = await facts(db, actor, into)
  if (!source || !target) return { target, refusal: 'merge.unknown' as const }
  if (source.id === target.id) return { target, refusal: 'merge.itself' as const }
  try {
    checkPair(actor, source, target)
  } catch (error) {
    if (error instanceof DomainError) return { source, target, refusal: error.code }
    throw error
  }
  return { source, target }
}

/**
 * The thread with this number, if it was merged into the other one: its title tells a reader who was redirected why.
 */
export const findMergedFrom = (db: Db, viewer: Viewer, { from, into }: { from: number; into: number }) =>
  db
    .selectFrom('threads')
    .where('threads.id', '=', from)
    .where('threads.mergedInto', '=', into)
    .where(visibleTo(viewer))
    .select(['threads.id', 'threads.title'])
    .executeTakeFirst()

/**
 * The state of the vote to close or reopen a thread, for those who may take part. Undefined for others, and when nobody
 * has voted and the viewer may not.
 */
export async function findVoting(
  db: Db,
  viewer: Viewer,
  thread: { id: number; categoryId: number; closedAt: Date | null; mergedInto: number | null },
  { now = new Date() } = {},
) {
  if (viewer === null || !canVoteToClose(viewer, thread)) return undefined
  const direction = thread.closedAt ? ('reopen' as const) : ('close' as const)
  const votes = await listCounting(db, { threadId: thread.id, direction, now })
  const { votesNeeded: needed, voteDays: days } = await getSetting(db, 'closing')
  return {
    direction,
    needed,
    days,
    count: votes.length,
    reason: mostOf(votes.map((vote) => vote.reason)) ?? null,
    mine: votes.some((vote) => vote.voterId === viewer.id),
  }
}

/** Whether moderators are to decide if a closed question opens again, since its author has edited it. */
export async function isReopeningAsked(db: Db, threadId: number): Promise<boolean> {
  const review = await db
    .selectFrom('reviews')
    .innerJoin('threads', 'threads.questionId', 'reviews.postId')
    .where('threads.id', '=', threadId)
    .where('reviews.cause', '=', 'reopening')
    .where('reviews.decidedAt', 'is', null)
    .select('reviews.id')
    .executeTakeFirst()
  return review !== undefined
}
