import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  await sql`alter table threads add column other_language text
    constraint threads_other_language_is_a_tag check (other_language ~ '^[a-z]{2,3}$')`.execute(db)
  // Few: a list reads them beside those in the languages of the forum, and puts them in order itself.
  await sql`create index threads_other_language on threads (id) where other_language is not null`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop index threads_other_language`.execute(db)
  await sql`alter table threads drop column other_language`.execute(db)
}
