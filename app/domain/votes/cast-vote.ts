import { sql } from 'kysely'
import { conflict, DomainError, forbidden } from '#app/domain/errors.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { lockPeople, reverse } from '#app/domain/reputation/ledger.ts'
import { creditVote } from '#app/domain/reputation/reconcile-post.ts'
import { canVote } from '#app/domain/threads/policy.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isSuspended } from '#app/domain/users/roles.ts'
import { enqueue } from '#app/jobs/queue.ts'
import { type Db, inTransaction, type Trx } from '#db/transaction.ts'

/** Limits of voting. Source: the rules of the forum, "Answering and voting". */
export const UP_A_DAY = 20
export const DOWN_A_DAY = 10
export const UP_TO_ONE_AUTHOR_A_DAY = 6
export const DOWN_TO_ONE_AUTHOR_A_DAY = 3
export const CHANGE_MINUTES = 10

/**
 * Sets somebody's vote on a question or an answer: 1 up, −1 down, 0 none. A vote can be changed for 10 minutes, and
 * again after the post was edited. Throws forbidden `vote.own_post`, `vote.up`, `vote.down`; conflict `vote.locked`;
 * too_many `vote.daily_limit`, `vote.author_limit`.
 */
export function castVote(
  db: Db,
  actor: Actor,
  postId: number,
  { value, at = new Date() }: { value: -1 | 0 | 1; at?: Date },
): Promise<{ threadId: number; score: number }> {
  return inTransaction(db, async (trx) => {
    const { post, thread } = await lockPost(trx, actor, postId)
    if (post.kind !== 'question' && post.kind !== 'answer') throw conflict('vote.wrong_kind')
    if (post.authorId === actor.id) throw forbidden('vote.own_post')

    const vote = await trx
      .selectFrom('votes')
      .where('postId', '=', postId)
      .where('voterId', '=', actor.id)
      .select(['id', 'value', 'changedAt'])
      .executeTakeFirst()
    const before = vote?.value ?? 0
    if (before === value) return { threadId: thread.id, score: post.score }
    if (isSuspended(actor) || (value !== 0 && !canVote(actor, post, value > 0 ? 'up' : 'down'))) {
      throw forbidden(value > 0 ? 'vote.up' : 'vote.down', {
        points: value > 0 ? actor.privileges.voteUp : actor.privileges.voteDown,
      })
    }
    if (vote && before !== 0) {
      const changeable = at.getTime() - vote.changedAt.getTime() <= CHANGE_MINUTES * 60_000
      if (!changeable && !(post.editedAt && post.editedAt > vote.changedAt)) throw conflict('vote.locked')
    }
    // Before the limits: with their own row held, nobody's two votes at one moment both see the place for one.
    await lockPeople(trx, [actor.id, post.authorId])
    if (value !== 0) await checkLimits(trx, actor, post.authorId, value, at)

    const cast = await trx
      .insertInto('votes')
      .values({ postId, voterId: actor.id, value, createdAt: at, changedAt: at })
      .onConflict((same) => same.columns(['postId', 'voterId']).doUpdateSet({ value, changedAt: at, movedFrom: null }))
      .returning(['id', 'voterId', 'value'])
      .executeTakeFirstOrThrow()

    await reverse(trx, {
      kinds: ['question_upvoted', 'question_downvoted', 'answer_upvoted', 'answer_downvoted', 'downvote_cast'],
      voteId: cast.id,
    })
    if (value !== 0) await creditVote(trx, { ...post, kind: post.kind }, { ...cast, at })

    const { score } = await trx
      .updateTable('posts')
      .set((eb) => ({ score: eb('score', '+', value - before) }))
      .where('id', '=', postId)
      .returning('score')
      .executeTakeFirstOrThrow()
    if (post.kind === 'question') {
      await trx.updateTable('threads').set({ score }).where('id', '=', thread.id).execute()
    }
    if (post.authorId !== null && value > 0) await enqueue(trx, 'badges.evaluate', { userId: post.authorId, postId })
    return { threadId: thread.id, score }
  })
}

async function checkLimits(trx: Trx, actor: Actor, authorId: number | null, value: number, at: Date): Promise<void> {
  const { rows } = await sql<{ today: number; toAuthor: number }>`
    select count(*) as today, count(*) filter (where posts.author_id = ${authorId}) as to_author
    from votes join posts on posts.id = votes.post_id
    where votes.voter_id = ${actor.id} and votes.value = ${value}
      and votes.changed_at >= date_trunc('day', ${at}::timestamptz, 'UTC')`.execute(trx)
  const { today, toAuthor } = rows[0] ?? { today: 0, toAuthor: 0 }
  const daily = value > 0 ? UP_A_DAY : DOWN_A_DAY
  const author = value > 0 ? UP_TO_ONE_AUTHOR_A_DAY : DOWN_TO_ONE_AUTHOR_A_DAY
  if (today >= daily) throw new DomainError('too_many', 'vote.daily_limit', undefined, { max: daily })
  if (toAuthor >= author) throw new DomainError('too_many', 'vote.author_limit', undefined, { max: author })
}
