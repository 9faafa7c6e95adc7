import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  await sql`alter table threads add column past_views integer not null default 0`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  // Who they were is not known any more: they become views that came from elsewhere.
  await sql`update threads set imported_views = imported_views + past_views where past_views > 0`.execute(db)
  await sql`alter table threads drop column past_views`.execute(db)
}
