import { type Kysely, sql } from 'kysely'

// What is allowed is read from the database and widened: whatever other causes there are by then stay.
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
    do $$
    declare definition text;
    begin
      select pg_get_constraintdef(oid) into definition from pg_constraint
        where conrelid = 'reviews'::regclass and conname = 'reviews_cause_check';
      if definition is not null and position('''edited''' in definition) = 0 then
        alter table reviews drop constraint reviews_cause_check;
        execute 'alter table reviews add constraint reviews_cause_check '
          || replace(definition, '''flags''::text', '''flags''::text, ''edited''::text');
      end if;
    end $$`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`delete from reviews where cause = 'edited'`.execute(db)
  await sql`
    do $$
    declare definition text;
    begin
      select pg_get_constraintdef(oid) into definition from pg_constraint
        where conrelid = 'reviews'::regclass and conname = 'reviews_cause_check';
      alter table reviews drop constraint reviews_cause_check;
      execute 'alter table reviews add constraint reviews_cause_check '
        || replace(definition, ', ''edited''::text', '');
    end $$`.execute(db)
}
