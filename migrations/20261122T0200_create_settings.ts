import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  await db.schema
    .createTable('settings')
    .addColumn('name', 'text', (col) => col.primaryKey())
    .addColumn('value', 'jsonb', (col) => col.notNull())
    .addColumn('changed_by', 'bigint', (col) => col.references('users.id'))
    .addColumn('changed_at', 'timestamptz', (col) => col.notNull().defaultTo(sql`now()`))
    .execute()

  // Which threads are open in a browser at some web process: only those are worth a notification at each vote. It is
  // rebuilt by the processes within seconds, hence unlogged.
  await sql`
    create unlogged table live_watches (
      thread_id bigint not null,
      process_id uuid not null,
      expires_at timestamptz not null,
      primary key (thread_id, process_id)
    )`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable('live_watches').execute()
  await db.schema.dropTable('settings').execute()
}
