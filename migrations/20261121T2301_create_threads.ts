import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // Facts come first in a table, figures derived from other rows last: the latter are what verify recomputes.
  await sql`
    create table threads (
      id bigint generated always as identity primary key,
      audience text not null default 'public' check (audience in ('public', 'members', 'private')),
      category_id bigint not null references categories,
      author_id bigint references users,
      title text not null check (length(title) between 1 and 250),
      locale text not null default 'en' check (locale in ('en', 'fr')),
      accepted_answer_id bigint,
      accepted_by bigint references users,
      accepted_at timestamptz,
      solved_at timestamptz,
      solved_reason text,
      closed_at timestamptz,
      closed_by bigint references users,
      close_reason text check (close_reason in ('duplicate', 'needs_detail', 'off_topic', 'no_longer_valid', 'solved', 'other')),
      close_note text,
      duplicate_of bigint references threads,
      needs_info_at timestamptz,
      import_source text,
      imported_views integer not null default 0,
      created_at timestamptz not null default now(),
      question_id bigint,
      question_state text not null default 'visible' check (question_state in ('visible', 'pending', 'hidden', 'deleted')),
      state text not null default 'needs_attention'
        check (state in ('solved', 'needs_info', 'answered', 'needs_attention')),
      score integer not null default 0,
      answer_count integer not null default 0,
      view_count integer not null default 0,
      last_activity_at timestamptz not null default now(),
      last_activity_by bigint references users,
      escalation_due_at timestamptz,
      check ((closed_at is null) = (close_reason is null)),
      check (duplicate_of is null or close_reason = 'duplicate'),
      check ((accepted_answer_id is null) = (accepted_at is null))
    )`.execute(db)

  await sql`
    create table posts (
      id bigint generated always as identity primary key,
      thread_id bigint references threads on delete cascade,
      article_id bigint,
      parent_id bigint references posts on delete cascade,
      kind text not null check (kind in ('question', 'answer', 'comment', 'note', 'expert_note', 'private_reply', 'article')),
      state text not null default 'visible' check (state in ('visible', 'pending', 'hidden', 'deleted')),
      author_id bigint references users,
      author_name text,
      body text not null,
      body_format text not null default 'markdown' check (body_format in ('markdown', 'html')),
      html text not null,
      official_at timestamptz,
      solves boolean not null default true,
      import_source text,
      import_id bigint,
      created_at timestamptz not null default now(),
      edited_at timestamptz,
      edited_by bigint references users,
      hidden_at timestamptz,
      deleted_at timestamptz,
      deleted_by bigint references users,
      score integer not null default 0,
      comment_count integer not null default 0,
      check ((kind = 'comment') = (parent_id is not null)),
      check ((kind = 'article') = (article_id is not null)),
      check (kind = 'article' or thread_id is not null)
    )`.execute(db)
  await sql`create unique index posts_one_question on posts (thread_id) where kind = 'question'`.execute(db)
  await sql`create index posts_thread on posts (thread_id, kind, created_at)`.execute(db)
  await sql`create index posts_parent on posts (parent_id, created_at) where parent_id is not null`.execute(db)
  await sql`create index posts_author on posts (author_id, kind, created_at desc)`.execute(db)
  await sql`create index posts_article on posts (article_id) where article_id is not null`.execute(db)
  await sql`
    create unique index posts_import on posts (import_source, import_id, (kind = 'comment'))
    where import_source is not null`.execute(db)

  await sql`
    alter table threads
      add foreign key (question_id) references posts deferrable initially deferred,
      add foreign key (accepted_answer_id) references posts`.execute(db)

  await sql`create index threads_newest on threads (created_at desc, id desc) where question_state = 'visible'`.execute(
    db,
  )
  await sql`create index threads_active on threads (last_activity_at desc, id desc) where question_state = 'visible'`.execute(
    db,
  )
  await sql`create index threads_score on threads (score desc, id desc) where question_state = 'visible'`.execute(db)
  await sql`create index threads_unanswered on threads (created_at desc, id desc)
    where question_state = 'visible' and answer_count = 0`.execute(db)
  await sql`create index threads_state on threads (state, created_at desc, id desc) where question_state = 'visible'`.execute(
    db,
  )
  await sql`create index threads_category on threads (category_id, created_at desc, id desc)`.execute(db)
  await sql`create index threads_author on threads (author_id, created_at desc)`.execute(db)
  await sql`create index threads_escalation_due on threads (escalation_due_at) where escalation_due_at is not null`.execute(
    db,
  )
  await sql`create index threads_duplicate_of on threads (duplicate_of) where duplicate_of is not null`.execute(db)

  await sql`
    create table thread_tags (
      thread_id bigint not null references threads on delete cascade,
      tag_id bigint not null references tags on delete cascade,
      position smallint not null default 0,
      primary key (thread_id, tag_id)
    )`.execute(db)
  await sql`create index thread_tags_tag on thread_tags (tag_id, thread_id desc)`.execute(db)

  await sql`
    create table thread_links (
      thread_id bigint not null references threads on delete cascade,
      other_thread_id bigint not null references threads on delete cascade,
      kind text not null check (kind in ('related', 'duplicate')),
      created_by bigint references users,
      created_at timestamptz not null default now(),
      primary key (thread_id, other_thread_id, kind),
      check (thread_id <> other_thread_id)
    )`.execute(db)
  await sql`create index thread_links_other on thread_links (other_thread_id)`.execute(db)

  // One row per reader and day: a reload is not a view. The viewer key is an account or a random cookie, never an address.
  await sql`
    create table thread_views (
      thread_id bigint not null references threads on delete cascade,
      viewer_key text not null,
      day date not null,
      primary key (thread_id, viewer_key, day)
    )`.execute(db)

  await sql`
    create table revisions (
      id bigint generated always as identity primary key,
      post_id bigint not null references posts on delete cascade,
      number integer not null,
      title text,
      tags text[],
      body text not null,
      body_format text not null default 'markdown' check (body_format in ('markdown', 'html')),
      reason text not null default '',
      weight text not null default 'change' check (weight in ('typo', 'change', 'major')),
      editor_id bigint references users,
      created_at timestamptz not null default now(),
      unique (post_id, number)
    )`.execute(db)

  await sql`
    create table votes (
      id bigint generated always as identity primary key,
      post_id bigint not null references posts on delete cascade,
      voter_id bigint references users,
      value smallint not null check (value in (-1, 0, 1)),
      import_source text,
      import_id bigint,
      created_at timestamptz not null default now(),
      changed_at timestamptz not null default now()
    )`.execute(db)
  // Imported votes have no voter, and null is never the same as null: one index keeps voters to one vote and finds all.
  await sql`create unique index votes_once on votes (post_id, voter_id)`.execute(db)
  await sql`create index votes_voter on votes (voter_id, changed_at) where voter_id is not null`.execute(db)
  await sql`create unique index votes_import on votes (import_source, import_id) where import_source is not null`.execute(
    db,
  )

  // What happened, once, for the timeline, the audit log, notifications and the funnel alike.
  await sql`
    create table events (
      id bigint generated always as identity primary key,
      actor_id bigint not null references users,
      verb text not null,
      thread_id bigint references threads,
      post_id bigint references posts,
      article_id bigint,
      ticket_id bigint,
      user_id bigint references users,
      review_id bigint,
      before jsonb,
      after jsonb,
      ip inet,
      created_at timestamptz not null default now()
    )`.execute(db)
  await sql`create index events_thread on events (thread_id, id) where thread_id is not null`.execute(db)
  await sql`create index events_verb on events (verb, id desc)`.execute(db)
  await sql`create index events_actor on events (actor_id, id desc)`.execute(db)
  await sql`
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
    end $$`.execute(db)
  await sql`
    create trigger events_append_only before update or delete on events
    for each row execute function refuse_change()`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table events, votes, revisions, thread_views, thread_links, thread_tags, posts, threads cascade`.execute(
    db,
  )
  await sql`drop function refuse_change`.execute(db)
}
