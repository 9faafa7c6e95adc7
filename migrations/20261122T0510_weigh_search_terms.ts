import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // A document is written anew from its post by a job; half of it in the old shape is worth nothing.
  await sql`truncate search_documents`.execute(db)
  await sql`
    alter table search_documents
      drop column title_vector, drop column vector,
      add column answer_ids bigint[] not null,
      add column title_terms integer[] not null,
      add column terms integer[] not null,
      add column impacts smallint[] not null`.execute(db)
  // What is read of every candidate stays in the row; the text, read of those that are shown, moves out first.
  for (const name of ['title_terms', 'terms', 'impacts']) {
    await sql`alter table search_documents alter column ${sql.id(name)} set storage main`.execute(db)
  }
  await sql`create index search_documents_title_terms on search_documents using gin (title_terms)
    where kind <> 'answer'`.execute(db)
  await sql`create index search_documents_terms on search_documents using gin (terms) where kind <> 'answer'`.execute(
    db,
  )
  await sql`create index search_documents_answer_terms on search_documents using gin (terms)
    where kind = 'answer'`.execute(db)
  await sql`drop index search_documents_title`.execute(db)

  await sql`
    create table search_lexemes (
      lexeme integer primary key,
      documents integer not null,
      titles integer not null
    )`.execute(db)
  await sql`
    create table search_words (
      word text primary key,
      documents integer not null default 0
    )`.execute(db)
  await sql`create index search_words_similar on search_words using gin (word gin_trgm_ops)`.execute(db)
  await sql`create index search_words_beginning on search_words (word text_pattern_ops)`.execute(db)
  await sql`
    create table search_statistics (
      single boolean primary key default true check (single),
      documents integer not null,
      counted_at timestamptz not null
    )`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table search_statistics, search_words, search_lexemes`.execute(db)
  await sql`truncate search_documents`.execute(db)
  await sql`
    alter table search_documents
      drop column answer_ids, drop column title_terms, drop column terms, drop column impacts,
      add column title_vector tsvector not null, add column vector tsvector not null`.execute(db)
  await sql`create index search_documents_title_vector on search_documents using gin (title_vector)`.execute(db)
  await sql`create index search_documents_vector on search_documents using gin (vector)`.execute(db)
  await sql`create index search_documents_title on search_documents using gin (title gin_trgm_ops)
    where kind <> 'answer'`.execute(db)
}
