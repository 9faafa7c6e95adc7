import { type Kysely, sql } from 'kysely'

/**
 * What visitors have written waits for their account, known by the key of their browser; a draft says when it was begun;
 * and a review of a first post says why the post waits.
 */
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('visitor_drafts')
    .addColumn('browser_key', 'text', (col) => col.notNull())
    .addColumn('kind', 'text', (col) => col.notNull().check(sql`kind in ('question', 'answer', 'comment', 'contact')`))
    .addColumn('subject_id', 'bigint', (col) => col.notNull().defaultTo(0))
    .addColumn('fields', 'jsonb', (col) => col.notNull())
    .addColumn('begun_at', 'timestamptz', (col) => col.notNull().defaultTo(sql`now()`))
    .addColumn('saved_at', 'timestamptz', (col) => col.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('visitor_drafts_pkey', ['browser_key', 'kind', 'subject_id'])
    .execute()
  await db.schema.createIndex('visitor_drafts_saved_at_index').on('visitor_drafts').column('saved_at').execute()

  await db.schema
    .alterTable('drafts')
    .addColumn('begun_at', 'timestamptz', (col) => col.notNull().defaultTo(sql`now()`))
    .execute()
  await sql`update drafts set begun_at = saved_at`.execute(db)
  await db.schema
    .alterTable('reviews')
    .addColumn('held_for', 'text', (col) => col.check(sql`held_for in ('speed', 'links')`))
    .execute()
  // How long first posts wait is read from those that were decided.
  await sql`create index reviews_of_first_posts on reviews (decided_at) where cause = 'new_member'`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop index reviews_of_first_posts`.execute(db)
  await db.schema.alterTable('reviews').dropColumn('held_for').execute()
  await db.schema.alterTable('drafts').dropColumn('begun_at').execute()
  await db.schema.dropTable('visitor_drafts').execute()
}
