import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  await sql`create extension if not exists citext`.execute(db)
  await sql`create extension if not exists pg_trgm`.execute(db)
  await sql`create extension if not exists unaccent`.execute(db)
  await sql`create extension if not exists btree_gin`.execute(db)

  await sql`
    create table users (
      id bigint generated always as identity primary key,
      kind text not null default 'person' check (kind in ('person', 'system')),
      name text not null check (length(name) between 1 and 80),
      email citext unique,
      password_hash text,
      locale text check (locale in ('en', 'fr')),
      theme text not null default 'system' check (theme in ('system', 'light', 'dark')),
      about text not null default '',
      about_html text not null default '',
      website text,
      location text,
      reputation_points integer not null default 1,
      reputation integer generated always as (greatest(1, reputation_points)) stored,
      import_source text,
      import_id bigint,
      created_at timestamptz not null default now(),
      last_seen_at timestamptz,
      suspended_until timestamptz,
      suspension_reason text,
      deleted_at timestamptz
    )`.execute(db)
  await sql`create unique index users_import on users (import_source, import_id) where import_source is not null`.execute(
    db,
  )
  await sql`create index users_reputation on users (reputation desc, id desc) where deleted_at is null`.execute(db)
  await sql`create index users_name_trigram on users using gin (name gin_trgm_ops)`.execute(db)

  // The acts of the software itself have an actor like any other: who did it is never empty.
  await sql`insert into users (kind, name) values ('system', 'Entraide')`.execute(db)
  await sql`create unique index users_one_system on users (kind) where kind = 'system'`.execute(db)

  await sql`
    create table sessions (
      id text primary key,
      user_id bigint not null references users on delete cascade,
      expires_at timestamptz not null
    )`.execute(db)
  await sql`create index sessions_user on sessions (user_id)`.execute(db)

  await sql`
    create table categories (
      id bigint generated always as identity primary key,
      slug citext not null unique,
      name text not null,
      description text not null default '',
      translations jsonb not null default '{}',
      icon text not null default 'message-circle',
      position integer not null default 0,
      escalates boolean not null default true,
      policy_id bigint,
      thread_count integer not null default 0,
      article_count integer not null default 0
    )`.execute(db)

  await sql`
    create table tags (
      id bigint generated always as identity primary key,
      name citext not null unique check (length(name::text) between 1 and 35),
      description text not null default '',
      thread_count integer not null default 0,
      created_at timestamptz not null default now()
    )`.execute(db)
  await sql`create index tags_thread_count on tags (thread_count desc, id)`.execute(db)

  await sql`
    create table grants (
      id bigint generated always as identity primary key,
      user_id bigint not null references users on delete cascade,
      role text not null check (role in ('admin', 'staff', 'moderator', 'expert')),
      category_id bigint references categories on delete cascade,
      tag_id bigint references tags on delete cascade,
      granted_by bigint references users,
      origin text not null default 'named' check (origin in ('named', 'earned')),
      created_at timestamptz not null default now(),
      expires_at timestamptz,
      revoked_at timestamptz,
      check ((role = 'expert') = (tag_id is not null))
    )`.execute(db)
  await sql`
    create unique index grants_once on grants (user_id, role, category_id, tag_id) nulls not distinct
    where revoked_at is null`.execute(db)
  await sql`create index grants_tag on grants (tag_id) where revoked_at is null and tag_id is not null`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table grants, tags, categories, sessions, users cascade`.execute(db)
}
