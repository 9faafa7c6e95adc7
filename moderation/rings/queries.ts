import { sql } from 'kysely'
import { z } from 'zod'
import { commandWithoutTransaction } from '#app/domain/command.ts'
import { id } from '#app/domain/input.ts'
import { canonicalEmail } from '#app/domain/users/email-address.ts'
import { storable } from '#app/text/typed-text.ts'
import type { Db } from '#db/transaction.ts'
import { reverseVotes } from '#moderation/rings/reverse-votes.ts'

/** The user with this id, handle (also after an @) or e-mail address, however it is spelt. */
export function findUserByName(db: Db, typed: string) {
  const name = storable(typed.trim().replace(/^@/, ''))
  return db
    .selectFrom('users')
    .where('kind', '=', 'person')
    .where((eb) =>
      /^\d+$/.test(name)
        ? eb('id', '=', Number(name))
        : eb.or([eb('handle', '=', name), eb('email', '=', canonicalEmail(name))]),
    )
    .select(['id', 'name', 'handle', 'reputation'])
    .executeTakeFirst()
}

export type VotesBetween = { up: number; down: number; posts: number; first: Date | null; last: Date | null }

/** The votes of one person that count for posts of another. */
export async function countVotesBetween(db: Db, { from, to }: { from: number; to: number }): Promise<VotesBetween> {
  const { rows } = await sql<VotesBetween>`
    select count(*) filter (where votes.value > 0) as up, count(*) filter (where votes.value < 0) as down,
      count(distinct votes.post_id) as posts, min(votes.created_at) as first, max(votes.changed_at) as last
    from votes join posts origin on origin.id = coalesce(votes.moved_from, votes.post_id)
    where votes.voter_id = ${from} and votes.value <> 0 and origin.author_id = ${to}`.execute(db)
  return rows[0] ?? { up: 0, down: 0, posts: 0, first: null, last: null }
}

/** What both people would have after a reversal. The reversal is done, read and rolled back, so the result is exact. */
export const previewReversal = commandWithoutTransaction(
  { name: 'votes.rehearse_reversal', input: z.object({ from: id, to: id }), callers: 'active' },
  async (db, actor, { from, to }): Promise<{ from: number; to: number }> => {
    let totals = { from: 0, to: 0 }
    const rollback = new Error('Only a rehearsal')
    await db
      .transaction()
      .execute(async (trx) => {
        await reverseVotes(trx, actor, { from, to })
        const people = await trx
          .selectFrom('users')
          .where('id', 'in', [from, to])
          .select(['id', 'reputation'])
          .execute()
        const totalOf = (id: number) => people.find((person) => person.id === id)?.reputation ?? 0
        totals = { from: totalOf(from), to: totalOf(to) }
        throw rollback
      })
      .catch((error) => {
        if (error !== rollback) throw error
      })
    return totals
  },
)

export type SuspiciousPair = {
  from: string
  to: string
  votes: number
  back: number
  shareGiven: number
  shareReceived: number
}

/**
 * Pairs of people where one gave the other at least `atLeast` upvotes, and these are at least a third of all that the
 * one gave, or of all that the other received. The most votes first. It proves nothing by itself.
 */
export async function listSuspiciousPairs(db: Db, { atLeast = 10, limit = 20 } = {}): Promise<SuspiciousPair[]> {
  const { rows } = await sql<SuspiciousPair>`
    with pairs as materialized (
      select votes.voter_id, posts.author_id, count(*) as votes
      from votes join posts on posts.id = votes.post_id
      where votes.value > 0 and votes.voter_id is not null and posts.author_id is not null
      group by votes.voter_id, posts.author_id
    ), shares as (
      select *, votes / sum(votes) over (partition by voter_id) as given,
        votes / sum(votes) over (partition by author_id) as received
      from pairs
    )
    select voter.handle as from, author.handle as to, shares.votes, coalesce(back.votes, 0) as back,
      shares.given::float as share_given, shares.received::float as share_received
    from shares
    join users voter on voter.id = shares.voter_id
    join users author on author.id = shares.author_id
    left join pairs back on back.voter_id = shares.author_id and back.author_id = shares.voter_id
    where shares.votes >= ${atLeast} and greatest(given, received) >= 1.0 / 3
    order by shares.votes desc, share_given desc, shares.voter_id
    limit ${limit}`.execute(db)
  return rows
}
