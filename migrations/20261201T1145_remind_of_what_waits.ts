import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // The deadline that staff were warned of: once for each, however often the sweep passes.
  await sql`alter table tickets add column warned_of timestamptz`.execute(db)
  await sql`alter table reviews add column reminded_at timestamptz`.execute(db)
  // A closed question that its author has improved, and wants to have reopened.
  await sql`alter table reviews drop constraint reviews_cause_check`.execute(db)
  await sql`alter table reviews add constraint reviews_cause_check
    check (cause in ('flags', 'new_member', 'edited', 'reopening'))`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`update reviews set cause = 'edited' where cause = 'reopening'`.execute(db)
  await sql`alter table reviews drop constraint reviews_cause_check`.execute(db)
  await sql`alter table reviews add constraint reviews_cause_check check (cause in ('flags', 'new_member', 'edited'))`.execute(
    db,
  )
  await sql`alter table reviews drop column reminded_at`.execute(db)
  await sql`alter table tickets drop column warned_of`.execute(db)
}
