import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  for (const [name, base, stem] of [
    ['entraide_en', 'english', 'english_stem'],
    ['entraide_fr', 'french', 'french_stem'],
  ] as const) {
    await sql`create text search configuration ${sql.id(name)} (copy = ${sql.id(base)})`.execute(db)
    await sql`
      alter text search configuration ${sql.id(name)}
        alter mapping for hword, hword_part, word, asciiword, asciihword, hword_asciipart
        with unaccent, ${sql.id(stem)}`.execute(db)
  }

  await sql`
    create table search_documents (
      post_id bigint primary key references posts on delete cascade,
      thread_id bigint references threads on delete cascade,
      article_id bigint references articles on delete cascade,
      kind text not null check (kind in ('question', 'answer', 'article')),
      locale text not null check (locale in ('en', 'fr')),
      title text not null,
      tags text not null default '',
      body text not null,
      title_vector tsvector not null,
      vector tsvector not null,
      indexed_at timestamptz not null default now(),
      check ((thread_id is null) <> (article_id is null))
    )`.execute(db)
  // Titles apart: the best candidates of a common word are found without reading every long text that holds it.
  await sql`create index search_documents_title_vector on search_documents using gin (title_vector)`.execute(db)
  await sql`create index search_documents_thread on search_documents (thread_id) where thread_id is not null`.execute(
    db,
  )
  await sql`create index search_documents_article on search_documents (article_id) where article_id is not null`.execute(
    db,
  )
  await sql`create index search_documents_vector on search_documents using gin (vector)`.execute(db)
  await sql`create index search_documents_title on search_documents using gin (title gin_trgm_ops)
    where kind <> 'answer'`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table search_documents`.execute(db)
  await sql`drop text search configuration entraide_en`.execute(db)
  await sql`drop text search configuration entraide_fr`.execute(db)
}
