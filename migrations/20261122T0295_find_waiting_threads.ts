import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // What waits for somebody, in the order of the home page: it is read from its beginning, and ends after a few rows.
  await sql`
    create index threads_waiting on threads ((answer_count > 0), created_at desc, id desc)
    where state = 'needs_attention' and closed_at is null and question_state = 'visible' and audience <> 'private'`.execute(
    db,
  )
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop index threads_waiting`.execute(db)
}
