import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  await sql`alter table threads add column locale_chosen boolean not null default false`.execute(db)
  // Until now a question had the language of the interface in which it was asked; search knew better.
  await sql`
    update threads set locale = search_documents.locale
    from search_documents
    where search_documents.post_id = threads.question_id and search_documents.locale <> threads.locale`.execute(db)
  await sql`alter table users add column language_first boolean not null default true`.execute(db)
  // A list that begins with one language reads only the threads of that language, however few there are.
  for (const [name, key] of Object.entries({
    newest: 'created_at',
    active: 'last_activity_at',
    score: 'score',
    hot: 'hot',
  })) {
    await sql`create index ${sql.id(`threads_language_${name}`)} on threads (locale, ${sql.id(key)} desc, id desc)
      where question_state = 'visible'`.execute(db)
  }
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const name of ['newest', 'active', 'score', 'hot']) {
    await sql`drop index ${sql.id(`threads_language_${name}`)}`.execute(db)
  }
  await sql`alter table users drop column language_first`.execute(db)
  await sql`alter table threads drop column locale_chosen`.execute(db)
}
