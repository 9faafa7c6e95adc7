import { sql } from 'kysely'
import { lockTagNames } from '#app/domain/tags/lock-tag-names.ts'
import type { Trx } from '#db/transaction.ts'

// Categories and tags count their threads by difference: counting all again takes longer with every thread, while
// others wait for the same row. Every transaction locks tags in the order of their ids, then categories, so that none
// deadlocks, and the most wanted row, the category, is locked for the shortest time.

/** Adds a thread to the counts of its tags and its category, or subtracts it. */
export async function countThread(
  trx: Trx,
  thread: { id: number; categoryId: number },
  difference: 1 | -1,
): Promise<void> {
  // A merge of tags may be changing which tags these are.
  await lockTagNames(trx)
  await sql`
    with counting as (
      select tags.id from thread_tags join tags on tags.id = thread_tags.tag_id
      where thread_tags.thread_id = ${thread.id} order by tags.id for no key update of tags
    )
    update tags set thread_count = thread_count + ${difference} from counting where tags.id = counting.id`.execute(trx)
  await sql`
    update categories set thread_count = thread_count + ${difference} where id = ${thread.categoryId}`.execute(trx)
}

type Places = { categoryId: number; tagIds: number[] }

/** Moves a counted thread from some tags and a category to others; the caller holds the lock on tag names. */
export async function moveCount(trx: Trx, from: Places, to: Places): Promise<void> {
  await add(trx, 'tags', {
    more: to.tagIds.filter((id) => !from.tagIds.includes(id)),
    fewer: from.tagIds.filter((id) => !to.tagIds.includes(id)),
  })
  if (from.categoryId !== to.categoryId) {
    await add(trx, 'categories', { more: [to.categoryId], fewer: [from.categoryId] })
  }
}

async function add(
  trx: Trx,
  table: 'tags' | 'categories',
  { more, fewer }: { more: number[]; fewer: number[] },
): Promise<void> {
  if (more.length + fewer.length === 0) return
  const counter = sql.table(table)
  await sql`
    with counting as (select id from ${counter} where id = any(${[...more, ...fewer]}) order by id for no key update)
    update ${counter} set thread_count = thread_count + case when ${counter}.id = any(${more}) then 1 else -1 end
    from counting where ${counter}.id = counting.id`.execute(trx)
}
