import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // A row stays when somebody unfollows: what follows by itself, asking and answering, does not undo that.
  await sql`
    create table follows (
      id bigint generated always as identity primary key,
      user_id bigint not null references users on delete cascade,
      thread_id bigint references threads on delete cascade,
      tag_id bigint references tags on delete cascade,
      category_id bigint references categories on delete cascade,
      followed_user_id bigint references users on delete cascade,
      created_at timestamptz not null default now(),
      ended_at timestamptz,
      check (num_nonnulls(thread_id, tag_id, category_id, followed_user_id) = 1),
      check (followed_user_id <> user_id)
    )`.execute(db)
  for (const column of ['thread_id', 'tag_id', 'category_id', 'followed_user_id']) {
    const subject = sql.ref(column)
    await sql`create unique index ${sql.ref(`follows_${column}`)} on follows (${subject}, user_id)
      where ${subject} is not null`.execute(db)
  }
  await sql`create index follows_of_user on follows (user_id, id desc) where ended_at is null`.execute(db)

  await sql`
    create table bookmarks (
      id bigint generated always as identity primary key,
      user_id bigint not null references users on delete cascade,
      post_id bigint not null references posts on delete cascade,
      note text not null default '' check (length(note) <= 500),
      created_at timestamptz not null default now(),
      unique (user_id, post_id)
    )`.execute(db)
  await sql`create index bookmarks_of_user on bookmarks (user_id, id desc)`.execute(db)
  await sql`create index bookmarks_post on bookmarks (post_id)`.execute(db)

  // Who has the same problem: a member, or the browser of a visitor. Whether it weighs is decided when it is said.
  await sql`
    create table me_toos (
      id bigint generated always as identity primary key,
      thread_id bigint not null references threads on delete cascade,
      user_id bigint references users on delete cascade,
      browser_key text,
      weighs boolean not null default false,
      created_at timestamptz not null default now(),
      check (num_nonnulls(user_id, browser_key) = 1),
      unique (thread_id, user_id),
      unique (thread_id, browser_key)
    )`.execute(db)
  await sql`create index me_toos_browser on me_toos (browser_key) where browser_key is not null`.execute(db)
  await sql`create index me_toos_user on me_toos (user_id) where user_id is not null`.execute(db)
  await sql`alter table threads add column me_too_count integer not null default 0`.execute(db)

  // Who is writing an answer just now.
  await sql`
    create table answerings (
      thread_id bigint not null references threads on delete cascade,
      user_id bigint not null references users on delete cascade,
      started_at timestamptz not null default now(),
      expires_at timestamptz not null,
      primary key (thread_id, user_id)
    )`.execute(db)
  await sql`create index answerings_user on answerings (user_id)`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`alter table threads drop column me_too_count`.execute(db)
  for (const table of ['answerings', 'me_toos', 'bookmarks', 'follows']) await db.schema.dropTable(table).execute()
}
