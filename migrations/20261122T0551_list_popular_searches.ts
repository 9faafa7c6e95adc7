import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  await sql`
    create table popular_searches (
      locale text not null check (locale in ('en', 'fr')),
      text text not null,
      days integer not null,
      primary key (locale, text)
    )`.execute(db)

  // What staff have made of a search that found nothing. One that was ignored stays away; one that was done comes back
  // with the next week in which it finds nothing.
  await sql`
    create table search_marks (
      key text primary key,
      mark text not null check (mark in ('done', 'ignored')),
      marked_by bigint references users on delete set null,
      marked_at timestamptz not null default now()
    )`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable('search_marks').execute()
  await db.schema.dropTable('popular_searches').execute()
}
