import { POINTS } from '#app/domain/reputation/ledger.ts'
import { counts, type DumpFile, dateOf, idOf, MALFORMED, NO_POST, reasonFor } from './dump-file.ts'

const UP = 2
const DOWN = 3
const ACCEPTANCE = 1

/** Names of the other types of votes. Source: the schema published with the dumps. */
const LEFT_OUT: Record<string, string> = {
  4: 'a flag',
  5: 'a bookmark',
  6: 'a vote to close',
  7: 'a vote to reopen',
  8: 'a bounty',
  9: 'a bounty',
  10: 'a vote to delete',
  11: 'a vote to undelete',
  12: 'a flag',
  13: 'a flag',
  14: 'a flag',
  15: "a moderator's review",
  16: 'an approved edit',
}

export const votes: DumpFile = {
  name: 'Votes.xml',
  stage: 'incoming_votes',
  columns: { import_id: 'bigint', post_id: 'bigint', type: 'smallint', created_at: 'timestamptz' },

  take: (rows) =>
    rows.map((row) => {
      const type = Number(row.VoteTypeId)
      if (type !== UP && type !== DOWN && type !== ACCEPTANCE)
        return reasonFor(LEFT_OUT, row.VoteTypeId) ?? 'an unknown type of vote'
      const id = idOf(row.Id)
      const postId = idOf(row.PostId)
      const createdAt = dateOf(row.CreationDate)
      return id === null || postId === null || createdAt === null ? MALFORMED : [id, postId, type, createdAt]
    }),

  // One statement inserts a vote and the reputation entry of the post's author, so no vote is without its entry.
  async store(dump) {
    const tally = await counts<'total' | 'different' | 'missing' | 'kept' | 'eligible'>(
      dump,
      `with placed as materialized (
         select incoming.*, post.id as post, post.kind, post.author_id, post.state,
           case incoming.type when ${UP} then 1 else -1 end as value
         from (select distinct on (import_id) * from incoming_votes where type <> ${ACCEPTANCE} order by import_id) incoming
         left join posts post on post.import_source = $1 and post.import_id = incoming.post_id
           and post.kind in ('question', 'answer')
       ), kept as (
         insert into votes (post_id, value, import_source, import_id, created_at, changed_at)
         select post, value, $1, import_id, created_at, created_at from placed where post is not null
         on conflict (import_source, import_id) where import_source is not null do nothing
         returning id, import_id
       ), entries as (
         insert into reputation_entries (user_id, kind, points, day, vote_id, post_id, created_at)
         select placed.author_id, worth.kind, worth.points, (placed.created_at at time zone 'UTC')::date, kept.id,
           placed.post, placed.created_at
         from kept
         join placed using (import_id)
         join (values
           ('question', 1, 'question_upvoted', ${POINTS.question_upvoted}),
           ('question', -1, 'question_downvoted', ${POINTS.question_downvoted}),
           ('answer', 1, 'answer_upvoted', ${POINTS.answer_upvoted}),
           ('answer', -1, 'answer_downvoted', ${POINTS.answer_downvoted})
         ) worth (post_kind, value, kind, points) on worth.post_kind = placed.kind and worth.value = placed.value
         where placed.author_id is not null and placed.state in ('visible', 'pending')
       )
       select (select count(*) from incoming_votes where type <> ${ACCEPTANCE}) as total, count(*) as different,
         count(*) filter (where post is null) as missing, count(post) as eligible, (select count(*) from kept) as kept
       from placed`,
    )
    const accepted = await counts<'total' | 'placed'>(
      dump,
      `with acceptances as (
         select answer.id as answer_id, incoming.import_id,
           greatest(incoming.created_at, answer.created_at) as accepted_at
         from incoming_votes incoming
         join posts answer on answer.import_source = $1 and answer.import_id = incoming.post_id and answer.kind = 'answer'
         join threads thread on thread.id = answer.thread_id and thread.accepted_answer_id = answer.id
         where incoming.type = ${ACCEPTANCE}
       ), dated as (
         update threads set accepted_at = acceptances.accepted_at from acceptances
         where threads.accepted_answer_id = acceptances.answer_id and threads.accepted_at <> acceptances.accepted_at
           and not exists (select from events where events.thread_id = threads.id)
       )
       select (select count(*) from incoming_votes where type = ${ACCEPTANCE}) as total,
         (select count(distinct import_id) from acceptances) as placed`,
    )
    return {
      kept: tally.kept + accepted.placed,
      known: tally.eligible - tally.kept + tally.total - tally.different,
      skipped: {
        [NO_POST]: tally.missing,
        'an acceptance that was taken back': accepted.total - accepted.placed,
      },
    }
  },
}
