import { type Kysely, sql } from 'kysely'

/** For the limit of flags a day: the flags of one person, the newest first. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql`create index flags_flagger on flags (flagger_id, id)`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop index flags_flagger`.execute(db)
}
