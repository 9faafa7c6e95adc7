import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // A merged thread keeps its question as a record and leads to another thread for good.
  await sql`
    alter table threads
      add column merged_into bigint references threads,
      add check (merged_into is null or (duplicate_of is not null and merged_into <> id))`.execute(db)
  await sql`create index threads_merged_into on threads (merged_into) where merged_into is not null`.execute(db)

  // The question on which a vote was cast before a merge took it along: its points stay with whom they were given to.
  await sql`alter table votes add column moved_from bigint references posts`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`alter table votes drop column moved_from`.execute(db)
  await sql`alter table threads drop column merged_into`.execute(db)
}
