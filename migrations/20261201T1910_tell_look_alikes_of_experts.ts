import { type Kysely, sql } from 'kysely'

/**
 * Says whether somebody may be taken for the team or for an expert. Names are compared in our programs now, where the rule
 * can be read: words may be left out, or stand in another order. The function `skeleton` stays for the way back.
 */
export async function up(db: Kysely<any>): Promise<void> {
  await sql`alter table users add column looks_like text check (looks_like in ('team', 'expert'))`.execute(db)
  await sql`update users set looks_like = 'team' where looks_like_team`.execute(db)
  await sql`create index users_looks_like on users (id) where looks_like is not null`.execute(db)
  await sql`
    alter table users drop column looks_like_team, drop column name_skeleton, drop column handle_skeleton`.execute(db)
  // What the new rule says of those who are here.
  await sql`
    select graphile_worker.add_job('users.mark_look_alikes', '{}', job_key => 'users.mark_look_alikes:')
    where exists (select from users where kind = 'person')`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`
    alter table users
      add column looks_like_team boolean not null default false,
      add column name_skeleton text collate "C" generated always as (skeleton(name)) stored,
      add column handle_skeleton text collate "C" generated always as (skeleton(handle::text)) stored`.execute(db)
  await sql`create index users_name_skeleton on users (name_skeleton)`.execute(db)
  await sql`create index users_handle_skeleton on users (handle_skeleton)`.execute(db)
  await sql`create index users_looks_like_team on users (id) where looks_like_team`.execute(db)
  await sql`update users set looks_like_team = true where looks_like = 'team'`.execute(db)
  await sql`alter table users drop column looks_like`.execute(db)
}
