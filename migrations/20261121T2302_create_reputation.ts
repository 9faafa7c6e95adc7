import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  await sql`
    create table reputation_entries (
      id bigint generated always as identity primary key,
      user_id bigint not null references users on delete cascade,
      kind text not null check (kind in (
        'question_upvoted', 'question_downvoted', 'answer_upvoted', 'answer_downvoted', 'downvote_cast',
        'answer_accepted', 'acceptance_given', 'edit_approved', 'article_published', 'article_helpful', 'flag_upheld',
        'imported'
      )),
      points integer not null,
      day date not null,
      vote_id bigint references votes on delete cascade,
      post_id bigint references posts on delete cascade,
      article_id bigint,
      review_id bigint,
      cause_user_id bigint references users,
      created_at timestamptz not null default now(),
      reversed_at timestamptz
    )`.execute(db)
  // The same cause never counts twice for one person; taking it back frees the place for doing it again.
  await sql`
    create unique index reputation_entries_cause on reputation_entries
      (user_id, kind, vote_id, post_id, article_id, review_id, cause_user_id) nulls not distinct
    where reversed_at is null`.execute(db)
  await sql`create index reputation_entries_user on reputation_entries (user_id, created_at desc, id desc)`.execute(db)
  await sql`create index reputation_entries_vote on reputation_entries (vote_id) where reversed_at is null`.execute(db)
  await sql`create index reputation_entries_post on reputation_entries (post_id) where reversed_at is null`.execute(db)

  // A day's sums make the daily cap a pure function of the entries, whatever order they came in.
  await sql`
    create table reputation_days (
      user_id bigint not null references users on delete cascade,
      day date not null,
      capped_points integer not null default 0,
      exempt_points integer not null default 0,
      primary key (user_id, day)
    )`.execute(db)

  await sql`
    create table awards (
      id bigint generated always as identity primary key,
      badge text not null,
      user_id bigint not null references users on delete cascade,
      post_id bigint references posts on delete cascade,
      tag_id bigint references tags on delete cascade,
      import_source text,
      import_id bigint,
      awarded_at timestamptz not null default now()
    )`.execute(db)
  await sql`create unique index awards_once on awards (badge, user_id, post_id, tag_id) nulls not distinct
    where import_source is null`.execute(db)
  await sql`create unique index awards_import on awards (import_source, import_id) where import_source is not null`.execute(
    db,
  )
  await sql`create index awards_user on awards (user_id, awarded_at desc)`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table awards, reputation_days, reputation_entries cascade`.execute(db)
}
