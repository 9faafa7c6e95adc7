import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  await sql`
    create table attachments (
      id bigint generated always as identity primary key,
      key text not null unique check (key ~ '^[0-9a-f]{32}$'),
      uploader_id bigint references users on delete set null,
      kind text not null check (kind in ('image', 'file')),
      extension text not null check (extension ~ '^[a-z0-9]{1,8}$'),
      media_type text not null,
      name text not null check (length(name) between 1 and 150),
      bytes integer not null check (bytes > 0),
      width integer check (width > 0),
      height integer check (height > 0),
      variants integer[] not null default '{}',
      created_at timestamptz not null default now(),
      check ((kind = 'image') = (width is not null and height is not null))
    )`.execute(db)
  await sql`create index attachments_uploader on attachments (uploader_id, created_at)`.execute(db)
  await sql`create index attachments_created on attachments (created_at)`.execute(db)

  // What a post says or has said: its history needs the files too, so a link is not taken back by an edit. Without
  // "on delete cascade" towards the attachment: one that a post uses cannot be deleted.
  await sql`
    create table post_attachments (
      post_id bigint not null references posts on delete cascade,
      attachment_id bigint not null references attachments,
      primary key (post_id, attachment_id)
    )`.execute(db)
  await sql`create index post_attachments_attachment on post_attachments (attachment_id)`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table post_attachments, attachments`.execute(db)
}
