import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // What the knowledge base said to a question by itself. No post: it counts as an answer nowhere.
  await sql`
    create table automatic_replies (
      id bigint generated always as identity primary key,
      thread_id bigint not null references threads on delete cascade,
      article_id bigint not null references articles on delete cascade,
      post_id bigint not null references posts on delete cascade,
      passage jsonb not null default '[]',
      certainty real not null check (certainty between 0 and 1),
      state text not null default 'shown' check (state in ('shown', 'solved', 'refused', 'withdrawn')),
      withdrawn_because text check (withdrawn_because in ('article', 'question', 'topic')),
      -- The asker's "helpful" came with "this solved it", and goes with it.
      rated boolean not null default false,
      shown_at timestamptz not null default now(),
      decided_at timestamptz,
      unique (thread_id, article_id),
      check ((withdrawn_because is not null) = (state = 'withdrawn')),
      check ((decided_at is null) = (state = 'shown'))
    )`.execute(db)
  // One for a question, however many jobs look for one at a time.
  await sql`
    create unique index automatic_replies_of_thread on automatic_replies (thread_id)
    where state <> 'withdrawn'`.execute(db)
  await sql`create index automatic_replies_of_article on automatic_replies (article_id) where state = 'shown'`.execute(
    db,
  )
  await sql`create index automatic_replies_of_post on automatic_replies (post_id)`.execute(db)

  await sql`alter table categories add column replies_automatically boolean not null default true`.execute(db)

  await sql`
    create table automatic_reply_measurements (
      id bigint generated always as identity primary key,
      since timestamptz not null,
      questions integer not null,
      done integer not null default 0,
      last_thread_id bigint,
      started_by bigint references users,
      started_at timestamptz not null default now(),
      finished_at timestamptz
    )`.execute(db)
  await sql`
    create unique index automatic_reply_measurement_running on automatic_reply_measurements ((true))
    where finished_at is null`.execute(db)
  await sql`
    create table automatic_reply_cases (
      measurement_id bigint not null references automatic_reply_measurements on delete cascade,
      thread_id bigint not null references threads on delete cascade,
      article_id bigint not null references articles on delete cascade,
      certainty real not null,
      outcome text not null check (outcome in ('right', 'refused', 'otherwise', 'unknown')),
      primary key (measurement_id, thread_id)
    )`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table automatic_reply_cases, automatic_reply_measurements, automatic_replies`.execute(db)
  await sql`alter table categories drop column replies_automatically`.execute(db)
}
