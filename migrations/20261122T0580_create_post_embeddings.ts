import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // It goes with its document: what is withheld from the search has no vector either.
  await sql`
    create table post_embeddings (
      post_id bigint primary key references search_documents on delete cascade,
      model text,
      text_hash text,
      vector bytea,
      embedded_at timestamptz,
      due_at timestamptz,
      check (vector is null or (model is not null and text_hash is not null and embedded_at is not null))
    )`.execute(db)
  await sql`create index post_embeddings_due on post_embeddings (due_at) where due_at is not null`.execute(db)
  await sql`create index post_embeddings_embedded on post_embeddings (embedded_at) where vector is not null`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table post_embeddings`.execute(db)
}
