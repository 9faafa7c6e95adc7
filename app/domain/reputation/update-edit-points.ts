import { sql } from 'kysely'
import { credit, EDIT_POINTS_MAX, lockUsers, POINTS, reverse } from '#app/domain/reputation/ledger.ts'
import type { Trx } from '#db/transaction.ts'

const COUNTED = EDIT_POINTS_MAX / POINTS.edit_approved

/**
 * Makes the points for approved edits of a person follow the facts: points for each edit that is still in effect in a
 * shown post, the earliest first, up to 1000 points in all. The caller has locked the person.
 */
export async function updateEditPoints(trx: Trx, userId: number): Promise<void> {
  const earned = await sql<{ id: number; postId: number; decidedAt: Date }>`
    select edit.id, edit.post_id, edit.decided_at
    from suggested_edits edit join posts on posts.id = edit.post_id
    where edit.author_id = ${userId} and edit.state = 'approved' and edit.in_effect
      and posts.state in ('visible', 'pending')
    order by edit.decided_at, edit.id
    limit ${sql.lit(COUNTED)}`.execute(trx)
  const entered = await trx
    .selectFrom('reputationEntries')
    .where('userId', '=', userId)
    .where('kind', '=', 'edit_approved')
    .where('reversedAt', 'is', null)
    .select('suggestedEditId')
    .execute()

  const earnedIds = new Set(earned.rows.map((edit) => edit.id))
  const enteredIds = new Set(entered.map((entry) => entry.suggestedEditId))
  for (const id of enteredIds)
    if (id !== null && !earnedIds.has(id)) await reverse(trx, { kinds: ['edit_approved'], suggestedEditId: id })
  for (const edit of earned.rows) {
    if (enteredIds.has(edit.id)) continue
    await credit(trx, {
      userId,
      kind: 'edit_approved',
      postId: edit.postId,
      suggestedEditId: edit.id,
      at: edit.decidedAt,
    })
  }
}

/** The same for everybody with an approved edit in the post; the caller has locked them. */
export async function updateEditPointsOf(trx: Trx, postId: number): Promise<void> {
  for (const userId of await listEditors(trx, postId)) await updateEditPoints(trx, userId)
}

/**
 * After a roll back: marks which approved edits are still part of the text of the post. A revision is based on the one
 * before it, or on the one that it restores. The caller holds the lock on the post.
 */
export async function updateEditsInEffect(trx: Trx, postId: number): Promise<void> {
  const editors = await listEditors(trx, postId)
  if (editors.length === 0) return
  await sql`
    with recursive line (number, rolled_back_to) as (
      (select number, rolled_back_to from revisions where post_id = ${postId} order by number desc limit 1)
      union all
      select older.number, older.rolled_back_to
      from line join revisions older
        on older.post_id = ${postId} and older.number = coalesce(line.rolled_back_to, line.number - 1)
    )
    update suggested_edits set in_effect = revision_number in (select number from line)
    where post_id = ${postId} and state = 'approved'`.execute(trx)
  await lockUsers(trx, editors)
  await updateEditPointsOf(trx, postId)
}

async function listEditors(trx: Trx, postId: number): Promise<number[]> {
  const editors = await trx
    .selectFrom('suggestedEdits')
    .where('postId', '=', postId)
    .where('state', '=', 'approved')
    .select('authorId')
    .distinct()
    .orderBy('authorId')
    .execute()
  return editors.map((editor) => editor.authorId)
}
