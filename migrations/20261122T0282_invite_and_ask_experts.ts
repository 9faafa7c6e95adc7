import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // Whoever has earned it is invited; the figures are those of the night of the invitation.
  await sql`
    create table expert_invitations (
      id bigint generated always as identity primary key,
      user_id bigint not null references users on delete cascade,
      tag_id bigint not null references tags on delete cascade,
      state text not null default 'open' check (state in ('open', 'accepted', 'declined', 'withdrawn')),
      answers integer not null,
      accepted integer not null,
      helpful_percent integer not null,
      invited_at timestamptz not null default now(),
      decided_at timestamptz,
      check ((state = 'open') = (decided_at is null))
    )`.execute(db)
  await sql`create unique index expert_invitations_open on expert_invitations (user_id, tag_id)
    where state = 'open'`.execute(db)
  await sql`create index expert_invitations_tag on expert_invitations (tag_id, user_id, invited_at desc)`.execute(db)

  // When an expert was last told that the role is about to lapse.
  await sql`alter table grants add column warned_at timestamptz`.execute(db)

  await sql`
    create table expert_requests (
      id bigint generated always as identity primary key,
      thread_id bigint not null references threads on delete cascade,
      user_id bigint not null references users on delete cascade,
      wave smallint not null check (wave in (1, 2)),
      state text not null default 'open'
        check (state in ('open', 'accepted', 'passed', 'expired', 'answered', 'settled')),
      asked_at timestamptz not null default now(),
      decided_at timestamptz,
      unique (thread_id, user_id)
    )`.execute(db)
  await sql`create unique index expert_requests_taken on expert_requests (thread_id) where state = 'accepted'`.execute(
    db,
  )
  await sql`create index expert_requests_of_user on expert_requests (user_id, asked_at desc)`.execute(db)
  await sql`create index expert_requests_pending on expert_requests (thread_id) where state in ('open', 'accepted')`.execute(
    db,
  )
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable('expert_requests').execute()
  await sql`alter table grants drop column warned_at`.execute(db)
  await db.schema.dropTable('expert_invitations').execute()
}
