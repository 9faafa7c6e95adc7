import { sql } from 'kysely'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Trx } from '#db/transaction.ts'

/** Closes the open suggested edit of a post that was deleted. The caller holds the lock on the post. */
export const closeOpenEdit = (trx: Trx, actor: Actor, postId: number, { at = new Date() } = {}): Promise<unknown> =>
  closing(trx, actor, postId, at).execute()

/** Closes the open suggested edit of a post when somebody has made the same change. */
export const closeMatchingEdit = (trx: Trx, actor: Actor, postId: number, { at }: { at: Date }): Promise<unknown> =>
  closing(trx, actor, postId, at)
    .where(
      sql<boolean>`exists (
        select from posts join threads on threads.id = posts.thread_id
        where posts.id = ${postId} and posts.body = suggested_edits.body
          and (suggested_edits.title is null or suggested_edits.title = threads.title)
          and (suggested_edits.tags is null or suggested_edits.tags = array(
            select tags.name::text from thread_tags join tags on tags.id = thread_tags.tag_id
            where thread_tags.thread_id = threads.id order by thread_tags.position)))`,
    )
    .execute()

const closing = (trx: Trx, actor: Actor, postId: number, at: Date) =>
  trx
    .updateTable('suggestedEdits')
    .set((eb) => ({ state: 'superseded', decidedBy: actor.id, decidedAt: at, version: eb('version', '+', 1) }))
    .where('postId', '=', postId)
    .where('decidedAt', 'is', null)
