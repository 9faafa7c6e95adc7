import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // Nearly all threads are counted: with this default the column costs nothing, and only the others are written.
  await sql`alter table threads add column counted boolean not null default true`.execute(db)
  await sql`
    update threads set counted = false
    where question_state <> 'visible' or audience = 'private' or merged_into is not null`.execute(db)
  await sql`alter table threads alter column counted set default false`.execute(db)

  // From now on no counter is counted again: they begin right.
  await sql`
    update tags set thread_count = (
      select count(*) from thread_tags join threads on threads.id = thread_tags.thread_id
      where thread_tags.tag_id = tags.id and threads.counted)`.execute(db)
  await sql`
    update categories set
      thread_count = (
        select count(*) from threads where threads.category_id = categories.id and threads.counted),
      article_count = (
        select count(*) from articles
        where articles.category_id = categories.id and articles.state = 'published' and articles.audience <> 'staff')`.execute(
    db,
  )
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`alter table threads drop column counted`.execute(db)
}
