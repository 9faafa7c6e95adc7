import { sql } from 'kysely'
import { credit, lockUsers, reverse } from '#app/domain/reputation/ledger.ts'
import { updateEditPointsOf } from '#app/domain/reputation/update-edit-points.ts'
import type { ReputationKind } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

const OF_A_POST: ReputationKind[] = [
  'question_upvoted',
  'question_downvoted',
  'answer_upvoted',
  'answer_downvoted',
  'downvote_cast',
  'answer_accepted',
  'acceptance_given',
]

/**
 * Makes the entries of a post follow its facts: all of them while it is shown, none while it is deleted or hidden. For
 * deleting, restoring and hiding; a single vote or acceptance has a shorter way. The caller has locked the people: see
 * `lockAuthorsOf`.
 */
export async function reconcilePost(trx: Trx, postId: number): Promise<void> {
  const post = await trx
    .selectFrom('posts')
    .leftJoin('threads', 'threads.id', 'posts.threadId')
    .where('posts.id', '=', postId)
    .select([
      'posts.id',
      'posts.kind',
      'posts.state',
      'posts.authorId',
      'threads.authorId as askerId',
      'threads.acceptedAnswerId',
      'threads.acceptedBy',
      'threads.acceptedAt',
    ])
    .executeTakeFirst()
  if (!post || (post.kind !== 'question' && post.kind !== 'answer')) return

  if (post.state === 'deleted' || post.state === 'hidden') {
    await reverse(trx, { kinds: OF_A_POST, postId })
    await updateEditPointsOf(trx, postId)
    return
  }

  const votes = await trx
    .selectFrom('votes')
    // A vote that a merge moved here earns points for the author to whom it was given.
    .innerJoin('posts as origin', (join) => join.on('origin.id', '=', sql`coalesce(votes.moved_from, votes.post_id)`))
    .where('votes.postId', '=', postId)
    .where('votes.value', '<>', 0)
    .select(['votes.id', 'votes.voterId', 'votes.value', 'votes.changedAt', 'origin.authorId'])
    .orderBy('votes.id')
    .execute()
  for (const { authorId, ...vote } of votes) {
    await creditVote(trx, { id: post.id, kind: post.kind, authorId }, { ...vote, at: vote.changedAt })
  }
  if (post.acceptedAnswerId === post.id && post.acceptedAt) {
    await creditAcceptance(trx, post, { askerId: post.askerId, by: post.acceptedBy, at: post.acceptedAt })
  }
  await updateEditPointsOf(trx, postId)
}

/**
 * Locks everybody whose points change when one of these posts is accepted, withdrawn or shown again, and `others` too.
 */
export async function lockAuthorsOf(trx: Trx, postIds: (number | null)[], others: number[] = []): Promise<void> {
  const { rows } = await sql<{ userId: number | null }>`
    select author_id as user_id from posts where id = any(${postIds}::bigint[])
    union select voter_id from votes where post_id = any(${postIds}::bigint[]) and value < 0
    union select posts.author_id from votes join posts on posts.id = votes.moved_from
      where votes.post_id = any(${postIds}::bigint[])
    union select author_id from suggested_edits where post_id = any(${postIds}::bigint[]) and state = 'approved'
    union select accepted_by from threads where accepted_answer_id = any(${postIds}::bigint[])
    union select unnest(${others}::bigint[])`.execute(trx)
  await lockUsers(
    trx,
    rows.map((row) => row.userId),
  )
}

/** The entries of one current vote: those of the author, and the cost of a downvote on an answer for its voter. */
export async function creditVote(
  trx: Trx,
  post: { id: number; kind: 'question' | 'answer'; authorId: number | null },
  vote: { id: number; voterId: number | null; value: number; at: Date },
): Promise<void> {
  const to = vote.value > 0 ? (`${post.kind}_upvoted` as const) : (`${post.kind}_downvoted` as const)
  const cause = { voteId: vote.id, postId: post.id, at: vote.at }
  const credits = []
  if (post.authorId !== null) credits.push({ ...cause, userId: post.authorId, kind: to })
  if (vote.value < 0 && post.kind === 'answer' && vote.voterId !== null) {
    credits.push({ ...cause, userId: vote.voterId, kind: 'downvote_cast' as const })
  }
  for (const entry of credits) await credit(trx, entry)
}

/**
 * The entries of an acceptance. An answer to the own question gives nobody points, neither its author nor the asker.
 */
export async function creditAcceptance(
  trx: Trx,
  answer: { id: number; authorId: number | null },
  acceptance: { askerId: number | null; by: number | null; at: Date },
): Promise<void> {
  if (answer.authorId === acceptance.by || answer.authorId === acceptance.askerId) return
  const cause = { postId: answer.id, at: acceptance.at }
  const credits = []
  if (answer.authorId !== null) credits.push({ ...cause, userId: answer.authorId, kind: 'answer_accepted' as const })
  if (acceptance.by !== null) credits.push({ ...cause, userId: acceptance.by, kind: 'acceptance_given' as const })
  for (const entry of credits) await credit(trx, entry)
}
