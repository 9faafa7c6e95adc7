import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  await sql`
    create table sanctions (
      id bigint generated always as identity primary key,
      user_id bigint not null references users on delete cascade,
      kind text not null check (kind in ('warning', 'silence', 'suspension')),
      reason text not null,
      given_by bigint not null references users,
      given_at timestamptz not null default now(),
      ends_at timestamptz,
      lifted_at timestamptz,
      lifted_by bigint references users,
      appeal text,
      appealed_at timestamptz,
      check ((kind = 'warning') = (ends_at is null)),
      check ((lifted_at is null) = (lifted_by is null)),
      check ((appeal is null) = (appealed_at is null))
    )`.execute(db)
  await sql`create index sanctions_user on sanctions (user_id, id desc)`.execute(db)
  await sql`alter table users add column silenced_until timestamptz`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`alter table users drop column silenced_until`.execute(db)
  await sql`drop table sanctions`.execute(db)
}
