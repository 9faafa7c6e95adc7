import { type Kysely, sql } from 'kysely'

/** The rows that a sweep or a nightly job could not do, until it goes through without them. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
    create table sweep_failures (
      sweep text not null,
      subject text not null,
      reason text not null,
      first_failed_at timestamptz not null,
      failed_at timestamptz not null,
      times integer not null default 1 check (times > 0),
      primary key (sweep, subject)
    )`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table sweep_failures`.execute(db)
}
