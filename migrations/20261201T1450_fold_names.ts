import { type Kysely, sql } from 'kysely'

/**
 * What a name is compared and sorted by: case and accents do not count, so `Été`, `ete` and a decomposed `été` are one
 * and stand beside each other. It uses only functions that never change their answer, so it can be stored and indexed.
 * An ICU collation would sort similarly, but its order changes with the version of the library, which damages indexes,
 * and it is not the same on every server.
 */
const FOLDED = String.raw`
create function folded(written text) returns text language sql immutable strict parallel safe
  return case when octet_length(written) = length(written) then lower(written) else
    replace(replace(replace(replace(
      translate(
        lower(normalize(
          -- Accents, and what nobody sees: soft hyphens, joiners, marks of direction.
          regexp_replace(
            normalize(written, NFKD),
            '[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]+', '', 'g'),
          NFC)),
        'łøđðħıς', 'loddhiσ'),
      'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'), 'þ', 'th')
  end`

export async function up(db: Kysely<any>): Promise<void> {
  await sql.raw(FOLDED).execute(db)
  // The order of code points is the same everywhere, and prefixes are found in the index.
  for (const table of ['users', 'tags', 'tag_synonyms']) {
    await sql`
      alter table ${sql.table(table)} add column folded_name text collate "C"
        generated always as (folded(name::text)) stored`.execute(db)
  }
  await sql`drop index users_name`.execute(db)
  await sql`drop index users_name_trigram`.execute(db)
  await sql`create index users_folded_name on users (folded_name, id)`.execute(db)
  await sql`create index users_folded_name_trigram on users using gin (folded_name gin_trgm_ops)`.execute(db)
  await sql`create index tags_folded_name on tags (folded_name, id)`.execute(db)
  await sql`create index tags_folded_name_trigram on tags using gin (folded_name gin_trgm_ops)`.execute(db)
  await sql`create index tag_synonyms_folded_name on tag_synonyms (folded_name)`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const table of ['users', 'tags', 'tag_synonyms']) {
    await sql`alter table ${sql.table(table)} drop column folded_name`.execute(db)
  }
  await sql`drop function folded(text)`.execute(db)
  await sql`create index users_name on users (name, id) where deleted_at is null`.execute(db)
  await sql`create index users_name_trigram on users using gin (name gin_trgm_ops)`.execute(db)
}
