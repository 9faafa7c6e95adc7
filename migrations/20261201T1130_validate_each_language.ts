import { type Kysely, sql } from 'kysely'

/**
 * Each language of an article is validated by itself, by somebody who did not write it. The database keeps this, so
 * that no command can forget it: a text that changes is no longer validated, and only staff validate.
 */
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
    alter table article_translations
      -- Who wrote what was validated, or else everybody who has written since the last validation.
      add column written_by bigint[] not null default '{}',
      add column validated_by bigint references users,
      add column validated_at timestamptz,
      -- Somebody asked whether it still holds.
      add column doubted boolean not null default false,
      add constraint article_translations_second_person check (validated_by is null or validated_by <> all (written_by)),
      add constraint article_translations_validated_check check ((validated_by is null) = (validated_at is null))`.execute(
    db,
  )

  await sql`
    update article_translations set
      written_by = array(
        select distinct writer from unnest(array[posts.author_id, posts.edited_by]) as writer where writer is not null),
      doubted = articles.state = 'published' and articles.review_reason is not null
    from posts, articles
    where posts.id = article_translations.post_id and articles.id = article_translations.article_id`.execute(db)
  // What was written after the validation, and what its validator wrote, waits for a second person.
  await sql`
    update article_translations set validated_by = articles.validated_by, validated_at = articles.validated_at
    from posts, articles
    where posts.id = article_translations.post_id and articles.id = article_translations.article_id
      and articles.validated_by is not null and articles.validated_at is not null
      and posts.created_at <= articles.validated_at and coalesce(posts.edited_at, posts.created_at) <= articles.validated_at
      and articles.validated_by <> all (article_translations.written_by)`.execute(db)

  await sql`
    create function may_validate(validator bigint, article bigint) returns boolean language sql stable as $$
      select exists (
        select from grants join articles on articles.id = article
        where grants.user_id = validator and grants.revoked_at is null
          and (grants.role = 'admin' and grants.category_id is null
            or grants.role = 'staff' and (grants.category_id is null or grants.category_id = articles.category_id)))
    $$`.execute(db)

  await sql`
    create function check_translation() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then
        new.written_by := array(
          select distinct writer from unnest(
            new.written_by || array(select author_id from posts where id = new.post_id)) as writer
          where writer is not null);
      elsif new.title is distinct from old.title and new.validated_at is not distinct from old.validated_at then
        new.validated_by := null;
        new.validated_at := null;
      end if;
      if new.validated_by is not null
        and (tg_op = 'INSERT' or new.validated_by is distinct from old.validated_by
          or new.validated_at is distinct from old.validated_at)
        and not may_validate(new.validated_by, new.article_id) then
        raise exception 'user % violates a check: only staff validate an article', new.validated_by
          using errcode = 'check_violation', constraint = 'article_translations_staff_validate';
      end if;
      return new;
    end $$`.execute(db)
  await sql`
    create trigger article_translations_check before insert or update on article_translations
    for each row execute function check_translation()`.execute(db)

  await sql`
    create function article_text_changed() returns trigger language plpgsql as $$
    begin
      update article_translations set
        written_by = array(
          select distinct writer from unnest(
            case when validated_by is null then written_by else '{}' end || new.edited_by) as writer
          where writer is not null),
        validated_by = null,
        validated_at = null
      where post_id = new.id;
      return null;
    end $$`.execute(db)
  await sql`
    create trigger posts_article_text_changed after update of body, edited_at on posts
    for each row when (
      new.kind = 'article' and (old.body is distinct from new.body or old.edited_at is distinct from new.edited_at))
    execute function article_text_changed()`.execute(db)

  await sql`
    create function check_article() returns trigger language plpgsql as $$
    begin
      if new.state = 'published' and (tg_op = 'INSERT' or old.state <> 'published') and not exists (
        select from article_translations where article_id = new.id and validated_by is not null) then
        raise exception 'article % violates a check: a second person validates what is published', new.id
          using errcode = 'check_violation', constraint = 'articles_validated_language';
      end if;
      return new;
    end $$`.execute(db)
  await sql`
    create trigger articles_check before insert or update of state on articles
    for each row execute function check_article()`.execute(db)

  await sql`
    create function article_moved() returns trigger language plpgsql as $$
    begin
      update article_translations set validated_by = null, validated_at = null
      where article_id = new.id and validated_by is not null;
      return null;
    end $$`.execute(db)
  // Other readers, or other staff who answer for it: that is a change as well.
  await sql`
    create trigger articles_moved after update of audience, category_id on articles
    for each row when (
      new.state = 'published'
        and (old.audience is distinct from new.audience or old.category_id is distinct from new.category_id))
    execute function article_moved()`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop trigger articles_moved on articles`.execute(db)
  await sql`drop trigger articles_check on articles`.execute(db)
  await sql`drop trigger posts_article_text_changed on posts`.execute(db)
  await sql`drop trigger article_translations_check on article_translations`.execute(db)
  await sql`drop function article_moved, check_article, article_text_changed, check_translation, may_validate`.execute(
    db,
  )
  await sql`
    alter table article_translations
      drop column written_by, drop column validated_by, drop column validated_at, drop column doubted`.execute(db)
}
