import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // What every process signs with, made where all of them find it: nobody has to choose one and keep it.
  await sql`create table secrets (name text primary key, value text not null)`.execute(db)
  await sql`insert into secrets values ('forms', gen_random_uuid()::text || gen_random_uuid()::text)`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table secrets`.execute(db)
}
