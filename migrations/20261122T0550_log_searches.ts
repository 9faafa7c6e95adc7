import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // What was looked for, and nothing of who looked: `key` is the text with case, accents and blanks made alike.
  await sql`
    create table searches (
      id bigint generated always as identity primary key,
      text text not null check (length(text) between 1 and 400),
      key text not null,
      locale text not null check (locale in ('en', 'fr')),
      surface text not null,
      hits integer not null check (hits >= 0),
      searched_at timestamptz not null default now()
    )`.execute(db)
  await sql`create index searches_searched_at on searches (searched_at)`.execute(db)

  await sql`
    create table search_openings (
      search_id bigint not null references searches on delete cascade,
      post_id bigint not null references posts on delete cascade,
      rank integer not null check (rank >= 1),
      opened_at timestamptz not null default now(),
      primary key (search_id, post_id)
    )`.execute(db)
  await sql`create index search_openings_post on search_openings (post_id)`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable('search_openings').execute()
  await db.schema.dropTable('searches').execute()
}
