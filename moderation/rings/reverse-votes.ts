import { sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { forbidden } from '#app/domain/errors.ts'
import { announceThread } from '#app/domain/events/announce-thread.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment } from '#app/domain/input.ts'
import { CAPPED_KINDS, lockUsers, reverse } from '#app/domain/reputation/ledger.ts'
import { isAdmin, isSystem } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Trx } from '#db/transaction.ts'

/**
 * Reverses every vote of one person for the posts of another: points and scores change, and the voter cannot vote on
 * these posts again. Returns how many votes there were; a second call finds none. Throws forbidden `votes.reverse` for
 * everybody but administrators and Entraide itself.
 */
export const reverseVotes = command(
  { name: 'votes.reverse', input: z.object({ from: id, to: id, at: moment }), callers: 'active' },
  async (trx, actor, { from, to, at: now }): Promise<{ votes: number }> => {
    if (!isSystem(actor) && !isAdmin(actor)) throw forbidden('votes.reverse')
    const postIds = await lockPostsVotedOn(trx, { from, to })
    await lockUsers(trx, [from, to])

    const votes = await trx
      .selectFrom('votes')
      .innerJoin('posts', 'posts.id', 'votes.postId')
      .where('votes.voterId', '=', from)
      .where('votes.postId', 'in', [0, ...postIds])
      .where('votes.value', '<>', 0)
      .select(['votes.id', 'votes.postId', 'votes.value', 'posts.threadId'])
      .orderBy('votes.id')
      .execute()
    for (const vote of votes) {
      await trx
        .updateTable('votes')
        .set({ value: 0, changedAt: now, reversedAt: now, reversedBy: actor.id })
        .where('id', '=', vote.id)
        .execute()
      await reverse(trx, { kinds: CAPPED_KINDS, voteId: vote.id })
      const { score } = await trx
        .updateTable('posts')
        .set((eb) => ({ score: eb('score', '-', vote.value) }))
        .where('id', '=', vote.postId)
        .returning('score')
        .executeTakeFirstOrThrow()
      await trx.updateTable('threads').set({ score }).where('questionId', '=', vote.postId).execute()
      if (vote.threadId !== null) announceThread(trx, { threadId: vote.threadId, postId: vote.postId, score })
    }
    if (votes.length === 0) return { votes: 0 }

    recordEvent(trx, actor, 'votes.reversed', { userId: to }, { before: { from, to, votes: votes.length } })
    enqueue(trx, 'badges.evaluate', { userId: to })
    return { votes: votes.length }
  },
)

/**
 * Locks in the order of all commands: threads, posts, and then people. The votes of a merged question give points to
 * its own author, as before.
 */
async function lockPostsVotedOn(trx: Trx, { from, to }: { from: number; to: number }): Promise<number[]> {
  const { rows } = await sql<{ id: number; threadId: number | null }>`
    select distinct posts.id, posts.thread_id
    from votes join posts on posts.id = votes.post_id
    join posts origin on origin.id = coalesce(votes.moved_from, votes.post_id)
    where votes.voter_id = ${from} and votes.value <> 0 and origin.author_id = ${to}`.execute(trx)
  const postIds = rows.map((post) => post.id)
  const threadIds = rows.map((post) => post.threadId)
  await sql`select id from threads where id = any(${threadIds}::bigint[]) order by id for no key update`.execute(trx)
  await sql`select id from posts where id = any(${postIds}::bigint[]) order by id for no key update`.execute(trx)
  return postIds
}
