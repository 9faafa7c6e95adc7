import { domainToASCII, domainToUnicode } from 'node:url'
import { type Kysely, sql } from 'kysely'

/** Every account has one key, however its address was written and whoever stores it; see `canonicalEmail`. */
const CANONICAL_EMAIL = String.raw`
create function canonical_email() returns trigger language plpgsql as $function$
begin
  new.email := normalize(regexp_replace(lower(normalize(btrim(new.email::text), NFC)), 'i\u0307+', 'i', 'g'), NFC);
  return new;
end
$function$`

/** Domains in the letters of the network are stored in their own; an address that has two accounts stays as it is. */
async function nameDomainsOnce(db: Kysely<any>): Promise<void> {
  const { rows } = await sql<{ id: number; email: string }>`
    select id, email::text as email from users where email::text ~ '@.*(xn--|[^\\x01-\\x7f]|[.]$)'`.execute(db)
  for (const { id, email } of rows) {
    const at = email.lastIndexOf('@')
    const domain = email.slice(at + 1).replace(/[.\u3002]$/, '')
    const canonical = `${email.slice(0, at)}@${domainToUnicode(domainToASCII(domain)) || domain}`
    await sql`
      update users set email = ${canonical}
      where id = ${id} and not exists (select from users other where other.email = ${canonical} and other.id <> ${id})`.execute(
      db,
    )
  }
}

export async function up(db: Kysely<any>): Promise<void> {
  await nameDomainsOnce(db)
  await sql.raw(CANONICAL_EMAIL).execute(db)
  await sql`
    create trigger users_email_canonical before insert or update of email on users
    for each row when (new.email is not null) execute function canonical_email()`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop trigger users_email_canonical on users`.execute(db)
  await sql`drop function canonical_email()`.execute(db)
}
