import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // A text that its author replaces right after posting leaves no revision, but whoever had the old one in an editor has
  // to learn of it: revisions and quiet edits together are the version of a text.
  await sql`alter table posts add column quiet_edits integer not null default 0`.execute(db)
  await sql`
    alter table revisions
      add column rolled_back_to integer,
      add column redacted_at timestamptz,
      add column redacted_by bigint references users`.execute(db)

  await sql`
    create table suggested_edits (
      id bigint generated always as identity primary key,
      post_id bigint not null references posts on delete cascade,
      author_id bigint not null references users,
      base_version integer not null,
      title text,
      tags text[],
      body text not null,
      reason text not null default '',
      state text not null default 'open' check (state in ('open', 'approved', 'rejected', 'withdrawn', 'superseded')),
      improved boolean not null default false,
      version integer not null default 1,
      decided_by bigint references users,
      decided_at timestamptz,
      decision_note text not null default '',
      revision_number integer,
      created_at timestamptz not null default now(),
      stands boolean not null default true,
      check ((state = 'open') = (decided_at is null)),
      check ((state = 'approved') = (revision_number is not null)),
      check (stands or state = 'approved')
    )`.execute(db)
  await sql`create unique index suggested_edits_one_open on suggested_edits (post_id) where decided_at is null`.execute(
    db,
  )
  await sql`create index suggested_edits_post on suggested_edits (post_id, revision_number)`.execute(db)
  await sql`create index suggested_edits_author on suggested_edits (author_id, created_at desc)`.execute(db)
  await sql`create index suggested_edits_queue on suggested_edits (id) where decided_at is null`.execute(db)

  await sql`
    alter table reputation_entries
      add column suggested_edit_id bigint references suggested_edits on delete cascade`.execute(db)
  await sql`drop index reputation_entries_cause`.execute(db)
  await sql`
    create unique index reputation_entries_cause on reputation_entries
      (user_id, kind, vote_id, post_id, article_id, review_id, cause_user_id, suggested_edit_id) nulls not distinct
    where reversed_at is null`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop index reputation_entries_cause`.execute(db)
  await sql`alter table reputation_entries drop column suggested_edit_id`.execute(db)
  await sql`
    create unique index reputation_entries_cause on reputation_entries
      (user_id, kind, vote_id, post_id, article_id, review_id, cause_user_id) nulls not distinct
    where reversed_at is null`.execute(db)
  await sql`drop table suggested_edits`.execute(db)
  await sql`
    alter table revisions drop column rolled_back_to, drop column redacted_at, drop column redacted_by`.execute(db)
  await sql`alter table posts drop column quiet_edits`.execute(db)
}
