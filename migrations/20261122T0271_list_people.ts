import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  await sql`create index users_newest on users (created_at desc, id desc) where deleted_at is null`.execute(db)
  await sql`create index users_name on users (name, id) where deleted_at is null`.execute(db)
  // Leaders of a period are read from the index alone.
  await sql`create index reputation_days_day on reputation_days (day) include (user_id, capped_points, exempt_points)`.execute(
    db,
  )
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const index of ['reputation_days_day', 'users_name', 'users_newest']) {
    await sql`drop index ${sql.ref(index)}`.execute(db)
  }
}
