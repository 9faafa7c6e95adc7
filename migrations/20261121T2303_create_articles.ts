import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  await sql`
    create table articles (
      id bigint generated always as identity primary key,
      category_id bigint not null references categories,
      audience text not null default 'public' check (audience in ('public', 'members', 'staff')),
      state text not null default 'draft' check (state in ('draft', 'in_review', 'published', 'obsolete', 'archived')),
      default_locale text not null check (default_locale in ('en', 'fr')),
      drafted_by bigint not null references users,
      owner_id bigint not null references users,
      source_thread_id bigint references threads,
      source_answer_id bigint references posts,
      submitted_at timestamptz,
      validated_by bigint references users,
      validated_at timestamptz,
      published_at timestamptz,
      review_reason text check (review_reason in ('edited', 'source_edited', 'source_unaccepted', 'unhelpful', 'reported', 'review_date', 'returned')),
      review_note text,
      review_due_at timestamptz,
      pinned_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      helpful_count integer not null default 0,
      unhelpful_count integer not null default 0,
      view_count integer not null default 0,
      check (validated_by is null or validated_by <> drafted_by),
      check (state <> 'published' or validated_by is not null)
    )`.execute(db)
  // One living article per source answer: promoting twice finds the first draft.
  await sql`create unique index articles_source_answer on articles (source_answer_id)
    where source_answer_id is not null and state <> 'archived'`.execute(db)
  await sql`create index articles_category on articles (category_id, state, published_at desc)`.execute(db)
  await sql`create index articles_source_thread on articles (source_thread_id) where source_thread_id is not null`.execute(
    db,
  )

  await sql`
    create table article_translations (
      article_id bigint not null references articles on delete cascade,
      locale text not null check (locale in ('en', 'fr')),
      title text not null check (length(title) between 1 and 250),
      post_id bigint not null references posts,
      primary key (article_id, locale)
    )`.execute(db)
  await sql`create unique index article_translations_post on article_translations (post_id)`.execute(db)

  await sql`
    create table article_credits (
      article_id bigint not null references articles on delete cascade,
      user_id bigint not null references users,
      post_id bigint references posts,
      primary key (article_id, user_id)
    )`.execute(db)
  await sql`create index article_credits_user on article_credits (user_id)`.execute(db)

  await sql`
    create table article_ratings (
      id bigint generated always as identity primary key,
      article_id bigint not null references articles on delete cascade,
      rater_id bigint references users,
      rater_key text,
      helpful boolean not null,
      reason text not null default '',
      created_at timestamptz not null default now(),
      check ((rater_id is null) <> (rater_key is null)),
      unique nulls not distinct (article_id, rater_id, rater_key)
    )`.execute(db)

  await sql`
    alter table posts add foreign key (article_id) references articles on delete cascade deferrable initially deferred`.execute(
    db,
  )
  await sql`alter table events add foreign key (article_id) references articles`.execute(db)
  await sql`alter table reputation_entries add foreign key (article_id) references articles on delete cascade`.execute(
    db,
  )
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table article_ratings, article_credits, article_translations, articles cascade`.execute(db)
}
