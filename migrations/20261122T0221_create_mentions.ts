import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // Whom a post names and who may see it: those are told.
  await sql`
    create table mentions (
      post_id bigint not null references posts on delete cascade,
      user_id bigint not null references users on delete cascade,
      created_at timestamptz not null default now(),
      primary key (post_id, user_id)
    )`.execute(db)
  await sql`create index mentions_user on mentions (user_id, created_at desc)`.execute(db)

  // Which threads the text of a post leads to; its own thread beside it, so that a page knows without reading its posts.
  await sql`
    create table thread_references (
      post_id bigint not null references posts on delete cascade,
      thread_id bigint not null references threads on delete cascade,
      other_thread_id bigint not null references threads on delete cascade,
      primary key (post_id, other_thread_id),
      check (thread_id <> other_thread_id)
    )`.execute(db)
  await sql`create index thread_references_thread on thread_references (thread_id)`.execute(db)
  await sql`create index thread_references_other on thread_references (other_thread_id)`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table thread_references, mentions`.execute(db)
}
