import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // The description is the sentence of lists; the guide is the page of the tag.
  await sql`
    alter table tags
      add column guide text not null default '',
      add column guide_html text not null default ''`.execute(db)
  await sql`create index tags_newest on tags (created_at desc, id desc)`.execute(db)
  await sql`create index tags_name_trigram on tags using gin ((name::text) gin_trgm_ops)`.execute(db)

  // Another name of a tag. It points at a tag and never at another name: there is nothing to follow and no circle.
  await sql`
    create table tag_synonyms (
      name citext primary key check (length(name::text) between 1 and 35),
      tag_id bigint not null references tags on delete cascade,
      created_by bigint references users,
      created_at timestamptz not null default now()
    )`.execute(db)
  await sql`create index tag_synonyms_tag on tag_synonyms (tag_id)`.execute(db)

  await sql`alter table events add column tag_id bigint`.execute(db)
  await sql`create index events_tag on events (tag_id, id desc) where tag_id is not null`.execute(db)

  await sql`
    alter table categories
      add column fields jsonb not null default '[]',
      add constraint categories_fields_list check (jsonb_typeof(fields) = 'array')`.execute(db)
  await sql`
    create table category_tags (
      category_id bigint not null references categories on delete cascade,
      tag_id bigint not null references tags on delete cascade,
      position smallint not null default 0,
      primary key (category_id, tag_id)
    )`.execute(db)
  await sql`create index category_tags_tag on category_tags (tag_id)`.execute(db)

  await sql`
    alter table threads
      add column fields jsonb not null default '{}',
      add constraint threads_fields_object check (jsonb_typeof(fields) = 'object')`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`alter table threads drop column fields`.execute(db)
  await sql`drop table category_tags`.execute(db)
  await sql`alter table categories drop column fields`.execute(db)
  await sql`alter table events drop column tag_id`.execute(db)
  await sql`drop table tag_synonyms`.execute(db)
  await sql`drop index tags_newest, tags_name_trigram`.execute(db)
  await sql`alter table tags drop column guide, drop column guide_html`.execute(db)
}
