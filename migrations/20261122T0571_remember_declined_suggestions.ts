import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // Articles of which an asker said, before they asked, that they do not help: they are not suggested again.
  await sql`
    create table declined_articles (
      thread_id bigint not null references threads on delete cascade,
      article_id bigint not null references articles on delete cascade,
      primary key (thread_id, article_id)
    )`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable('declined_articles').execute()
}
