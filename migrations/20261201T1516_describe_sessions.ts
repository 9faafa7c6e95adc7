import { type Kysely, sql } from 'kysely'

/** The list of one's own sessions says with what and when: names of browser and system alone, no address, no version. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
    alter table sessions
      add column browser text,
      add column system text,
      add column last_seen_at timestamptz`.execute(db)
  await sql`update sessions set last_seen_at = created_at`.execute(db)
  await sql`
    alter table sessions
      alter column last_seen_at set not null,
      alter column last_seen_at set default now()`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`alter table sessions drop column browser, drop column system, drop column last_seen_at`.execute(db)
}
