import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // A vote of a ring is worth nothing and stays that: whoever cast it cannot vote on the post again.
  await sql`
    alter table votes
      add column reversed_at timestamptz,
      add column reversed_by bigint references users,
      add check (reversed_at is null or value = 0)`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`alter table votes drop column reversed_by, drop column reversed_at`.execute(db)
}
