import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // Needs that ended at an article or a thread without a question: one a person or browser.
  await sql`
    create table need_endings (
      id bigint generated always as identity primary key,
      thread_id bigint references threads on delete cascade,
      article_id bigint references articles on delete cascade,
      post_id bigint not null references posts on delete cascade,
      user_id bigint references users on delete cascade,
      browser_key text,
      created_at timestamptz not null default now(),
      check ((thread_id is null) <> (article_id is null)),
      check ((user_id is null) <> (browser_key is null))
    )`.execute(db)
  await sql`create unique index need_endings_thread on need_endings (thread_id, user_id, browser_key)
    nulls not distinct where thread_id is not null`.execute(db)
  await sql`create unique index need_endings_article on need_endings (article_id, user_id, browser_key)
    nulls not distinct where article_id is not null`.execute(db)
  await sql`create index need_endings_post on need_endings (post_id)`.execute(db)
  await sql`create index need_endings_user on need_endings (user_id) where user_id is not null`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable('need_endings').execute()
}
