import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // One vote a person, thread and direction that still counts; a decision spends all of them.
  await sql`
    create table close_votes (
      id bigint generated always as identity primary key,
      thread_id bigint not null references threads on delete cascade,
      voter_id bigint not null references users on delete cascade,
      direction text not null check (direction in ('close', 'reopen')),
      reason text check (reason in ('duplicate', 'needs_detail', 'off_topic', 'no_longer_valid', 'other')),
      note text not null default '',
      duplicate_of bigint references threads,
      cast_at timestamptz not null default now(),
      spent_at timestamptz,
      check ((direction = 'close') = (reason is not null)),
      check (duplicate_of is null or reason = 'duplicate')
    )`.execute(db)
  await sql`create unique index close_votes_once on close_votes (thread_id, voter_id, direction) where spent_at is null`.execute(
    db,
  )

  await sql`
    alter table threads
      add column protected_at timestamptz,
      add column protected_by bigint references users,
      add check ((protected_at is null) = (protected_by is null))`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`alter table threads drop column protected_at, drop column protected_by`.execute(db)
  await sql`drop table close_votes`.execute(db)
}
