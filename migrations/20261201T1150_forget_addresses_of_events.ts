import { type Kysely, sql } from 'kysely'

/**
 * The audit log is append-only, but the address from which somebody acted is forgotten after some time: that one change
 * is let through, and only when nothing else changes with it.
 */
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
    create function refuse_change_of_event() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and new.ip is null then
        old.ip := null;
        if new is not distinct from old then
          return new;
        end if;
      end if;
      raise exception 'events is append-only' using errcode = 'restrict_violation';
    end $$`.execute(db)
  await sql`drop trigger events_append_only on events`.execute(db)
  await sql`
    create trigger events_append_only before update or delete on events
    for each row execute function refuse_change_of_event()`.execute(db)
  await sql`create index events_with_ip on events (created_at) where ip is not null`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop index events_with_ip`.execute(db)
  await sql`drop trigger events_append_only on events`.execute(db)
  await sql`
    create trigger events_append_only before update or delete on events
    for each row execute function refuse_change()`.execute(db)
  await sql`drop function refuse_change_of_event`.execute(db)
}
