import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // Where an import stands: a file is done up to a row, in the same transaction as that row's effects.
  await sql`
    create table imports (
      id bigint generated always as identity primary key,
      source text not null unique,
      origin text not null,
      progress jsonb not null default '{}',
      started_at timestamptz not null default now(),
      finished_at timestamptz
    )`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table imports`.execute(db)
}
