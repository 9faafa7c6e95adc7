/**
 * Run in the template database: gives it pristine.start_again(), with which each test starts from what the migrations
 * left, their own rows and no others.
 *
 * Its statements are written out, so that their plans are kept. It deletes, because truncating makes the files of every
 * table and index anew, twenty times as slow as deleting the few rows of a test. As on a replica no trigger fires and no
 * foreign key is checked: so the order of the tables does not matter, and events may go.
 */
export const START_AGAIN = `
  create schema pristine;
  do $make$
  declare
    emptied text[] := array['graphile_worker._private_jobs'];
    refilled text[] := '{}';
    name text; filled boolean; columns text;
  begin
    for name in
      select quote_ident(tablename) from pg_tables where schemaname = 'public' and tablename not like 'kysely_%'
    loop
      emptied := emptied || ('public.' || name);
      execute format('select exists (select from public.%s)', name) into filled;
      continue when not filled;

      execute format('create table pristine.%s as table public.%1$s', name);
      select string_agg(quote_ident(attname), ', ') from pg_attribute
      where attrelid = ('public.' || name)::regclass and attnum > 0 and not attisdropped and attgenerated = ''
      into columns;
      refilled := refilled || format('insert into public.%s (%s) overriding system value select %2$s from pristine.%1$s;', name, columns);
    end loop;

    -- The locks wait for what the test before has left running, as truncate does.
    execute format(
      'create function pristine.start_again() returns void language plpgsql set session_replication_role = replica as $$
      begin
        lock table %s in exclusive mode;
        %s;
        %s
      end $$',
      array_to_string(emptied, ', '),
      'delete from ' || array_to_string(emptied, '; delete from '),
      array_to_string(refilled, ' '));
  end $make$`
