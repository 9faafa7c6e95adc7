import { sql } from 'kysely'
import { countMeToos } from '#app/domain/me-toos/add-me-too.ts'
import { findActor } from '#app/domain/users/find-actor.ts'
import type { Trx } from '#db/transaction.ts'
import { canWeighMeToo } from '#moderation/curation/permissions.ts'

type Thread = { id: number; authorId: number | null; questionId: number | null }

/**
 * Moves what readers have in a thread to another one: follows, me-toos, bookmarks of the question, views, notes that
 * they are answering. What somebody has in both counts once, and what they ended in one of them stays ended.
 */
export async function moveFollowers(trx: Trx, source: Thread, target: Thread): Promise<void> {
  await sql`
    insert into follows (user_id, thread_id, created_at)
    select user_id, ${target.id}, created_at from follows where thread_id = ${source.id} and ended_at is null
    on conflict (thread_id, user_id) where thread_id is not null do nothing`.execute(trx)
  await sql`delete from follows where thread_id = ${source.id}`.execute(trx)

  await sql`
    insert into bookmarks (user_id, post_id, note, created_at)
    select user_id, ${target.questionId}, note, created_at from bookmarks where post_id = ${source.questionId}
    on conflict do nothing`.execute(trx)
  await sql`delete from bookmarks where post_id = ${source.questionId}`.execute(trx)

  await sql`
    insert into me_toos (thread_id, user_id, browser_key, weighs, created_at)
    select ${target.id}, user_id, browser_key, weighs, created_at from me_toos
    where thread_id = ${source.id} and user_id is distinct from coalesce(${target.authorId}::bigint, 0)
    on conflict do nothing`.execute(trx)
  await sql`delete from me_toos where thread_id = ${source.id}`.execute(trx)

  await sql`
    insert into deflections (thread_id, post_id, user_id, browser_key, created_at)
    select ${target.id}, post_id, user_id, browser_key, created_at from deflections
    where thread_id = ${source.id} and user_id is distinct from coalesce(${target.authorId}::bigint, 0)
    on conflict do nothing`.execute(trx)
  await sql`delete from deflections where thread_id = ${source.id}`.execute(trx)
  const asker = source.authorId === null ? undefined : await findActor(trx, source.authorId)
  if (asker && asker.id !== target.authorId) {
    await sql`
      insert into me_toos (thread_id, user_id, weighs)
      values (${target.id}, ${asker.id}, ${canWeighMeToo(asker)}) on conflict do nothing`.execute(trx)
    await sql`
      insert into follows (user_id, thread_id) values (${asker.id}, ${target.id})
      on conflict (thread_id, user_id) where thread_id is not null do nothing`.execute(trx)
  }
  await countMeToos(trx, [source.id, target.id])

  // Each reader of a day is one view, whichever of the two threads they read, while the readers of the day are stored.
  await sql`
    insert into thread_views (thread_id, viewer_key, day)
    select ${target.id}, viewer_key, day from thread_views where thread_id = ${source.id}
    on conflict do nothing`.execute(trx)
  await sql`delete from thread_views where thread_id = ${source.id}`.execute(trx)
  await sql`
    update threads set imported_views = threads.imported_views + source.imported_views,
      past_views = threads.past_views + source.past_views
    from threads as source where threads.id = ${target.id} and source.id = ${source.id}`.execute(trx)
  await sql`update threads set imported_views = 0, past_views = 0 where id = ${source.id}`.execute(trx)
  await sql`
    update threads set view_count = imported_views + past_views
      + (select count(*) from thread_views where thread_views.thread_id = threads.id)
    where id in (${source.id}, ${target.id})`.execute(trx)

  await sql`delete from answerings where thread_id = ${source.id}`.execute(trx)
}
