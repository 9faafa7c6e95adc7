import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // A version is never given twice, so that a draft that was discarded and begun again is not taken for the old one.
  await sql`create sequence draft_versions`.execute(db)
  await db.schema
    .createTable('drafts')
    .addColumn('id', 'bigint', (col) => col.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('user_id', 'bigint', (col) => col.notNull().references('users.id').onDelete('cascade'))
    .addColumn('kind', 'text', (col) =>
      col
        .notNull()
        .check(sql`kind in ('question', 'answer', 'comment', 'edit', 'article', 'article_edit', 'desk', 'message')`),
    )
    // What it is written on, by its kind: a thread, a post, an article, a ticket; 0 for what stands by itself.
    .addColumn('subject_id', 'bigint', (col) => col.notNull().defaultTo(0))
    .addColumn('locale', 'text', (col) => col.notNull().defaultTo(''))
    .addColumn('fields', 'jsonb', (col) => col.notNull())
    .addColumn('version', 'bigint', (col) => col.notNull().defaultTo(sql`nextval('draft_versions')`))
    .addColumn('writer', 'text', (col) => col.notNull().defaultTo(''))
    .addColumn('written', 'integer', (col) => col.notNull().defaultTo(0))
    .addColumn('saved_at', 'timestamptz', (col) => col.notNull().defaultTo(sql`now()`))
    .addColumn('discarded_at', 'timestamptz')
    .addUniqueConstraint('drafts_one_of_each', ['user_id', 'kind', 'subject_id', 'locale'])
    .execute()
  await db.schema.createIndex('drafts_saved_at_index').on('drafts').column('saved_at').execute()
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable('drafts').execute()
  await sql`drop sequence draft_versions`.execute(db)
}
