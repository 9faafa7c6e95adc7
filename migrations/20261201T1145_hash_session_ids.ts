import { type Kysely, sql } from 'kysely'

/**
 * Whoever reads the database must not be able to use the sessions in it: only a hash of the id in the cookie is kept.
 * The ids that exist are replaced by their hashes, so nobody is signed out. Addresses that are not plain ASCII get the
 * one spelling by which accounts are found.
 */
export async function up(db: Kysely<any>): Promise<void> {
  await sql`update sessions set id = encode(sha256(convert_to(id, 'UTF8')), 'hex')`.execute(db)
  await sql`alter table sessions add column created_at timestamptz not null default now()`.execute(db)

  const { rows } = await sql<{ id: number; email: string }>`
    select id, email::text as email from users where email::text ~ '[^\\x01-\\x7f]'`.execute(db)
  for (const { id, email } of rows) {
    const canonical = email.trim().normalize('NFC').toLowerCase().replaceAll('i\u0307', 'i')
    await sql`
      update users set email = ${canonical}
      where id = ${id} and not exists (select from users other where other.email = ${canonical} and other.id <> ${id})`.execute(
      db,
    )
  }
}

export async function down(db: Kysely<any>): Promise<void> {
  // Nobody can make the ids again from their hashes.
  await sql`delete from sessions`.execute(db)
  await sql`alter table sessions drop column created_at`.execute(db)
}
