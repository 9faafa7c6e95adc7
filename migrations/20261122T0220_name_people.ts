import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // What a name becomes when it is written after an @. A name never ends in a dash and digits: that is for the number
  // that tells people of one name apart.
  await sql`
    create function handle_of(name text) returns citext language sql stable as $$
      with letters as (
        select trim(both '-' from left(regexp_replace(lower(unaccent(name)), '[^a-z0-9]+', '-', 'g'), 30)) as handle
      )
      select coalesce(nullif(regexp_replace(handle, '-(?=[0-9]+(-[0-9]+)*$)', '', 'g'), ''), 'user')::citext from letters
    $$`.execute(db)

  await sql`alter table users add column handle citext`.execute(db)
  await sql`
    update users set handle = case
        when named.place = 1 and length(named.base::text) > 1 then named.base
        else (named.base || '-' || users.id)::citext
      end
    from (
      select id, handle_of(name) as base,
        row_number() over (partition by handle_of(name) order by import_source is not null, id) as place
      from users
    ) named
    where named.id = users.id`.execute(db)
  await sql`alter table users alter column handle set not null`.execute(db)
  await sql`
    alter table users add check (
      handle::text ~ '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$' and length(handle::text) between 2 and 60)`.execute(db)
  await sql`create unique index users_handle on users (handle)`.execute(db)
  await sql`create index users_handle_prefix on users (lower(handle::text) text_pattern_ops)`.execute(db)

  // Everybody has a handle however they came here. Imported people get the one with their number, which nobody else can
  // have, so that an import neither looks for free ones nor waits for anybody; people who join at one moment under one
  // name take turns.
  await sql`
    create function give_handle() returns trigger language plpgsql as $$
    declare base citext;
    begin
      if new.handle is not null then return new; end if;
      base := handle_of(new.name);
      if new.import_source is null then
        perform pg_advisory_xact_lock(1702131319, abs(hashtext(base::text) % 64));
        if length(base::text) > 1 and not exists (select from users where handle = base) then
          new.handle := base;
          return new;
        end if;
      end if;
      new.handle := base || '-' || new.id;
      return new;
    end $$`.execute(db)
  await sql`
    create trigger users_handle_given before insert on users
    for each row execute function give_handle()`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop trigger users_handle_given on users`.execute(db)
  await sql`drop function give_handle`.execute(db)
  await sql`alter table users drop column handle`.execute(db)
  await sql`drop function handle_of`.execute(db)
}
