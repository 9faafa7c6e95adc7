import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // Both columns in one direction, so that a page begins where the last one ended.
  await sql`drop index tags_thread_count`.execute(db)
  await sql`create index tags_popular on tags (thread_count desc, id desc)`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop index tags_popular`.execute(db)
  await sql`create index tags_thread_count on tags (thread_count desc, id)`.execute(db)
}
