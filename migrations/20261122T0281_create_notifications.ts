import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // One for a person and an event, however many reasons there are to tell them: delivering again changes nothing.
  await sql`
    create table notifications (
      id bigint generated always as identity primary key,
      user_id bigint not null references users on delete cascade,
      event_id bigint not null references events,
      kind text not null,
      actor_id bigint not null references users,
      thread_id bigint references threads on delete cascade,
      post_id bigint references posts on delete cascade,
      article_id bigint references articles on delete cascade,
      created_at timestamptz not null default now(),
      read_at timestamptz,
      unique (user_id, event_id)
    )`.execute(db)
  await sql`create index notifications_of_user on notifications (user_id, id desc)`.execute(db)
  await sql`create index notifications_unread on notifications (user_id, id desc) where read_at is null`.execute(db)
  await sql`create index notifications_thread on notifications (thread_id, user_id) where thread_id is not null`.execute(
    db,
  )
  await sql`create index notifications_post on notifications (post_id) where post_id is not null`.execute(db)

  // What somebody has switched; a kind without a row is on. Each way of telling is a column.
  await sql`
    create table notification_preferences (
      user_id bigint not null references users on delete cascade,
      kind text not null,
      site boolean not null default true,
      primary key (user_id, kind)
    )`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable('notification_preferences').execute()
  await db.schema.dropTable('notifications').execute()
}
