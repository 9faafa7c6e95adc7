import { sql } from 'kysely'
import type { Trx } from '#db/transaction.ts'

type Place = { id: number; questionId: number | null }

/**
 * Moves the drafts of a merged thread to another thread. When somebody has a draft in both, both drafts are kept: the
 * one whose form is gone is shown in the list of drafts.
 */
export async function moveDrafts(trx: Trx, from: Place, to: Place): Promise<void> {
  await sql`
    with moved as (
      insert into drafts (user_id, kind, subject_id, fields, saved_at)
      select user_id, kind, case kind when 'comment' then ${to.questionId}::bigint else ${to.id}::bigint end, fields, saved_at
      from drafts
      where discarded_at is null and (
        (kind in ('answer', 'private_reply') and subject_id = ${from.id})
        or (kind = 'comment' and subject_id = ${from.questionId}::bigint)
      )
      on conflict on constraint drafts_one_of_each do nothing
      returning user_id, kind
    )
    delete from drafts using moved
    where drafts.user_id = moved.user_id and drafts.kind = moved.kind
      and drafts.subject_id = case drafts.kind when 'comment' then ${from.questionId}::bigint else ${from.id}::bigint end`.execute(
    trx,
  )
}
