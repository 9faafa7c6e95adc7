import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // By what a community is known again, whatever the folder of its dump is called. Earlier imports have none: their posts
  // and people are looked at.
  await sql`alter table imports add column facts jsonb not null default '{}'`.execute(db)
  // Imported descriptions of tags could be longer than any that can be saved here.
  await sql`
    update tags set description = rtrim(left(description, 299)) || '…' where length(description) > 300`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`alter table imports drop column facts`.execute(db)
}
