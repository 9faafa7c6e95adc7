import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // What is known of each index: how it was built, and what building it anew has come to.
  await sql`
    create table search_indexes (
      engine text primary key check (engine in ('postgres', 'meilisearch')),
      fingerprint text,
      synonyms text,
      built_at timestamptz,
      rebuild_wanted_at timestamptz,
      rebuild_started_at timestamptz,
      documents_done integer not null default 0,
      documents_total integer not null default 0,
      checked_at timestamptz,
      mended integer not null default 0,
      failed_at timestamptz,
      failure text
    )`.execute(db)
  await sql`insert into search_indexes (engine) values ('postgres'), ('meilisearch')`.execute(db)

  // Threads and articles that have changed since the index outside of the database was told. The sequence says whether
  // one has changed again while it was being sent.
  await sql`
    create table search_changes (
      subject text not null check (subject in ('thread', 'article')),
      subject_id bigint not null,
      sequence bigint not null generated always as identity,
      changed_at timestamptz not null default now(),
      primary key (subject, subject_id)
    )`.execute(db)
  await sql`create index search_changes_in_turn on search_changes (sequence)`.execute(db)

  // The processes for which another engine stands in at the moment; a row that nobody renews is one of a process that is gone.
  await sql`
    create table search_outages (
      process text primary key,
      since timestamptz not null,
      reason text not null check (reason in ('unreachable', 'slow', 'failing', 'missing')),
      detail text not null default '',
      seen_at timestamptz not null
    )`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table search_outages, search_changes, search_indexes`.execute(db)
}
